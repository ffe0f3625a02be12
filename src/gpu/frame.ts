/** Says how much of everything one batch holds: what the passes need to know to size their dispatches. */

export interface FrameInfo {
  /** Pixels; at most MAX_IMAGE_PX. */
  width: number;
  height: number;
  images: number;
  instances: number;
  vertexChunks: number;
  triangleChunks: number;
  /** Of these, the first ones: of instances that are not background. */
  nearChunks: number;
  foregrounds: number;
  pairs: number;
  keypoints: number;
}

/** Largest width and height: the raster passes' products of two coordinates within the guard band fit 64 bits up to here. */
export const MAX_IMAGE_PX = 4096;

/** The picture plane goes on this far beyond the image on every side, pixels. */
export function guardBandPx({ width, height }: Pick<FrameInfo, 'width' | 'height'>): number {
  return Math.max(width, height);
}
