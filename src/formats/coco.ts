/** Exports to COCO: instances.json, or instances_<split>.json, beside a folder of images. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taughtBox } from '../labels/box.ts';
import type { RecordKeypoint } from '../labels/keypoints.ts';
import type { Split } from '../dataset/splits.ts';
import { datasetOf, type ExportSource, imageId, imageOf, uniqueId } from './export-source.ts';
import { KEYPOINT_STATE, KeypointNames } from './keypoint-names.ts';
import { MASK_MEMBERS, visibleRles } from './masks.ts';
import { TextFile } from './text-file.ts';

/**
 * Format: https://cocodataset.org/#format-data. Boxes are [x, y, width, height] of whole pixels. Where `labels.box` made boxes, `bbox` is
 * that one and `bbox_tight` the tight one. `area` is the mask's. `segmentation` holds compressed run lengths where the dataset has masks,
 * else an empty list. `ignore` becomes iscrowd.
 */
export async function exportCoco(source: ExportSource): Promise<void> {
  if (source.images) mkdirSync(join(source.out, 'images'));
  for (const split of source.splits) await writeSplit(source, split);
}

async function writeSplit(source: ExportSource, split: Split): Promise<void> {
  const { dataset, images, out } = source;
  const { generator, configSha256 } = dataset;
  const file = new TextFile(join(out, split.name === null ? 'instances.json' : `instances_${split.name}.json`));
  // Images and annotations grow together, so annotations have a file of their own until all images are written.
  const annotations = new TextFile(`${file.path}.annotations`);
  const keypointNames = new KeypointNames();
  const info = { description: `Made with ${generator}`, version: generator, contributor: generator, url: '', config_sha256: configSha256 };
  file.write(`{"info":${JSON.stringify(info)},\n"licenses":[],\n"images":[`);

  for (const sample of source.samples(split, MASK_MEMBERS)) {
    const { key, record } = sample;
    const image = imageId(record);
    file.row(`{"id":${image},"file_name":"${key}.jpg","width":${record.width},"height":${record.height}}`);
    if (images) writeFileSync(join(out, 'images', `${key}.jpg`), imageOf(sample));
    const rles = record.instances.length > 0 ? await visibleRles(sample) : null;
    if (rles === null && record.instances.length > 0) source.note(`coco: ${datasetOf(source, sample)} has no masks, so there are boxes alone; labels.rle makes masks.`);
    for (let i = 0; i < record.instances.length; i++) {
      const instance = record.instances[i]!;
      const { id, categoryId, bbox, labelBox, area, ignore, keypoints } = instance;
      if (keypoints?.length) keypointNames.add(sample, instance);
      const rle = rles?.[i];
      const segmentation = rle ? `{"size":[${rle.size[0]},${rle.size[1]}],"counts":${JSON.stringify(rle.counts)}}` : '[]';
      annotations.row(`{"id":${uniqueId(record, id)},"image_id":${image},"category_id":${categoryId},"bbox":${JSON.stringify(taughtBox(instance))},${labelBox ? `"bbox_tight":${JSON.stringify(bbox)},` : ''}"area":${area},`
        + `"iscrowd":${ignore === true ? 1 : 0},"segmentation":${segmentation}${keypoints?.length ? keypointsJson(keypoints) : ''}}`);
    }
  }

  file.write('\n],\n"annotations":[');
  file.take(annotations);
  const categories = dataset.categories.map(({ id, name }) => {
    const names = keypointNames.byClass.get(id);
    return JSON.stringify({ id, name, supercategory: '', ...(names && { keypoints: names, skeleton: [] }) });
  });
  file.write(`\n],\n"categories":[\n${categories.join(',\n')}\n]}\n`);
  file.close();
}

/** COCO has pixel centres at integers, half a pixel less than the record. */
function keypointsJson(keypoints: RecordKeypoint[]): string {
  const values = keypoints.flatMap(({ x, y, state }) => (state === 'outside' ? [0, 0, 0] : [x - 0.5, y - 0.5, KEYPOINT_STATE[state]]));
  return `,"keypoints":${JSON.stringify(values)},"num_keypoints":${keypoints.filter(({ state }) => state !== 'outside').length}`;
}
