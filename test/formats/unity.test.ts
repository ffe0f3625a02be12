/** Checks both Unity formats: schemas written from Unity's published descriptions, colours of masks, keypoints, occlusion. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exportDataset } from '../../src/formats/export.ts';
import { maskColorOf } from '../../src/formats/unity.ts';
import { AWKWARD, CASES, type Drawn, idsOf, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');

const KEYPOINTS = [{ name: 'lid', x: 1.5, y: 2.25, state: 'visible' as const }, { name: 'foot', x: 3, y: 1, state: 'hidden' as const }, { name: 'far', x: -9, y: 1, state: 'outside' as const }];
const IMAGES: Drawn[] = CASES.map((drawn, i) => (i === 1 ? { ...drawn, changes: [{ keypoints: KEYPOINTS }] } : drawn));
const NAMES = ['one', AWKWARD, 'three'];

const float2 = z.tuple([z.number(), z.number()]);
const float3 = z.tuple([z.number(), z.number(), z.number()]);
const float4 = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const byte4 = z.tuple([z.int().min(0).max(255), z.int().min(0).max(255), z.int().min(0).max(255), z.literal(255)]);
const typed = <T extends string>(type: T) => z.literal(`type.unity.com/unity.solo.${type}`);

const label = { instanceId: z.int(), labelId: z.int().min(1), labelName: z.string() };
const note = { id: z.string(), sensorId: z.literal('camera'), description: z.string() };
const mask = { ...note, imageFormat: z.literal('Png'), dimension: float2, filename: z.string() };
const SoloAnnotation = z.discriminatedUnion('@type', [
  z.strictObject({ '@type': typed('BoundingBox2DAnnotation'), ...note, values: z.array(z.strictObject({ ...label, origin: float2, dimension: float2 })) }),
  z.strictObject({ '@type': typed('BoundingBox3DAnnotation'), ...note, values: z.array(z.strictObject({ ...label, translation: float3, size: float3, rotation: float4, velocity: float3, acceleration: float3 })) }),
  z.strictObject({ '@type': typed('InstanceSegmentationAnnotation'), ...mask, instances: z.array(z.strictObject({ ...label, color: byte4 })) }),
  z.strictObject({ '@type': typed('SemanticSegmentationAnnotation'), ...mask, instances: z.array(z.strictObject({ labelName: z.string(), pixelValue: byte4 })) }),
  z.strictObject({
    '@type': typed('KeypointAnnotation'), ...note, templateId: z.string(),
    values: z.array(z.strictObject({ instanceId: z.int(), labelId: z.int(), pose: z.string(), keypoints: z.array(z.strictObject({ index: z.int(), location: float2, state: z.int().min(0).max(2) })) })),
  }),
]);
const metric = { ...note, annotationId: z.string() };
const SoloFrame = z.strictObject({
  frame: z.int(), sequence: z.int(), step: z.literal(0), timestamp: z.number(),
  captures: z.tuple([z.strictObject({
    '@type': typed('RGBCamera'), id: z.literal('camera'), description: z.string(), position: float3, rotation: float4, velocity: float3, acceleration: float3,
    filename: z.string(), imageFormat: z.literal('Jpg'), dimension: float2, projection: z.literal('Perspective'), matrix: z.array(z.number()).length(9), annotations: z.array(SoloAnnotation),
  })]),
  metrics: z.array(z.discriminatedUnion('@type', [
    z.strictObject({ '@type': typed('ObjectCountMetric'), ...metric, values: z.array(z.strictObject({ labelId: z.int(), labelName: z.string(), count: z.int() })) }),
    z.strictObject({ '@type': typed('RenderedObjectInfoMetric'), ...metric, values: z.array(z.strictObject({ labelId: z.int(), instanceId: z.int(), color: byte4, visiblePixels: z.int().min(1) })) }),
    z.strictObject({ '@type': typed('OcclusionMetric'), ...metric, values: z.array(z.strictObject({ instanceId: z.int(), percentVisible: z.number(), percentInFrame: z.number(), visibilityInFrame: z.number() })) }),
  ])),
});
const spec = z.array(z.strictObject({ label_id: z.int(), label_name: z.string() }));
const SoloDefinition = z.strictObject({
  '@type': z.string(), id: z.string(), description: z.string(), spec: spec.optional(),
  template: z.strictObject({ templateId: z.string(), templateName: z.string(), keypoints: z.array(z.strictObject({ label: z.string(), index: z.int() })), skeleton: z.array(z.never()) }).optional(),
});
const SoloMetadata = z.looseObject({ unityVersion: z.string(), perceptionVersion: z.string(), totalFrames: z.int(), totalSequences: z.int(), sensors: z.array(z.string()), metricCollectors: z.array(z.string()), annotators: z.array(z.strictObject({ name: z.string(), type: z.string() })) });

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));

/** Planes of colours as numbers 0xrrggbb. */
const readColors = (...paths: string[]): number[][][] => askPython(python!, `
import json, sys, numpy
from PIL import Image
def read(path):
    image = Image.open(path); assert image.mode == 'RGBA'
    pixels = numpy.asarray(image).astype(int); assert (pixels[:, :, 3] == 255).all()
    return (pixels[:, :, 0] * 65536 + pixels[:, :, 1] * 256 + pixels[:, :, 2]).tolist()
print(json.dumps([read(path) for path in sys.argv[1:]]))`, ...paths);

