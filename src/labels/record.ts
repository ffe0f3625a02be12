/** Builds the record of an image from its plan, from what the renderer counted, and from what labels and scenario add. */
import { z } from 'zod';
import type { AssetLibrary } from '../assets/library.ts';
import type { Facts, FactShapes } from '../scenarios/scenario.ts';
import { type MeasuredImage, overlapOf } from '../scene/measured.ts';
import { labelledInstances, type Light, type ScenePlan } from '../scene/scene.ts';
import { type BasicInstance, basicInstance, BasicInstanceSchema, roundShare } from './basic-instance.ts';
import { foregroundIds } from './ids.ts';
import type { LabelledImage } from './label.ts';
import { asked, LABELS, type LabelParts, type Labels, LabelsSchema } from './labels.ts';

/** The record of a labelled instance: what every record holds, then what the scenario's facts and the labels add. */
export type RecordInstance = BasicInstance & LabelParts & { [fact: string]: unknown };

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const light = { intensity: z.number().describe('Radiance of a white surface that faces the light, 1 = white; of a point light at 1 m.'), color: vec3.describe('Linear RGB.') };
const LightSchema = z.union([z.object({ direction: vec3.describe('Of travel.'), ...light }), z.object({ position: vec3.describe('Camera frame, metres.'), ...light })]);
const HeadSchema = z.object({
  key: z.string().describe('Name of the sample: the index in nine digits.'),
  index: z.int().min(0).describe('Index of the image in the dataset.'),
  width: z.int().describe('Pixels.'),
  height: z.int().describe('Pixels.'),
  attempt: z.int().min(0).describe('0 where the first plan kept all rules.'),
  leastBad: z.literal(true).optional().describe('No attempt kept all rules, and this one came closest.'),
  camera: z.object({
    fx: z.number().describe('Focal length along x.'), fy: z.number().describe('Focal length along y.'),
    cx: z.number().describe('Principal point, from the left border.'), cy: z.number().describe('Principal point, from the upper border.'),
  }).describe('Pinhole camera, pixels.'),
});
const TailSchema = z.object({
  lights: z.array(LightSchema).describe('A directional light has a direction, a point light a position.'),
  ambient: z.number().describe('Light from everywhere: radiance of a white surface.'),
  post: z.object({
    noiseSigma: z.number().describe('Standard deviation of the noise over the full range of a channel.'),
    blurKernel: z.int().describe('Taps of the Gaussian; 1 = no blur.'),
    blurSigma: z.number().describe('Standard deviation of the Gaussian, pixels.'),
  }).describe('What was done to the coded image.'),
});

export type ImageRecord = z.infer<typeof HeadSchema> & {
  instances: RecordInstance[];
  /** Labelled instances without a visible pixel. */
  hidden: RecordInstance[];
  /** Pairs of ids, lower first, whose full silhouettes share pixels, hidden instances included; `share` is of the smaller silhouette. */
  overlaps: [a: number, b: number, share: number][];
  /** Count of the background's instances, and of the pixels of the image where nothing is drawn. */
  background: { objects: number; uncovered: number };
} & z.infer<typeof TailSchema> & { [fact: string]: unknown };

/**
 * JSON Schema of the records of a scenario's images, with the keys of every label.
 * @param facts shapes of what the scenario adds
 */
export function recordJsonSchema(facts: FactShapes | undefined): object {
  const labels = Object.assign({}, ...LABELS.map((label) => ('record' in label && label.record ? z.object(label.record.shape as z.ZodRawShape).partial().shape : {}))) as z.ZodRawShape;
  const instance = z.object({ ...BasicInstanceSchema.shape, ...facts?.instance, ...labels });
  const schema = z.object({
    ...HeadSchema.shape,
    ...facts?.origin,
    instances: z.array(instance).describe('Labelled objects with at least one visible pixel.'),
    hidden: z.array(instance).describe('Labelled objects without a visible pixel.'),
    overlaps: z.array(z.tuple([z.int(), z.int(), z.number()])).describe('Pairs of ids whose full silhouettes share pixels: shared / smaller.'),
    background: z.object({
      objects: z.int().describe('Instances in the background.'), uncovered: z.int().describe('Pixels of the image where nothing is drawn.'),
    }).describe('What is behind the labelled instances.'),
    ...facts?.content,
    ...TailSchema.shape,
  });
  return { title: 'scenemill record', ...z.toJSONSchema(schema) };
}

