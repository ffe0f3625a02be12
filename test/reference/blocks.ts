/** The `blocks` pass, one block at a time. */
import { BLOCK_SIZE } from '../support/constants.ts';

/** The least depth word of each block of one image; the visibility buffer has two words per pixel, of which the second is the depth. */
export function farthestBlocks(width: number, height: number, visibility: Uint32Array): number[] {
  const blocks: number[] = [];
  for (let top = 0; top < height; top += BLOCK_SIZE) {
    for (let left = 0; left < width; left += BLOCK_SIZE) {
      let least = Infinity;
      for (let y = top; y < Math.min(height, top + BLOCK_SIZE); y++) {
        for (let x = left; x < Math.min(width, left + BLOCK_SIZE); x++) least = Math.min(least, visibility[2 * (y * width + x) + 1]!);
      }
      blocks.push(least);
    }
  }
  return blocks;
}

/** Whether all blocks that the box meets are nearer than `depth`. */
export function isBehind(blocks: number[], width: number, { x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number }, depth: number): boolean {
  const columns = Math.ceil(width / BLOCK_SIZE);
  for (let y = Math.floor(y0 / BLOCK_SIZE); y <= Math.floor(y1 / BLOCK_SIZE); y++) {
    for (let x = Math.floor(x0 / BLOCK_SIZE); x <= Math.floor(x1 / BLOCK_SIZE); x++) if (blocks[y * columns + x]! <= depth) return false;
  }
  return true;
}
