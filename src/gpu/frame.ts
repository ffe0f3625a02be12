/** The counts of one batch, which determine the sizes of its buffers and dispatches. */

export interface FrameInfo {
  /** Pixels; at most MAX_IMAGE_PX. */
  width: number;
  height: number;
  images: number;
  instances: number;
  vertexChunks: number;
  triangleChunks: number;
  /** How many of the triangle chunks belong to instances that are not drawn last; they come first. */
  nearChunks: number;
  foregrounds: number;
  pairs: number;
  keypoints: number;
  /** Images that have a backdrop. */
  backdrops: number;
  /** Vertices and triangles summed over all instances, so a mesh counts once for each of its instances. */
  vertices: number;
  triangles: number;
  silhouetteWords: number;
  /** Counters of occlusion. Each labelled instance has a row of them: one for each labelled instance, each occluder, and the background. */
  occlusionCounters: number;
  /** Instances with transparent materials. */
  transparentInstances: number;
}

/** The counts of a batch of empty images. */
export function emptyFrame(width: number, height: number, images: number): FrameInfo {
  return {
    width, height, images, instances: 0, vertexChunks: 0, triangleChunks: 0, nearChunks: 0, foregrounds: 0, pairs: 0, keypoints: 0, backdrops: 0,
    vertices: 0, triangles: 0, silhouetteWords: 0, occlusionCounters: 0, transparentInstances: 0,
  };
}

/** The largest width and height. Up to it, products of two coordinates within the guard band fit 64 bits in the raster passes. */
export const MAX_IMAGE_PX = 4096;

/** The width of the guard band, by which the picture plane extends beyond the image on every side, pixels. */
export function guardBandPx({ width, height }: Pick<FrameInfo, 'width' | 'height'>): number {
  return Math.max(width, height);
}
