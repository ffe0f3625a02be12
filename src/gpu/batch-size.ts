/** Says how many scenes a batch holds. */

/** A GPU makes more images/s in batches of 16 than in batches of 8, because longer dispatches keep it fuller. A software adapter gains nothing. */
const MOST_SCENES = 16;
const PIXELS = MOST_SCENES * 640 * 480;
/** A scene's share of the largest binding: the vertices of scanned clutter take 11 MB. Software adapters bind 2^27 bytes, hence 8 scenes. */
const SCENE_BYTES = 2 ** 24;
/** A pixel's share of the longest buffer, `setups`: a triangle of 112 bytes for 7 pixels. Levels of detail draw far fewer triangles. */
const LONGEST_PIXEL_BYTES = 16;

/**
 * @param asked the batch size that the user asks for; null: as many scenes as suit the adapter
 * @param bindingBytes the largest storage buffer that the adapter binds
 * @returns the most scenes in a batch, at least 1
 */
export function batchSize(asked: number | null, width: number, height: number, bindingBytes: number): number {
  const pixels = width * height;
  const usual = Math.min(MOST_SCENES, Math.ceil(PIXELS / pixels), Math.floor(bindingBytes / SCENE_BYTES));
  return Math.max(1, Math.min(asked ?? usual, Math.floor(bindingBytes / (pixels * LONGEST_PIXEL_BYTES))));
}
