/** Builds small datasets by hand, pixel by pixel, for tests of what reads them. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BoxConvention, conventionBox } from '../../src/labels/box.ts';
import { encodeRleString, maskCounts } from '../../src/labels/coco-rle.ts';
import { type ImageRecord, keyOf, type RecordInstance } from '../../src/labels/record.ts';
import { hashModel } from '../../src/assets/load/load.ts';
import { encodeJpeg } from '../../src/encode/jpeg.ts';
import { encodePng16 } from '../../src/encode/png.ts';
import { shardRanges } from '../../src/dataset/dataset-folder.ts';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';

/** One image as rows of characters: `.` is nothing, 1 to 9, then letters from `A` on in the order of Unicode are ids. */
export interface Drawn {
  rows: string[];
  /** Class of each id, from 1. */
  categories: number[];
  /** Changes to the instances, by index. */
  changes?: Partial<RecordInstance>[];
}

export interface DatasetOptions {
  categories?: string[];
  imagesPerShard?: number;
  /** First digits of the config's hash, which tells datasets apart. */
  config?: string;
  masks?: 'rle' | 'instances' | 'none';
  /** Of labels.box; without it there are tight boxes alone. */
  box?: BoxConvention;
  /** Whether the pictures themselves are there. */
  images?: boolean;
  /** Of each category; its own name when absent. */
  modelNames?: string[];
  /** Folder with these models, `<name>.glb`; none when absent. */
  models?: string;
  /** Member bytes by suffix, added to every sample. */
  extra?: (record: ImageRecord) => Record<string, Uint8Array>;
}

/** Name with all that is awkward in one format or another. */
export const AWKWARD = 'a "b"/c\'s <d> & e\\f\n咖啡 ☕';

export async function writeDataset(dir: string, images: Drawn[], { categories = ['one', 'two', 'three'], imagesPerShard = 2, config = 'c0ffee', masks = 'rle', box, images: hasImages = true, modelNames = categories, models, extra }: DatasetOptions = {}): Promise<ImageRecord[]> {
  mkdirSync(join(dir, 'shards'), { recursive: true });
  const records: ImageRecord[] = [];
  const shards: object[] = [];
  for (const { name, first, samples } of shardRanges(images.length, imagesPerShard)) {
    const part = images.slice(first, first + samples);
    const members: Buffer[] = [];
    for (const [i, drawn] of part.entries()) {
      const { record, ids } = draw(drawn, first + i, categories, modelNames, masks, box);
      records.push(record);
      const { key, width, height } = record;
      if (hasImages) members.push(tarMember(`${key}.jpg`, await encodeJpeg(new Uint8Array(width * height * 3).fill(40 + first), width, height, 90)));
      members.push(tarMember(`${key}.json`, Buffer.from(JSON.stringify(record))));
      if (masks === 'instances') members.push(tarMember(`${key}.instances.png`, await encodePng16(ids, width, height)));
      for (const [suffix, bytes] of Object.entries(extra?.(record) ?? {})) members.push(tarMember(`${key}.${suffix}`, bytes));
    }
    const tar = Buffer.concat([...members, END_OF_ARCHIVE]);
    writeFileSync(join(dir, 'shards', `${name}.tar`), tar);
    shards.push({ name, first, samples, bytes: tar.length, sha256: createHash('sha256').update(tar).digest('hex') });
  }
  const instances = records.reduce((sum, record) => sum + record.instances.length, 0);
  writeFileSync(join(dir, 'dataset.json'), JSON.stringify({
    format: 1, generator: 'scenemill 9.8.7', adapter: { vendor: 'v', device: 'd', driver: 'x' }, config: { labels: { instances: masks === 'instances', rle: masks === 'rle', box } }, configSha256: config.padEnd(64, '0'), seed: 7,
    categories: categories.map((name, i) => ({ id: i + 1, name })),
    models: await Promise.all(modelNames.map(async (name, i) => ({
      name, category: categories[i]!, layer: 'foreground', sha256: models === undefined ? '0'.repeat(64) : await hashModel(join(models, `${name}.glb`)), triangles: 12, radius: 0.1,
    }))),
    skipped: [],
    shards, totals: { images: images.length, instances, hidden: 0, unplaced: 0, attempts: 0, leastBad: 0 },
  }));
  return records;
}

function draw({ rows, categories: classes, changes = [] }: Drawn, index: number, categories: string[], modelNames: string[], masks: DatasetOptions['masks'], box: DatasetOptions['box']): { record: ImageRecord; ids: Uint16Array } {
  const [width, height] = [rows[0]!.length, rows.length];
  const ids = Uint16Array.from(rows.join(''), idOfLetter);
  const instances = classes.map((categoryId, i): RecordInstance => {
    const pixels = [...ids.keys()].filter((at) => ids[at] === i + 1);
    const [xs, ys] = [pixels.map((at) => at % width), pixels.map((at) => Math.floor(at / width))];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const bbox: RecordInstance['bbox'] = [x, y, Math.max(...xs) - x + 1, Math.max(...ys) - y + 1];
    const area = pixels.length;
    const name = categories[categoryId - 1]!;
    const rle = { size: [height, width] as [number, number], counts: encodeRleString(maskCounts(ids, width, height, i + 1)) };
    return {
      id: i + 1, model: modelNames[categoryId - 1]!, category: name, categoryId, bbox, bboxAmodal: bbox, bboxFull: bbox, area, areaAmodal: area, areaFull: area,
      visibility: 1, inFrame: 1, occludedBy: { frame: 0, foreground: 0, occluder: 0 },
      pose: { rotation: [1, 0, 0, 0], translation: [0, 0, 1], scale: 2 }, box3d: { center: [0.1, 0.2, 1], size: [0.2, 0.4, 0.6], rotation: [1, 0, 0, 0] },
      entry: 0, view: 0, inPlane: 0, ...(masks === 'rle' && { rle }), ...(box && { labelBox: conventionBox(bbox, box, { width, height }) }), ...changes[i],
    };
  });
  const record: ImageRecord = {
    key: keyOf(index), index, width, height, attempt: 0, camera: { fx: 10, fy: 10, cx: width / 2, cy: height / 2 }, schedule: null,
    instances, hidden: [], overlaps: [], background: { objects: 0, uncovered: 0 },
    occluders: [], lights: [], ambient: 1, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 },
  };
  return { record, ids };
}

const idOfLetter = (letter: string): number => (letter === '.' ? 0 : letter <= '9' ? Number(letter) : letter.charCodeAt(0) - 55);

/** Nothing; one pixel; a ring with an island in it and one beside it; nine instances; a class of an awkward name. */
export const CASES: Drawn[] = [
  { rows: ['.....', '.....', '.....'], categories: [] },
  { rows: ['.....', '.....', '....1'], categories: [1] },
  {
    rows: [
      '11111..22',
      '1...1..22',
      '1.1.1...2',
      '1...1...2',
      '11111.1.2',
    ],
    categories: [2, 3],
    changes: [{ visibility: 0.5, inFrame: 0.75, ignore: true }],
  },
  { rows: ['123456789'], categories: [1, 2, 3, 1, 2, 3, 1, 2, 3] },
  { rows: ['.12.', '.12.', '.21.', '.22.'], categories: [3, 1] },
];

/** Ids of all pixels of a drawn image, row after row. */
export const idsOf = ({ rows }: Drawn): number[][] => rows.map((row) => [...row].map(idOfLetter));
