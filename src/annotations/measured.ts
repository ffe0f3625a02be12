/** Says what the renderer counted in one image: the only source of every label. */

/** [x, y, width, height] in whole pixels: first column and row, then last - first + 1. */
export type Box = [x: number, y: number, width: number, height: number];

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

export interface MeasuredImage {
  /** In the order of `ScenePlan.foreground`. */
  instances: MeasuredInstance[];
  /** Pairs of places in `instances`, a < b, with the pixels that their full silhouettes share. */
  overlaps: { a: number; b: number; sharedPx: number }[];
  /** Pixels where nothing is drawn. */
  uncoveredPx: number;
}

/** Share of the full silhouette that lies outside the image. */
export function cropOf({ full, inFrame }: MeasuredInstance): number {
  return full === 0 ? 0 : (full - inFrame) / full;
}

/** Shared pixels over the smaller of the two full silhouettes. */
export function overlapOf({ instances }: MeasuredImage, { a, b, sharedPx }: MeasuredImage['overlaps'][number]): number {
  return sharedPx === 0 ? 0 : sharedPx / Math.min(instances[a]!.full, instances[b]!.full);
}
