/** Estimates the noise of a picture from its flattest parts. */

const TILE_PX = 16;
/** Tiles that are nearly black or white are left out, because clipping removes their noise. */
const DARKEST = 8;
const LIGHTEST = 247;
/** The tile of this rank, from the flattest one, counts: texture raises the others. */
const RANK = 0.1;

/**
 * Standard deviation of the noise, over the full range of a channel, by Immerkaer's operator (Computer Vision and Image Understanding
 * 64, 1996): sqrt(pi / 2) / 6 x the mean of |luma * N|, N being 1 -2 1, -2 4 -2, 1 -2 1. The mean is of one tile of 16 x 16 pixels. Tiles begin
 * at pixel 1 of both axes.
 * @returns null where no tile has all its neighbours, or all are nearly black or white
 */
export function noiseSigma(luma: Uint8Array, width: number, height: number): number | null {
  const sums: number[] = [];
  for (let top = 1; top + TILE_PX < height; top += TILE_PX) {
    for (let left = 1; left + TILE_PX < width; left += TILE_PX) {
      let [sum, brightness] = [0, 0];
      for (let y = top; y < top + TILE_PX; y++) {
        for (let at = y * width + left, end = at + TILE_PX; at < end; at++) {
          const corners = luma[at - width - 1]! + luma[at - width + 1]! + luma[at + width - 1]! + luma[at + width + 1]!;
          const sides = luma[at - width]! + luma[at + width]! + luma[at - 1]! + luma[at + 1]!;
          sum += Math.abs(corners - 2 * sides + 4 * luma[at]!);
          brightness += luma[at]!;
        }
      }
      if (brightness >= DARKEST * TILE_PX ** 2 && brightness <= LIGHTEST * TILE_PX ** 2) sums.push(sum);
    }
  }
  if (sums.length === 0) return null;
  sums.sort((a, b) => a - b);
  return (Math.sqrt(Math.PI / 2) / 6) * sums[Math.floor(RANK * (sums.length - 1))]! / TILE_PX ** 2 / 255;
}
