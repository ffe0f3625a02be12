/** Exports to the older schema of Unity Perception (0.x), which Dataset Insights reads. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vec3 } from '../geometry/vectors.ts';
import { type LabelBox, taughtBox } from '../labels/box.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { DatasetSample } from '../dataset/reader.ts';
import type { Split } from '../dataset/splits.ts';
import { datasetOf, type ExportSource, folderOf, imageOf, uniqueId } from './export-source.ts';
import { KEYPOINT_STATE, KeypointNames } from './keypoint-names.ts';
import { classPlane, hasMasks, idPlane, MASK_MEMBERS } from './masks.ts';
import { TextFile } from './text-file.ts';
import { uuidOf } from './tokens.ts';
import { countsByClass, describeBoxes, encodeColors, type MaskColor, maskColorOf, NO_ROTATION, projectionMatrix, unityBox } from './unity.ts';

const VERSION = '0.0.1';
const CAPTURES_PER_FILE = 150;

/** The number of each kind of row, which its UUIDs hold. */
const ROW = { ego: 1, sensor: 2, sequence: 3, capture: 4, boxes: 5, boxes3d: 6, instances: 7, semantic: 8, keypoints: 9 } as const;

/** Definitions have the ids of Unity's own labelers, because readers look for those. */
const BOXES = { id: 'f9f22e05-443f-4602-a422-ebe4ea9b55cb', name: 'bounding box', description: 'Boxes of the visible pixels', format: 'json' };
const BOXES_3D = { id: '0bfbe00d-fa8f-4555-88d1-471b58449f5c', name: 'bounding box 3D', description: 'Boxes along the axes of the model, in the frame of the camera', format: 'json' };
const INSTANCES = { id: '1ccebeb4-5886-41ff-8fe0-f911fa8cbcdf', name: 'instance segmentation', description: 'A colour for each object', format: 'png' };
const SEMANTIC = { id: '12f94d8d-5425-4deb-9b21-5e53ad957d66', name: 'semantic segmentation', description: 'A colour for each class', format: 'png' };
const keypointDefinition = (categoryId: number) => ({ id: `8b3ef246-daa7-4dd5-a0e8-${categoryId.toString(16).padStart(12, '0')}`, name: 'keypoints', description: 'Points of the models of one class', format: 'json' });
const COUNTS = { id: '51da3c27-369d-4929-aea6-d01614635ce2', name: 'object count', description: 'Visible objects of each class' };
const PIXELS = { id: '5ba92024-b3b7-41a7-9d3f-c03a6a8ddd01', name: 'rendered object info', description: 'Visible pixels of each object' };

/**
 * Format: https://docs.unity3d.com/Packages/com.unity.perception@1.0/manual/Schema/PerceptionSchema.html. An image is a sequence of one
 * step. The frame is left-handed, lengths are metric. `camera_intrinsic` is Unity's projection matrix, as Unity's package writes it. Masks
 * and keypoints are written where the dataset has them.
 */
export async function exportPerception(source: ExportSource): Promise<void> {
  for (const split of source.splits) await writeSplit(source, split);
}

async function writeSplit(source: ExportSource, split: Split): Promise<void> {
  const { images, samples } = source;
  const out = folderOf(source, split);
  if (images) mkdirSync(join(out, 'RGB'));
  const captures = new NumberedFiles(out, 'captures');
  const metrics = new NumberedFiles(out, 'metrics');
  const names = new KeypointNames();
  let isMasked = false;
  for (const sample of samples(split, MASK_MEMBERS)) {
    const { key } = sample;
    if (images) writeFileSync(join(out, 'RGB', `${key}.jpg`), imageOf(sample));
    const annotations: object[] = [boxes(sample, source), boxes3d(sample, source)];
    if (hasMasks(sample)) {
      for (const folder of ['InstanceSegmentation', 'SemanticSegmentation']) mkdirSync(join(out, folder), { recursive: true });
      isMasked = true;
      annotations.push(...await writeMasks(sample, source, out));
    } else {
      source.note(`perception: ${datasetOf(source, sample)} has no masks, so there are boxes alone; labels.rle or labels.instances makes masks.`);
    }
    annotations.push(...keypoints(sample, source, names));
    captures.add({ ...capture(sample, source), annotations });
    metrics.add(...metricsOf(sample, source));
  }
  captures.close();
  metrics.close();
  writeDefinitions(source, out, isMasked, names);
}

