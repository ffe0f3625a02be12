/** Exports to SOLO, the format of Unity Perception 1.x: a folder per image. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabelBox, taughtBox } from '../labels/box.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { DatasetSample } from '../dataset/reader.ts';
import type { Split } from '../dataset/splits.ts';
import { datasetOf, type ExportSource, folderOf, imageOf, uniqueId } from './export-source.ts';
import { KEYPOINT_STATE, KeypointNames } from './keypoint-names.ts';
import { classPlane, hasMasks, idPlane, MASK_MEMBERS } from './masks.ts';
import { countsByClass, describeBoxes, encodeColors, maskColorOf, NO_ROTATION, projectionMatrix, unityBox } from './unity.ts';

const TYPE = 'type.unity.com/unity.solo.';
const SENSOR = 'camera';

const BOXES = { '@type': `${TYPE}BoundingBox2DAnnotation`, id: 'bounding box', description: 'Boxes of the visible pixels' };
const BOXES_3D = { '@type': `${TYPE}BoundingBox3DAnnotation`, id: 'bounding box 3D', description: 'Boxes along the axes of the model, in the frame of the camera' };
const INSTANCES = { '@type': `${TYPE}InstanceSegmentationAnnotation`, id: 'instance segmentation', description: 'A colour for each object' };
const SEMANTIC = { '@type': `${TYPE}SemanticSegmentationAnnotation`, id: 'semantic segmentation', description: 'A colour for each class' };
const keypointDefinition = (categoryId: number) => ({ '@type': `${TYPE}KeypointAnnotation`, id: `keypoints ${categoryId}`, description: 'Points of the models of one class' });

const COUNTS = { '@type': `${TYPE}ObjectCountMetric`, id: 'ObjectCount', description: 'Visible objects of each class' };
const PIXELS = { '@type': `${TYPE}RenderedObjectInfoMetric`, id: 'RenderedObjectInfo', description: 'Visible pixels of each object' };
const OCCLUSION = { '@type': `${TYPE}OcclusionMetric`, id: 'Occlusion', description: 'Visible share of each object: percentVisible = percentInFrame x visibilityInFrame' };

/**
 * Format: https://docs.unity3d.com/Packages/com.unity.perception@1.0/manual/Schema/SoloSchema.html. Names of files
 * (step0.frame_data.json) and the order of quaternions ([x, y, z, w]) are those that the package writes and pysolotools reads. An image is
 * a sequence of one step. The frame is left-handed, lengths are metric. Masks and keypoints are written where the dataset has them.
 */
export async function exportSolo(source: ExportSource): Promise<void> {
  for (const split of source.splits) await writeSplit(source, split);
}

async function writeSplit(source: ExportSource, split: Split): Promise<void> {
  const { images, samples } = source;
  const out = folderOf(source, split);
  const names = new KeypointNames();
  let [sequence, isMasked] = [0, false];
  for (const sample of samples(split, MASK_MEMBERS)) {
    const { record } = sample;
    const folder = join(out, `sequence.${sequence}`);
    mkdirSync(folder);
    if (images) writeFileSync(join(folder, `step0.${SENSOR}.jpg`), imageOf(sample));
    const annotations: object[] = [boxes(sample, source), boxes3d(sample)];
    if (hasMasks(sample)) {
      isMasked = true;
      annotations.push(...await writeMasks(sample, folder));
    } else {
      source.note(`solo: ${datasetOf(source, sample)} has no masks, so there are boxes alone; labels.rle or labels.instances makes masks.`);
    }
    annotations.push(...keypoints(sample, names));
    const frame = { frame: record.index, sequence, step: 0, timestamp: 0, captures: [{ ...capture(sample), annotations }], metrics: metrics(sample, source) };
    writeFileSync(join(folder, 'step0.frame_data.json'), JSON.stringify(frame));
    sequence++;
  }
  writeDefinitions(source, out, sequence, isMasked, names);
}

function capture({ record }: DatasetSample): object {
  return {
    '@type': `${TYPE}RGBCamera`, id: SENSOR, description: 'Pinhole camera', position: [0, 0, 0], rotation: NO_ROTATION, velocity: [0, 0, 0], acceleration: [0, 0, 0],
    filename: `step0.${SENSOR}.jpg`, imageFormat: 'Jpg', dimension: [record.width, record.height], projection: 'Perspective', matrix: projectionMatrix(record),
  };
}

const labelOf = ({ record }: DatasetSample, { id, categoryId, category }: RecordInstance) => ({ instanceId: uniqueId(record, id), labelId: categoryId, labelName: category });

function boxes(sample: DatasetSample, source: ExportSource): object {
  const values = sample.record.instances.map((instance) => {
    const placed = ([x, y, width, height]: LabelBox) => ({ origin: [x, y], dimension: [width, height] });
    return { ...labelOf(sample, instance), ...placed(taughtBox(instance)), ...(instance.labelBox && { tight: placed(instance.bbox) }) };
  });
  return { ...BOXES, ...describeBoxes(source.dataset), sensorId: SENSOR, values };
}

