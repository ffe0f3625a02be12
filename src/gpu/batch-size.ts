/** Says how many scenes a batch holds. */

/**
 * An H200 with 16 cores makes 940 images/s of 640 x 480 in batches of 16, 880 in batches of 8. A software adapter makes as many with either,
 * and with 8 takes 140 MB less.
 */
const MOST_SCENES = 16;
const PIXELS = MOST_SCENES * 640 * 480;
/** Of what the adapter binds, for each scene: scanned clutter of the smallest size has vertices of 11 MB. Software adapters bind 2^27. */
const SCENE_BYTES = 2 ** 24;
/** Of a pixel in the longest buffer: `setups`, with a triangle of 112 bytes for every 7 pixels, which levels of detail keep far from. */
const LONGEST_PIXEL_BYTES = 16;

/**
 * @param asked null: as many as suit the adapter
 * @param bindingBytes the largest storage buffer that it binds
 * @returns at least 1
 */
export function batchSize(asked: number | null, width: number, height: number, bindingBytes: number): number {
  const pixels = width * height;
  const usual = Math.min(MOST_SCENES, Math.ceil(PIXELS / pixels), Math.floor(bindingBytes / SCENE_BYTES));
  return Math.max(1, Math.min(asked ?? usual, Math.floor(bindingBytes / (pixels * LONGEST_PIXEL_BYTES))));
}
