/** Says what one model may take at most. Models come from anywhere, and a small file can ask for any amount. */

export interface AssetLimits {
  /** Longest that compiling one model may take. */
  seconds: number;
  /** Memory of the process that compiles it. */
  megabytes: number;
  /** Pixels of one texture as it lies in its file. */
  texturePx: number;
}

/**
 * A model of a million triangles takes more than five minutes on a busy machine of two cores, and between 1 and 2 GB. Three textures of
 * 8192 x 8192, which are the largest that people have, take 2 GB.
 */
export const DEFAULT_LIMITS: AssetLimits = { seconds: 1200, megabytes: 4000, texturePx: 8192 ** 2 };