function boxes3d(sample: DatasetSample): object {
  const values = sample.record.instances.map((instance) => ({ ...labelOf(sample, instance), ...unityBox(instance), velocity: [0, 0, 0], acceleration: [0, 0, 0] }));
  return { ...BOXES_3D, sensorId: SENSOR, values };
}

async function writeMasks(sample: DatasetSample, folder: string): Promise<object[]> {
  const { instances, width, height } = sample.record;
  const ids = instances.length === 0 ? new Uint16Array(width * height) : (await idPlane(sample))!;
  const write = async ({ id }: { id: string }, plane: Uint16Array) => {
    const filename = `step0.${SENSOR}.${id}.png`;
    writeFileSync(join(folder, filename), await encodeColors(plane, width, height));
    return { sensorId: SENSOR, imageFormat: 'Png', dimension: [width, height], filename };
  };
  const classes = new Map(instances.map(({ categoryId, category }) => [categoryId, category]));
  return [
    { ...INSTANCES, ...await write(INSTANCES, ids), instances: instances.map((instance) => ({ ...labelOf(sample, instance), color: maskColorOf(instance.id) })) },
    { ...SEMANTIC, ...await write(SEMANTIC, classPlane(ids, instances)), instances: [...classes].map(([id, labelName]) => ({ labelName, pixelValue: maskColorOf(id) })) },
  ];
}

/** An annotation for each class that has keypoints, because a template describes one class. */
function keypoints(sample: DatasetSample, names: KeypointNames): object[] {
  const byClass = new Map<number, object[]>();
  for (const instance of sample.record.instances) {
    if (!instance.keypoints?.length) continue; // of a model without keypoints
    names.add(sample, instance);
    const { instanceId, labelId } = labelOf(sample, instance);
    const points = instance.keypoints.map(({ x, y, state }, index) => ({ index, location: state === 'outside' ? [0, 0] : [x, y], state: KEYPOINT_STATE[state] }));
    byClass.set(labelId, [...byClass.get(labelId) ?? [], { instanceId, labelId, pose: 'unset', keypoints: points }]);
  }
  return [...byClass].map(([categoryId, values]) => ({ ...keypointDefinition(categoryId), sensorId: SENSOR, templateId: String(categoryId), values }));
}

function metrics({ record }: DatasetSample, { dataset }: ExportSource): object[] {
  const { instances } = record;
  const common = { sensorId: SENSOR, annotationId: '' };
  return [
    { ...COUNTS, ...common, values: countsByClass(instances, dataset.categories).map(({ id, name, count }) => ({ labelId: id, labelName: name, count })) },
    { ...PIXELS, ...common, values: instances.map(({ id, categoryId, area }) => ({ labelId: categoryId, instanceId: uniqueId(record, id), color: maskColorOf(id), visiblePixels: area })) },
    {
      ...OCCLUSION, ...common, values: instances.map(({ id, visibility, inFrame }) => ({
        instanceId: uniqueId(record, id), percentVisible: visibility, percentInFrame: inFrame, visibilityInFrame: inFrame === 0 ? 0 : visibility / inFrame,
      })),
    },
  ];
}

function writeDefinitions(source: ExportSource, out: string, sequences: number, isMasked: boolean, names: KeypointNames): void {
  const { generator, configSha256, seed, categories } = source.dataset;
  const spec = categories.map(({ id, name }) => ({ label_id: id, label_name: name }));
  const templates = [...names.byClass].map(([categoryId, labels]) => ({
    ...keypointDefinition(categoryId),
    template: { templateId: String(categoryId), templateName: categories.find(({ id }) => id === categoryId)?.name ?? '', keypoints: labels.map((label, index) => ({ label, index })), skeleton: [] },
  }));
  const annotationDefinitions = [{ ...BOXES, ...describeBoxes(source.dataset), spec }, { ...BOXES_3D, spec }, ...(isMasked ? [{ ...INSTANCES, spec }, SEMANTIC] : []), ...templates];
  const metricDefinitions = [COUNTS, PIXELS, OCCLUSION];
  const write = (name: string, content: object) => writeFileSync(join(out, `${name}.json`), `${JSON.stringify(content, null, 1)}\n`);
  write('sensor_definitions', { sensorDefinitions: [{ '@type': `${TYPE}RGBCamera`, id: SENSOR, modality: 'camera', description: 'Pinhole camera' }] });
  write('annotation_definitions', { annotationDefinitions });
  write('metric_definitions', { metricDefinitions });
  write('metadata', {
    unityVersion: '', perceptionVersion: '1.0.0', generator, configSha256, scenarioRandomSeed: seed, totalFrames: sequences, totalSequences: sequences, sensors: [SENSOR],
    metricCollectors: metricDefinitions.map(({ id }) => id), annotators: annotationDefinitions.map((definition) => ({ name: definition.id, type: definition['@type'] })), scenarioActiveRandomizers: [],
  });
}
