/** Says what one model may take at most. Models come from anywhere, and a small file can ask for any amount. */

export interface AssetLimits {
  /** Longest that compiling one model may take. */
  seconds: number;
  /** Memory of the process that compiles it. */
  megabytes: number;
  /** Pixels of one texture as it lies in its file. */
  texturePx: number;
}

/** A model of a million triangles takes less than a minute, and 8192 x 8192 texels are the largest that adapters have. */
export const DEFAULT_LIMITS: AssetLimits = { seconds: 300, megabytes: 4000, texturePx: 8192 ** 2 };