/** The name of a sample in a shard: nine digits. */
export function keyOf(index: number): string {
  return String(index).padStart(9, '0');
}

export interface RecordOptions {
  /** Labels whose parts the record holds; default: none. */
  labels?: Labels;
  /** What the scenario adds to the record. */
  facts?: Facts | undefined;
  /** No attempt kept all rules, and this one came closest. */
  leastBad?: boolean;
}

const NO_LABELS = LabelsSchema.parse(undefined);

/** Builds the record of an image. Instances are in the order of their ids. */
export function buildRecord(plan: ScenePlan, library: AssetLibrary, measured: MeasuredImage, { labels = NO_LABELS, facts = {}, leastBad = false }: RecordOptions = {}): ImageRecord {
  const { scene } = plan;
  const { fx, fy, cx, cy } = scene.camera;
  const ids = foregroundIds(measured);
  const basics = labelledInstances(scene).map((index, i) => {
    const { model, pose } = scene.instances[index]!;
    return basicInstance(ids[i]!, library.models[model]!, library.categories, pose, measured.instances[i]!);
  });
  const image: LabelledImage = { plan, library, measured, instances: basics, nameOf: (instance) => facts.nameOf?.(instance) ?? { instance } };
  const parts = asked(labels).map(({ label, value }) => label.record?.of(image, value) ?? []);
  const instances = basics
    .map((basic, i): RecordInstance => Object.assign({}, basic, facts.instances?.[i], ...parts.map((part) => part[i])) as RecordInstance)
    .sort((a, b) => a.id - b.id);
  const overlaps = measured.overlaps
    .filter(({ sharedPx }) => sharedPx > 0)
    .map((pair): [number, number, number] => {
      const [a, b] = [ids[pair.a]!, ids[pair.b]!];
      return [Math.min(a, b), Math.max(a, b), overlapOf(measured, pair)];
    })
    .sort(([a, b], [c, d]) => a - c || b - d);

  return {
    key: keyOf(plan.index),
    index: plan.index,
    width: scene.width,
    height: scene.height,
    attempt: plan.attempt,
    ...(leastBad ? { leastBad } : {}),
    camera: { fx, fy, cx, cy },
    ...facts.origin,
    instances: instances.filter(({ area }) => area > 0),
    hidden: instances.filter(({ area }) => area === 0),
    overlaps,
    background: { objects: scene.instances.filter(({ layer }) => layer === 'background').length, uncovered: measured.uncoveredPx },
    ...facts.content,
    lights: scene.lights.map(recordLight),
    ambient: scene.ambient,
    post: scene.post,
  };
}

/** A light without its type, which the key `direction` or `position` tells. */
function recordLight(light: Light): ImageRecord['lights'][number] {
  const { intensity, color } = light;
  return light.type === 'point' ? { position: light.position, intensity, color } : { direction: light.direction, intensity, color };
}

/** The record as a line of JSON, as a shard holds it. Shares are rounded to nine decimals; other numbers keep all their digits. */
export function recordJson(record: ImageRecord): string {
  const rounded = (instance: RecordInstance): RecordInstance => ({
    ...instance,
    visibility: roundShare(instance.visibility),
    inFrame: roundShare(instance.inFrame),
    occludedBy: {
      frame: roundShare(instance.occludedBy.frame),
      foreground: roundShare(instance.occludedBy.foreground),
      occluder: roundShare(instance.occludedBy.occluder),
    },
  });
  return JSON.stringify({
    ...record,
    instances: record.instances.map(rounded),
    hidden: record.hidden.map(rounded),
    overlaps: record.overlaps.map(([a, b, share]) => [a, b, roundShare(share)]),
  });
}
