/** Says what the renderer counted in one image: the only source of every label. */

import type { Box } from '../geometry/boxes.ts';

/** Whether a named point is visible, hidden inside the image, or outside the image. */
export type KeypointState = 'visible' | 'hidden' | 'outside';

/** The pixel counts and boxes of one labelled instance: visible + hiddenByForeground + hiddenByOther = inFrame <= full. */
export interface MeasuredInstance {
  /** Pixels of the image where the instance is topmost. */
  visible: number;
  /** Pixels of its silhouette inside the image. */
  inFrame: number;
  /** Pixels of its whole silhouette, as if the image had no border. */
  full: number;
  /** Pixels of its silhouette inside the image where another labelled instance is topmost. */
  hiddenByForeground: number;
  /** Pixels of its silhouette inside the image where an occluder or the background is topmost. */
  hiddenByOther: number;
  /** Tight box of the pixels that `visible` counts; null where there is none, here and below. */
  boxVisible: Box | null;
  /** Tight box of the pixels that `inFrame` counts. */
  boxAmodal: Box | null;
  /** Tight box of the pixels that `full` counts; it may reach beyond the image. */
  boxFull: Box | null;
}

/**
 * Where masks begin and end. A position is the pixel's index down the columns, x height + y; beginnings and ends alternate.
 * The positions of all labelled instances of an image lie one after the other.
 * A mask that continues at the top of the next column may end and begin there.
 */
export interface RunList {
  positions: Uint32Array<ArrayBuffer>;
  /** Index in `positions` after the last one of each labelled instance. */
  ends: number[];
}

export interface MeasuredImage {
  /** The labelled instances, in the scene's order. */
  instances: MeasuredInstance[];
  /** Pairs of indices in `instances`, a < b, with the pixels that their full silhouettes share. */
  overlaps: { a: number; b: number; sharedPx: number }[];
  /** Pixels where nothing is drawn. */
  uncoveredPx: number;
  /** Runs of the visible masks. This member and those below are there where a label asks for them. */
  runs?: RunList;
  /** Runs of the silhouettes within the image. */
  amodalRuns?: RunList;
  /**
   * Hidden pixels by what is topmost there: a row for each labelled instance.
   * A row has a count for each labelled instance, then for each occluder in the scene's order, then for the background.
   */
  occlusion?: Uint32Array<ArrayBuffer>;
  /** States of all keypoints: the first labelled instance's, the second one's, ... */
  keypoints?: KeypointState[];
}

/** Share of the full silhouette that lies outside the image; 0 where there is no silhouette. */
export function cropOf({ full, inFrame }: MeasuredInstance): number {
  return full === 0 ? 0 : (full - inFrame) / full;
}

/** Shared pixels over the pixels of the smaller full silhouette. */
export function overlapOf({ instances }: MeasuredImage, { a, b, sharedPx }: MeasuredImage['overlaps'][number]): number {
  return sharedPx === 0 ? 0 : sharedPx / Math.min(instances[a]!.full, instances[b]!.full);
}
