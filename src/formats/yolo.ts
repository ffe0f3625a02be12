/** Exports to YOLO (Ultralytics): images/<split>, labels/<split>, data.yaml. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taughtBox } from '../labels/box.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { DatasetSample } from '../dataset/reader.ts';
import { joinRings, traceRings } from './polygons.ts';
import { type ExportSource, imageOf } from './export-source.ts';
import { isCounted, MASK_MEMBERS, maskOf, noMasks, visibleRles } from './masks.ts';

/**
 * Format: https://docs.ultralytics.com/datasets/detect/ and .../segment/. A line per object: class (from 0), then the box's centre and
 * size, or with `segments` the corners of one polygon, as shares of the image's size. The format cannot say "ignore", so such objects are
 * left out. Ultralytics' own converter from COCO leaves crowds out likewise.
 *
 * A polygon follows the edges of pixels, so it is exact. Lines of no width join islands and holes (`joinRings`).
 */
export async function exportYolo({ dataset, out, splits, samples, images, segments }: ExportSource): Promise<void> {
  const names = splits.map(({ name }) => name ?? 'train');
  writeFileSync(join(out, 'data.yaml'), dataYaml(names, dataset));
  for (const split of splits) {
    const name = split.name ?? 'train';
    mkdirSync(join(out, 'labels', name), { recursive: true });
    if (images) mkdirSync(join(out, 'images', name), { recursive: true });
    for (const sample of samples(split, segments ? MASK_MEMBERS : [])) {
      const { key } = sample;
      const lines = segments ? await segmentLines(sample) : sample.record.instances.filter(isCounted).map((instance) => boxLine(sample, instance));
      writeFileSync(join(out, 'labels', name, `${key}.txt`), lines.join(''));
      if (images) writeFileSync(join(out, 'images', name, `${key}.jpg`), imageOf(sample));
    }
  }
}

/** `path` is absent, so that readers take the folder of data.yaml. Strings of JSON are valid YAML. */
function dataYaml(names: string[], { generator, configSha256, categories }: ExportSource['dataset']): string {
  const folders = names.map((name) => `${name}: images/${name}\n`).join('');
  // Ultralytics refuses a dataset that lacks one of these.
  const others = ['train', 'val'].filter((name) => !names.includes(name)).map((name) => `${name}: images/${names[0]}\n`).join('');
  const classes = categories.map(({ id, name }) => `  ${id - 1}: ${JSON.stringify(name)}\n`).join('');
  return `# ${generator}, config ${configSha256}\n${folders}${others}names:${classes === '' ? ' {}\n' : `\n${classes}`}`;
}

/** Rounding to eight decimals moves a point by 1/100000 of a pixel at most, in images of up to 2048 pixels. */
const share = (value: number): number => Math.round(value * 1e8) / 1e8;

function boxLine({ record }: DatasetSample, instance: RecordInstance): string {
  const [x, y, width, height] = taughtBox(instance);
  const values = [(x + width / 2) / record.width, (y + height / 2) / record.height, width / record.width, height / record.height];
  return `${instance.categoryId - 1} ${values.map(share).join(' ')}\n`;
}

async function segmentLines(sample: DatasetSample): Promise<string[]> {
  const { instances, width, height } = sample.record;
  if (instances.length === 0) return [];
  const rles = await visibleRles(sample);
  if (!rles) throw noMasks(sample, 'yolo --segments');
  return instances.flatMap((instance, i) => {
    if (!isCounted(instance)) return [];
    const corners = joinRings(traceRings(maskOf(rles[i]!), width, height));
    return `${instance.categoryId - 1} ${corners.map(([x, y]) => `${share(x / width)} ${share(y / height)}`).join(' ')}\n`;
  });
}