/** Cuts a list into files of a fixed number of images. An empty list is one file. */
class NumberedFiles {
  readonly #out: string;
  readonly #name: string;
  #file: TextFile;
  #files = 0;
  #images = 0;

  constructor(out: string, name: string) {
    this.#out = out;
    this.#name = name;
    this.#file = this.#next();
  }

  add(...rows: object[]): void {
    if (this.#images++ === CAPTURES_PER_FILE) {
      this.close();
      this.#file = this.#next();
      this.#images = 1;
    }
    for (const row of rows) this.#file.row(JSON.stringify(row));
  }

  close(): void {
    this.#file.write('\n]}\n');
    this.#file.close();
  }

  #next(): TextFile {
    const file = new TextFile(join(this.#out, `${this.#name}_${String(this.#files++).padStart(3, '0')}.json`));
    file.write(`{"version":"${VERSION}","${this.#name}":[`);
    return file;
  }
}

const idOf = ({ dataset }: ExportSource, row: keyof typeof ROW, { record }: DatasetSample, id = 0): string => uuidOf(dataset.configSha256, ROW[row], record.index, id);
const fixedId = ({ dataset }: ExportSource, row: keyof typeof ROW): string => uuidOf(dataset.configSha256, ROW[row], 0);

function capture(sample: DatasetSample, source: ExportSource): object {
  const matrix = projectionMatrix(sample.record);
  const still = { translation: [0, 0, 0], rotation: NO_ROTATION };
  return {
    id: idOf(source, 'capture', sample), sequence_id: idOf(source, 'sequence', sample), step: 0, timestamp: 0,
    sensor: {
      sensor_id: fixedId(source, 'sensor'), ego_id: fixedId(source, 'ego'), modality: 'camera', ...still,
      camera_intrinsic: [matrix.slice(0, 3), matrix.slice(3, 6), matrix.slice(6)], projection: 'perspective',
    },
    ego: { ego_id: fixedId(source, 'ego'), ...still, velocity: [0, 0, 0], acceleration: null },
    filename: `RGB/${sample.key}.jpg`, format: 'JPG',
  };
}

const xyz = ([x, y, z]: Vec3) => ({ x, y, z });
const labelOf = ({ record }: DatasetSample, { id, categoryId, category }: RecordInstance) => ({ label_id: categoryId, label_name: category, instance_id: uniqueId(record, id) });

function boxes(sample: DatasetSample, source: ExportSource): object {
  const values = sample.record.instances.map((instance) => {
    const placed = ([x, y, width, height]: LabelBox) => ({ x, y, width, height });
    return { ...labelOf(sample, instance), ...placed(taughtBox(instance)), ...(instance.labelBox && { tight: placed(instance.bbox) }) };
  });
  return { id: idOf(source, 'boxes', sample), annotation_definition: BOXES.id, filename: null, values };
}

function boxes3d(sample: DatasetSample, source: ExportSource): object {
  const values = sample.record.instances.map((instance) => {
    const { translation, size, rotation: [x, y, z, w] } = unityBox(instance);
    return { ...labelOf(sample, instance), translation: xyz(translation), size: xyz(size), rotation: { x, y, z, w }, velocity: xyz([0, 0, 0]), acceleration: xyz([0, 0, 0]) };
  });
  return { id: idOf(source, 'boxes3d', sample), annotation_definition: BOXES_3D.id, filename: null, values };
}

async function writeMasks(sample: DatasetSample, source: ExportSource, out: string): Promise<object[]> {
  const { instances, width, height } = sample.record;
  const ids = instances.length === 0 ? new Uint16Array(width * height) : (await idPlane(sample))!;
  const write = async (folder: string, plane: Uint16Array) => {
    const filename = `${folder}/${sample.key}.png`;
    writeFileSync(join(out, filename), await encodeColors(plane, width, height));
    return filename;
  };
  const colors = instances.map(({ id }) => ({ instance_id: uniqueId(sample.record, id), color: named(maskColorOf(id)) }));
  return [
    { id: idOf(source, 'instances', sample), annotation_definition: INSTANCES.id, filename: await write('InstanceSegmentation', ids), values: colors },
    { id: idOf(source, 'semantic', sample), annotation_definition: SEMANTIC.id, filename: await write('SemanticSegmentation', classPlane(ids, instances)), values: null },
  ];
}

const named = ([r, g, b, a]: MaskColor) => ({ r, g, b, a });

/** An annotation for each class that has keypoints, because a template describes one class. */
function keypoints(sample: DatasetSample, source: ExportSource, names: KeypointNames): object[] {
  const byClass = new Map<number, object[]>();
  for (const instance of sample.record.instances) {
    if (!instance.keypoints?.length) continue; // of a model without keypoints
    names.add(sample, instance);
    const { label_id, instance_id } = labelOf(sample, instance);
    const points = instance.keypoints.map(({ x, y, state }, index) => ({ index, x: state === 'outside' ? 0 : x, y: state === 'outside' ? 0 : y, state: KEYPOINT_STATE[state] }));
    byClass.set(label_id, [...byClass.get(label_id) ?? [], { label_id, instance_id, template_guid: String(label_id), pose: 'unset', keypoints: points }]);
  }
  return [...byClass].map(([categoryId, values]) => ({ id: idOf(source, 'keypoints', sample, categoryId), annotation_definition: keypointDefinition(categoryId).id, filename: null, values }));
}

function metricsOf(sample: DatasetSample, source: ExportSource): object[] {
  const { instances } = sample.record;
  const common = { capture_id: idOf(source, 'capture', sample), annotation_id: null, sequence_id: idOf(source, 'sequence', sample), step: 0 };
  const counts = countsByClass(instances, source.dataset.categories).map(({ id, name, count }) => ({ label_id: id, label_name: name, count }));
  const pixels = instances.map(({ id, categoryId, area }) => ({ label_id: categoryId, instance_id: uniqueId(sample.record, id), visible_pixels: area }));
  return [{ ...common, metric_definition: COUNTS.id, values: counts }, { ...common, metric_definition: PIXELS.id, values: pixels }];
}

function writeDefinitions(source: ExportSource, out: string, isMasked: boolean, names: KeypointNames): void {
  const { generator, configSha256, categories } = source.dataset;
  const spec = categories.map(({ id, name }) => ({ label_id: id, label_name: name }));
  const colors = categories.map(({ id, name }) => ({ label_id: id, label_name: name, pixel_value: id, color_pixel_value: maskColorOf(id).slice(0, 3) }));
  const templates = [...names.byClass].map(([categoryId, labels]) => ({
    ...keypointDefinition(categoryId),
    spec: [{ template_id: String(categoryId), template_name: categories.find(({ id }) => id === categoryId)?.name ?? '', key_points: labels.map((label, index) => ({ label, index })), skeleton: [] }],
  }));
  const write = (name: string, rows: object[]) => writeFileSync(join(out, `${name}.json`), `${JSON.stringify({ version: VERSION, [name]: rows }, null, 1)}\n`);
  write('egos', [{ id: fixedId(source, 'ego'), description: `Made with ${generator}, config ${configSha256}` }]);
  write('sensors', [{ id: fixedId(source, 'sensor'), ego_id: fixedId(source, 'ego'), modality: 'camera', description: 'Pinhole camera' }]);
  write('annotation_definitions', [{ ...BOXES, ...describeBoxes(source.dataset), spec }, { ...BOXES_3D, spec }, ...(isMasked ? [{ ...INSTANCES, spec }, { ...SEMANTIC, spec: colors }] : []), ...templates]);
  write('metric_definitions', [{ ...COUNTS, spec }, { ...PIXELS, spec }]);
}
