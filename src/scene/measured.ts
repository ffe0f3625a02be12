/** Says what the renderer counted in one image: the only source of every label. */

import type { Box } from '../geometry/boxes.ts';

/** What of a named point is seen. */
export type KeypointState = 'visible' | 'hidden' | 'outside';

/** One labelled instance. Counts are of pixels; visible + hiddenByForeground + hiddenByOther = inFrame <= full. */
export interface MeasuredInstance {
  visible: number;
  /** As if nothing hid it, inside the image. */
  inFrame: number;
  /** As if nothing hid it and the image had no border. */
  full: number;
  /** Pixels of its silhouette inside the image where another foreground instance is topmost. */
  hiddenByForeground: number;
  /** Likewise where anything else is. */
  hiddenByOther: number;
  /** Tight; null without a pixel. In the order of visible, inFrame and full. */
  boxVisible: Box | null;
  boxAmodal: Box | null;
  boxFull: Box | null;
}

/**
 * Where masks begin and end, in turns: pixels counted down the columns, x height + y. Those of all labelled instances of an image lie one
 * after the other. A mask that goes on at the top of the next column may end and begin there.
 */
export interface RunList {
  positions: Uint32Array<ArrayBuffer>;
  /** Of each labelled instance: where its positions end. */
  ends: number[];
}

export interface MeasuredImage {
  /** The labelled instances, in the scene's order. */
  instances: MeasuredInstance[];
  /** Pairs of indices in `instances`, a < b, with the pixels that their full silhouettes share. */
  overlaps: { a: number; b: number; sharedPx: number }[];
  /** Pixels where nothing is drawn. */
  uncoveredPx: number;
  /** Of the visible masks, and of the silhouettes within the image; where they are asked for, as is all that follows. */
  runs?: RunList;
  amodalRuns?: RunList;
  /**
   * Pixels of each labelled instance that another one hides, a row for each hidden one. A row counts those that each labelled instance hides,
   * then each occluder in the scene's order, then the background.
   */
  occlusion?: Uint32Array<ArrayBuffer>;
  /** Of each keypoint of each labelled instance. */
  keypoints?: KeypointState[];
}

/** Share of the full silhouette that lies outside the image. */
export function cropOf({ full, inFrame }: MeasuredInstance): number {
  return full === 0 ? 0 : (full - inFrame) / full;
}

/** Shared pixels over the smaller of the two full silhouettes. */
export function overlapOf({ instances }: MeasuredImage, { a, b, sharedPx }: MeasuredImage['overlaps'][number]): number {
  return sharedPx === 0 ? 0 : sharedPx / Math.min(instances[a]!.full, instances[b]!.full);
}
