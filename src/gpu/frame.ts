/** Says how much of everything one batch holds: what sizes its buffers and its dispatches. */

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
  /** Of all instances, each counted anew. */
  vertices: number;
  triangles: number;
  silhouetteWords: number;
  /** Counters of what hides what: a row for each labelled instance, in it one for each of them, for each occluder, and for the background. */
  occlusionCounters: number;
}

/** A batch of so many images with nothing in them. */
export function emptyFrame(width: number, height: number, images: number): FrameInfo {
  return {
    width, height, images, instances: 0, vertexChunks: 0, triangleChunks: 0, nearChunks: 0, foregrounds: 0, pairs: 0, keypoints: 0,
    vertices: 0, triangles: 0, silhouetteWords: 0, occlusionCounters: 0,
  };
}

/** Largest width and height: the raster passes' products of two coordinates within the guard band fit 64 bits up to here. */
export const MAX_IMAGE_PX = 4096;

/** The picture plane goes on this far beyond the image on every side, pixels. */
export function guardBandPx({ width, height }: Pick<FrameInfo, 'width' | 'height'>): number {
  return Math.max(width, height);
}