const packed = ([r, g, b]: readonly number[]): number => r! * 65536 + g! * 256 + b!;

test('colours of ids are all different, and black is none', () => {
  expect(new Set(Array.from({ length: 65536 }, (_, id) => packed(maskColorOf(id)))).size).toBe(65536);
  expect(maskColorOf(0)).toEqual([0, 0, 0, 255]);
});

test.skipIf(!python)('SOLO keeps to the published schema, and its colours tell objects apart', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'solo')];
  const records = await writeDataset(dir, IMAGES, { categories: NAMES });
  await exportDataset(dir, { format: 'solo', out });
  const frames = records.map((_, i) => SoloFrame.parse(readJson(out, `sequence.${i}`, 'step0.frame_data.json')));
  const { sensorDefinitions } = z.strictObject({ sensorDefinitions: z.array(z.strictObject({ '@type': typed('RGBCamera'), id: z.string(), modality: z.literal('camera'), description: z.string() })) }).parse(readJson(out, 'sensor_definitions.json'));
  expect(sensorDefinitions.length).toBe(1);
  const { annotationDefinitions } = z.strictObject({ annotationDefinitions: z.array(SoloDefinition) }).parse(readJson(out, 'annotation_definitions.json'));
  z.strictObject({ metricDefinitions: z.array(SoloDefinition) }).parse(readJson(out, 'metric_definitions.json'));
  expect(SoloMetadata.parse(readJson(out, 'metadata.json'))).toMatchObject({ totalFrames: 5, totalSequences: 5, generator: 'scenemill 9.8.7', configSha256: 'c0ffee'.padEnd(64, '0') });
  expect(annotationDefinitions[0]!.spec).toEqual(NAMES.map((label_name, i) => ({ label_id: i + 1, label_name })));
  expect(annotationDefinitions.find(({ template }) => template)!.template!.keypoints).toEqual([{ label: 'lid', index: 0 }, { label: 'foot', index: 1 }, { label: 'far', index: 2 }]);

  const ids = new Set<number>();
  for (const [i, { captures: [{ annotations, filename }], metrics }] of frames.entries()) {
    const { instances } = records[i]!;
    const find = <T extends string>(id: T) => annotations.find((annotation) => annotation.id === id);
    const boxes = find('bounding box');
    if (boxes?.['@type'] !== 'type.unity.com/unity.solo.BoundingBox2DAnnotation') throw new Error('no boxes');
    expect(boxes.values.map(({ labelName, origin, dimension }) => [labelName, ...origin, ...dimension])).toEqual(instances.map(({ category, bbox }) => [category, ...bbox]));
    for (const { instanceId } of boxes.values) ids.add(instanceId);
    const segmentation = find('instance segmentation');
    const semantic = find('semantic segmentation');
    if (segmentation?.['@type'] !== 'type.unity.com/unity.solo.InstanceSegmentationAnnotation' || semantic?.['@type'] !== 'type.unity.com/unity.solo.SemanticSegmentationAnnotation') throw new Error('no masks');
    const folder = join(out, `sequence.${i}`);
    expect(readdirSync(folder)).toContain(filename);
    const [objects, classes] = readColors(join(folder, segmentation.filename), join(folder, semantic.filename)) as [number[][], number[][]];
    const colors = [0, ...segmentation.instances.map(({ color }) => packed(color))];
    expect(objects).toEqual(idsOf(IMAGES[i]!).map((row) => row.map((id) => colors[id])));
    const classColor = new Map(semantic.instances.map(({ labelName, pixelValue }) => [labelName, packed(pixelValue)]));
    expect(classes).toEqual(idsOf(IMAGES[i]!).map((row) => row.map((id) => (id === 0 ? 0 : classColor.get(instances[id - 1]!.category)))));
    const occlusion = metrics.find(({ id }) => id === 'Occlusion');
    if (occlusion?.['@type'] !== 'type.unity.com/unity.solo.OcclusionMetric') throw new Error('no occlusion');
    for (const [k, { percentVisible, percentInFrame, visibilityInFrame }] of occlusion.values.entries()) {
      expect([percentVisible, percentInFrame]).toEqual([instances[k]!.visibility, instances[k]!.inFrame]);
      expect(percentInFrame * visibilityInFrame).toBeCloseTo(percentVisible, 12);
    }
  }
  expect(ids.size).toBe(14);
  const points = frames[1]!.captures[0].annotations.find(({ id }) => id === 'keypoints 1');
  expect(points).toMatchObject({ templateId: '1', values: [{ keypoints: [{ index: 0, location: [1.5, 2.25], state: 2 }, { index: 1, location: [3, 1], state: 1 }, { index: 2, location: [0, 0], state: 0 }] }] });
});

