/** Lists what a batch can be asked for beside its pictures and their counters: nothing that nobody asked for is made. */
import type { MeasuredImage } from '../scene/measured.ts';
import type { Output, OutputContext } from './output.ts';
import { colorOutput } from './outputs/color.ts';
import { keypointsOutput } from './outputs/keypoints.ts';
import { occlusionOutput } from './outputs/occlusion.ts';
import { planeOutput } from './outputs/planes.ts';
import { runsOutput } from './outputs/runs.ts';
import { silhouettesOutput } from './outputs/silhouettes.ts';
import type { PassContext } from './pass.ts';

/** In the order of the work. */
const OUTPUTS = {
  /** What hides each labelled instance, and how many of its pixels. */
  occlusion: occlusionOutput,
  /** Where the visible mask of each labelled instance begins and ends, column by column. */
  runs: runsOutput({ amodal: false }),
  /** The same of its silhouette within the image. */
  amodalRuns: runsOutput({ amodal: true }),
  /** Whether the keypoints that scenes come with are seen. */
  keypoints: keypointsOutput,
  /** 16 bits a pixel, 1 + index in the scene's instances, 0 = nothing. */
  instanceIds: planeOutput('instanceIds'),
  /** 16 bits a pixel, the record's id of what is labelled, 0 = nothing. */
  recordIds: planeOutput('recordIds'),
  /** 16 bits a pixel, the record's categoryId of what is labelled, 0 = nothing. */
  categoryIds: planeOutput('categoryIds'),
  /** 16 bits a pixel, z of the scene in millimetres, 0 = nothing, 65535 = that or more; divided by the instance's scale it is metric. */
  depthMm: planeOutput('depthMm'),
  /** float32, z of the scene in metres, 0 = nothing; divided by the instance's scale it is metric. */
  depth: planeOutput('depth'),
  /** 3 bytes a pixel, (n + 1) / 2, camera frame. */
  normals: planeOutput('normals'),
  /** The image before noise and blur, 4 bytes a pixel. */
  color: colorOutput,
  /** The canvases of the labelled instances, one bit a pixel. */
  silhouettes: silhouettesOutput,
} satisfies Record<string, (context: OutputContext) => Output>;

export type OutputName = keyof typeof OUTPUTS;
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as OutputName[];
/** Outputs that are bytes of an image; the others are fields of what was measured. */
export type PlaneName = Exclude<OutputName, keyof MeasuredImage>;

/** The whole of a piece of memory that threads share. */
export type Plane = Uint8Array<SharedArrayBuffer>;
/** Planes of one image, rows from the top: `rgb`, 3 bytes a pixel, sRGB-coded, and those that were asked for. */
export type Planes = { rgb: Plane } & Partial<Record<PlaneName, Plane>>;

export type Outputs = ReadonlyMap<string, Output>;

/** Those that are asked for, whatever the order they are named in. */
export function makeOutputs(passes: PassContext, names: readonly OutputName[]): Outputs {
  const asked = new Set<string>(names);
  return new Map(Object.entries(OUTPUTS).filter(([name]) => asked.has(name)).map(([name, make]) => [name, make({ passes, asked })]));
}
