/** Lists the optional outputs of a batch, beside its pictures and their counters. Only requested outputs are made. */
import type { MeasuredImage } from '../scene/measured.ts';
import type { Output, OutputContext } from './output.ts';
import { colorOutput } from './outputs/color.ts';
import { keypointsOutput } from './outputs/keypoints.ts';
import { occlusionOutput } from './outputs/occlusion.ts';
import { planeOutput } from './outputs/planes.ts';
import { runsOutput } from './outputs/runs.ts';
import { silhouettesOutput } from './outputs/silhouettes.ts';
import type { PassContext } from './pass.ts';

/** All outputs, in the order in which their passes run. */
const OUTPUTS = {
  /** What hides each labelled instance, and how many of its pixels. */
  occlusion: occlusionOutput,
  /** Where the visible mask of each labelled instance begins and ends, column by column. */
  runs: runsOutput({ amodal: false }),
  /** Where the silhouette of each labelled instance begins and ends within the image, column by column. */
  amodalRuns: runsOutput({ amodal: true }),
  /** Whether each keypoint of the scenes is visible. */
  keypoints: keypointsOutput,
  /** 16 bits a pixel, 1 + index in the scene's instances, 0 = nothing. */
  instanceIds: planeOutput('instanceIds'),
  /** 16 bits a pixel, the record's id of a labelled instance, 0 = nothing. */
  recordIds: planeOutput('recordIds'),
  /** 16 bits a pixel, the record's categoryId of a labelled instance, 0 = nothing. */
  categoryIds: planeOutput('categoryIds'),
  /** 16 bits a pixel, z of the scene in millimetres, 0 = nothing, 65535 = that or more; divided by the instance's scale it is metric. */
  depthMm: planeOutput('depthMm'),
  /** float32, z of the scene in metres, 0 = nothing; divided by the instance's scale it is metric. */
  depth: planeOutput('depth'),
  /** 3 bytes a pixel, (n + 1) / 2, camera frame. */
  normals: planeOutput('normals'),
  /** The image before noise and blur, 4 bytes a pixel. */
  color: colorOutput({ alpha: false }),
  /** What is in front of the background, before noise and blur: sRGB code that is not premultiplied, then the share of the pixel that it covers. */
  alpha: colorOutput({ alpha: true }),
  /** The canvases of the labelled instances, one bit a pixel. */
  silhouettes: silhouettesOutput,
} satisfies Record<string, (context: OutputContext) => Output>;

export type OutputName = keyof typeof OUTPUTS;
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as OutputName[];
/** The outputs that are planes of an image. The others are fields of `MeasuredImage`. */
export type PlaneName = Exclude<OutputName, keyof MeasuredImage>;

/** The bytes of one plane, which fill a shared buffer. */
export type Plane = Uint8Array<SharedArrayBuffer>;
/** The planes of one image, rows from the top: `rgb`, 3 bytes a pixel, sRGB-coded, and the requested ones. */
export type Planes = { rgb: Plane } & Partial<Record<PlaneName, Plane>>;

export type Outputs = ReadonlyMap<string, Output>;

/** Makes the requested outputs. The order of `names` has no effect. */
export function makeOutputs(passes: PassContext, names: readonly OutputName[]): Outputs {
  const asked = new Set<string>(names);
  return new Map(Object.entries(OUTPUTS).filter(([name]) => asked.has(name)).map(([name, make]) => [name, make({ passes, asked })]));
}