const xyz = z.strictObject({ x: z.number(), y: z.number(), z: z.number() });
const rgba = z.strictObject({ r: z.int(), g: z.int(), b: z.int(), a: z.int() });
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const oldLabel = { label_id: z.int(), label_name: z.string(), instance_id: z.int() };
const values = {
  box: z.strictObject({ ...oldLabel, x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  box3d: z.strictObject({ ...oldLabel, translation: xyz, size: xyz, rotation: z.strictObject({ x: z.number(), y: z.number(), z: z.number(), w: z.number() }), velocity: xyz, acceleration: xyz }),
  color: z.strictObject({ instance_id: z.int(), color: rgba }),
  keypoints: z.strictObject({ label_id: z.int(), instance_id: z.int(), template_guid: z.string(), pose: z.string(), keypoints: z.array(z.strictObject({ index: z.int(), x: z.number(), y: z.number(), state: z.int() })) }),
};
const version = z.literal('0.0.1');
const Capture = z.strictObject({
  id: uuid, sequence_id: uuid, step: z.int(), timestamp: z.int(),
  sensor: z.strictObject({ sensor_id: uuid, ego_id: uuid, modality: z.literal('camera'), translation: float3, rotation: float4, camera_intrinsic: z.tuple([float3, float3, float3]), projection: z.literal('perspective') }),
  ego: z.strictObject({ ego_id: uuid, translation: float3, rotation: float4, velocity: float3, acceleration: float3.nullable() }),
  filename: z.string(), format: z.literal('JPG'),
  annotations: z.array(z.strictObject({ id: uuid, annotation_definition: uuid, filename: z.string().nullable(), values: z.array(z.union([values.box, values.box3d, values.color, values.keypoints])).nullable() })),
});
const Captures = z.strictObject({ version, captures: z.array(Capture) });
const Metric = z.strictObject({
  capture_id: uuid, annotation_id: z.null(), sequence_id: uuid, step: z.int(), metric_definition: uuid,
  values: z.array(z.union([z.strictObject({ label_id: z.int(), label_name: z.string(), count: z.int() }), z.strictObject({ label_id: z.int(), instance_id: z.int(), visible_pixels: z.int() })])),
});
const definition = { id: uuid, name: z.string(), description: z.string() };

test.skipIf(!python)('Perception 0.x keeps to the published schema; lists go on in further files', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'perception')];
  const records = await writeDataset(dir, [...IMAGES, ...Array.from({ length: 147 }, () => CASES[0]!)], { categories: NAMES, masks: 'instances', imagesPerShard: 40 });
  await exportDataset(dir, { format: 'perception', out });
  expect(readdirSync(out).sort()).toEqual(['InstanceSegmentation', 'RGB', 'SemanticSegmentation', 'annotation_definitions.json', 'captures_000.json', 'captures_001.json', 'egos.json', 'metric_definitions.json', 'metrics_000.json', 'metrics_001.json', 'sensors.json']);
  const captures = ['captures_000.json', 'captures_001.json'].map((name) => Captures.parse(readJson(out, name)).captures);
  expect(captures.map(({ length }) => length)).toEqual([150, 2]);
  const metrics = ['metrics_000.json', 'metrics_001.json'].flatMap((name) => z.strictObject({ version, metrics: z.array(Metric) }).parse(readJson(out, name)).metrics);
  expect(new Set(metrics.map(({ capture_id }) => capture_id))).toEqual(new Set(captures.flat().map(({ id }) => id)));
  const { egos: [ego] } = z.strictObject({ version, egos: z.array(z.strictObject({ id: uuid, description: z.string() })) }).parse(readJson(out, 'egos.json'));
  expect(ego!.description).toBe(`Made with scenemill 9.8.7, config ${'c0ffee'.padEnd(64, '0')}`);
  z.strictObject({ version, sensors: z.array(z.strictObject({ id: uuid, ego_id: z.literal(ego!.id), modality: z.literal('camera'), description: z.string() })) }).parse(readJson(out, 'sensors.json'));
  const semanticSpec = z.array(z.strictObject({ label_id: z.int(), label_name: z.string(), pixel_value: z.int(), color_pixel_value: z.tuple([z.int(), z.int(), z.int()]) }));
  const keySpec = z.array(z.strictObject({ template_id: z.string(), template_name: z.string(), key_points: z.array(z.strictObject({ label: z.string(), index: z.int() })), skeleton: z.array(z.never()) }));
  const { annotation_definitions } = z.strictObject({ version, annotation_definitions: z.array(z.strictObject({ ...definition, format: z.string(), spec: z.union([spec, semanticSpec, keySpec]) })) }).parse(readJson(out, 'annotation_definitions.json'));
  z.strictObject({ version, metric_definitions: z.array(z.strictObject({ ...definition, spec })) }).parse(readJson(out, 'metric_definitions.json'));

  const byName = new Map(annotation_definitions.map((one) => [one.name, one]));
  expect([...byName.keys()]).toEqual(['bounding box', 'bounding box 3D', 'instance segmentation', 'semantic segmentation', 'keypoints']);
  const third = captures[0]![2]!;
  const of = (name: string) => third.annotations.find(({ annotation_definition }) => annotation_definition === byName.get(name)!.id)!;
  expect(of('bounding box').values).toEqual(records[2]!.instances.map(({ id, category, categoryId, bbox: [x, y, width, height] }) => ({ label_id: categoryId, label_name: category, instance_id: 300000 + id, x, y, width, height })));
  expect(of('bounding box 3D').values![0]).toMatchObject({ translation: { x: 0.05, y: -0.1, z: 0.5 }, size: { x: 0.1, y: 0.2, z: 0.3 }, rotation: { x: 0, y: 0, z: 0, w: 1 } });
  const [objects, classes] = readColors(join(out, of('instance segmentation').filename!), join(out, of('semantic segmentation').filename!)) as [number[][], number[][]];
  const colors = [0, ...(of('instance segmentation').values as { color: z.infer<typeof rgba> }[]).map(({ color: { r, g, b } }) => packed([r, g, b]))];
  expect(objects).toEqual(idsOf(CASES[2]!).map((row) => row.map((id) => colors[id])));
  const classColors = new Map((byName.get('semantic segmentation')!.spec as z.infer<typeof semanticSpec>).map(({ label_id, color_pixel_value }) => [label_id, packed(color_pixel_value)]));
  expect(classes).toEqual(idsOf(CASES[2]!).map((row) => row.map((id) => (id === 0 ? 0 : classColors.get(records[2]!.instances[id - 1]!.categoryId)))));
});

test.each(['solo', 'perception'])('%s: boxes alone where there are no masks; splits are folders; an empty dataset has empty lists', async (format) => {
  const [dir, out, empty] = [temporaryFolder(), join(temporaryFolder(), 'parts'), join(temporaryFolder(), 'empty')];
  await writeDataset(dir, Array.from({ length: 22 }, () => CASES[1]!), { masks: 'none' });
  await exportDataset(dir, { format, out, split: 'train=0.9,val=0.1', images: false });
  expect(readdirSync(out).sort()).toEqual(['train', 'val']);
  const { length } = format === 'solo'
    ? readdirSync(join(out, 'val')).filter((name) => name.startsWith('sequence.'))
    : Captures.parse(readJson(out, 'val/captures_000.json')).captures;
  expect(length).toBe(3);
  expect(JSON.stringify(readJson(out, 'val/annotation_definitions.json'))).not.toContain('segmentation');
  const none = temporaryFolder();
  await writeDataset(none, []);
  await exportDataset(none, { format, out: empty });
  if (format === 'solo') expect(SoloMetadata.parse(readJson(empty, 'metadata.json')).totalFrames).toBe(0);
  else expect(Captures.parse(readJson(empty, 'captures_000.json')).captures).toEqual([]);
});
