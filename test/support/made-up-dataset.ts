/** Writes datasets of made-up records and pictures, for tests of what counts them. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shardRanges } from '../../src/dataset/dataset-folder.ts';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';
import { encodeJpeg } from '../../src/encode/jpeg.ts';
import { inPlaneRotation, multiply, rayRotation, viewRotations } from '../../src/geometry/poses.ts';
import type { Vec3 } from '../../src/geometry/vectors.ts';
import { keyOf } from '../../src/labels/record.ts';
import { streamsOf } from '../../src/scene/random.ts';
import type { StatsInstance, StatsRecord } from '../../src/stats/record-statistics.ts';

const MODELS = ['cup_a', 'cup_b', 'die', 'never'];
const CATEGORIES = ['cup', 'cup', 'die', 'never'];
const [WIDTH, HEIGHT] = [96, 80];

/** A record as the paper's scenario writes it. Each entry of its schedule comes once. */
export function madeUpRecord(index: number): StatsRecord {
  const random = streamsOf(index, 1, 0)('record');
  const count = random.int(6);
  const objects = Array.from({ length: count }, (_, i): StatsInstance => {
    const model = random.int(3);
    const view = random.int(42);
    const inPlane = random.int(36);
    const [width, height] = [4 + random.int(30), 4 + random.int(30)];
    const [x, y] = [random.int(WIDTH - width), random.int(HEIGHT - height)];
    const translation: Vec3 = [random.range(-0.4, 0.4), random.range(-0.4, 0.4), random.range(0.5, 4)];
    const length = Math.sqrt(translation[0] ** 2 + translation[1] ** 2 + translation[2] ** 2);
    const rotation = multiply(rayRotation([translation[0] / length, translation[1] / length, translation[2] / length]), multiply(inPlaneRotation((inPlane * Math.PI) / 18), viewRotations(1).quaternions[view]!));
    const area = width * height;
    const [frame, foreground, occluder] = [0.1 * random.int(3), 0.1 * random.int(3), 0.1 * random.int(3)];
    return {
      id: i + 1, model: MODELS[model]!, category: CATEGORIES[model]!, categoryId: model === 2 ? 2 : 1,
      bbox: [x, y, width, height], bboxAmodal: [x, y, width, height], bboxFull: [x, y, width, height], area, areaAmodal: area, areaFull: area,
      visibility: 1 - frame - foreground - occluder, inFrame: 1 - frame, occludedBy: { frame, foreground, occluder },
      pose: { rotation, translation, scale: random.range(1, 40) }, box3d: { center: translation, size: [1, 1, 1], rotation },
      entry: 8 * index + i, view, inPlane, ...(random.int(5) === 0 && { ignore: true }), ...(index % 3 === 0 && { labelBox: [x - 0.5, y - 0.25, width + 1, height + 0.5] as [number, number, number, number] }),
    };
  });
  const hidden = objects.splice(0, random.int(2)).map((object) => ({ ...object, area: 0, visibility: 0 }));
  return {
    key: keyOf(index), index, width: WIDTH, height: HEIGHT, attempt: random.int(3), ...(random.int(9) === 0 && { leastBad: true as const }),
    camera: { fx: 90, fy: 60 + random.int(40), cx: WIDTH / 2, cy: HEIGHT / 2 },
    schedule: { epoch: 0, level: random.int(3), unplaced: random.int(4) === 0 ? [8 * index + 7] : [] },
    instances: objects, hidden, overlaps: objects.length > 1 ? [[1, 2, random.range(0, 1)]] : [],
    background: { objects: 10 + random.int(90), uncovered: random.int(20), kind: random.int(2) ? 'clutter' : 'surface', areaRatio: [random.range(0.5, 1), random.range(1, 2)] },
    occluders: objects.slice(0, 1).map(({ id }) => ({ model: MODELS[0]!, target: id, coverage: random.range(0.1, 0.3) })),
    lights: Array.from({ length: 1 + random.int(4) }, () => ({ direction: [random.range(-1, 1), random.range(-1, 1), random.range(-1, 1)] as Vec3, intensity: random.range(0.5, 1.5), color: [random.range(0.4, 1), random.range(0.4, 1), random.range(0.4, 1)] as Vec3 })),
    ambient: random.range(0.1, 0.5), post: { noiseSigma: random.range(0, 0.02), blurKernel: 1 + 2 * random.int(2), blurSigma: random.range(0.2, 1) },
  };
}

/** A picture of waves, whose detail differs from image to image. */
async function madeUpPicture(index: number): Promise<Buffer> {
  const random = streamsOf(index, 2, 0)('picture');
  const [a, b, c] = [random.range(0, 1), random.range(0, 1), random.range(0, 1)];
  const rgb = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => 128 + 60 * Math.sin(a * (Math.floor(i / 3) % WIDTH)) * Math.cos(b * Math.floor(i / 3 / WIDTH)) + 60 * Math.sin(c * (i % 3) + index));
  return encodeJpeg(rgb, WIDTH, HEIGHT, 75 + (index % 20));
}

export async function writeMadeUp(dir: string, images: number, imagesPerShard: number, { pictures = true } = {}): Promise<void> {
  mkdirSync(join(dir, 'shards'), { recursive: true });
  const shards: object[] = [];
  for (const range of shardRanges(images, imagesPerShard)) {
    const members: Buffer[] = [];
    for (let index = range.first; index < range.first + range.samples; index++) {
      if (pictures) members.push(tarMember(`${keyOf(index)}.jpg`, await madeUpPicture(index)));
      members.push(tarMember(`${keyOf(index)}.json`, Buffer.from(JSON.stringify(madeUpRecord(index)))));
    }
    const tar = Buffer.concat([...members, END_OF_ARCHIVE]);
    writeFileSync(join(dir, 'shards', `${range.name}.tar`), tar);
    shards.push({ ...range, bytes: tar.length, sha256: createHash('sha256').update(tar).digest('hex') });
  }
  writeFileSync(join(dir, 'dataset.json'), JSON.stringify({
    format: 1, generator: 'scenemill 9.8.7', configSha256: 'c0ffee'.padEnd(64, '0'), seed: 1, config: {},
    categories: ['cup', 'die', 'never'].map((name, i) => ({ id: i + 1, name })), shards,
  }));
}
