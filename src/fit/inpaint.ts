/** Fills parts of a picture from what is around them: smoothly, with the fine grain of the neighbourhood. */
import type { Rgb } from './photos.ts';

/** Sweeps that smooth what the pyramid has filled. */
const SWEEPS = 60;
/** Half side of the square whose mean a pixel's grain is the difference from. */
const GRAIN_HALF_PX = 3;
/** Larger differences are structure, codes. */
const MOST_GRAIN = 16;

/**
 * Fills the pixels of the mask, in place. A pyramid of means comes first (push and pull, Gortler et al., SIGGRAPH 1996), then sweeps of the
 * Laplace equation, and at last grain that is copied from the nearest pixels in a row or a column.
 * @param mask 1 where a pixel is to be filled; some must be 0
 */
export function inpaint({ width, height, rgb }: Rgb, mask: Uint8Array): void {
  const pixels = width * height;
  for (let channel = 0; channel < 3; channel++) {
    const known = Float32Array.from({ length: pixels }, (_, i) => (mask[i] === 1 ? 0 : rgb[3 * i + channel]!));
    const weight = Float32Array.from(mask, (isMasked) => 1 - isMasked);
    const filled = pushPull(known, weight, width, height);
    relax(filled, mask, width, height);
    for (let i = 0; i < pixels; i++) if (mask[i] === 1) rgb[3 * i + channel] = Math.round(Math.min(255, Math.max(0, filled[i]! + grainFor(i, channel, { width, height, rgb }, mask))));
  }
}

/** Values of known pixels, and of the others means of the known ones around them. `values` are 0 where the weight is. */
function pushPull(values: Float32Array, weight: Float32Array, width: number, height: number): Float32Array {
  const filled = values.slice();
  if (weight.every((w) => w > 0) || (width === 1 && height === 1)) return filled;
  const [w2, h2] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const [sums, weights] = [new Float32Array(w2 * h2), new Float32Array(w2 * h2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y >> 1) * w2 + (x >> 1);
      sums[to]! += values[y * width + x]! * weight[y * width + x]!;
      weights[to]! += weight[y * width + x]!;
    }
  }
  for (let i = 0; i < sums.length; i++) {
    sums[i] = weights[i]! > 0 ? sums[i]! / weights[i]! : 0;
    weights[i] = Math.min(1, weights[i]!);
  }
  const coarse = pushPull(sums, weights, w2, h2);
  for (let y = 0; y < height; y++) {
    const v = Math.max(0, Math.min(h2 - 1, (y + 0.5) / 2 - 0.5));
    const [row, t] = [Math.floor(v), v - Math.floor(v)];
    const below = Math.min(h2 - 1, row + 1);
    for (let x = 0; x < width; x++) {
      if (weight[y * width + x]! > 0) continue;
      const u = Math.max(0, Math.min(w2 - 1, (x + 0.5) / 2 - 0.5));
      const column = Math.floor(u);
      const [right, s] = [Math.min(w2 - 1, column + 1), u - column];
      filled[y * width + x] = (coarse[row * w2 + column]! * (1 - s) + coarse[row * w2 + right]! * s) * (1 - t) + (coarse[below * w2 + column]! * (1 - s) + coarse[below * w2 + right]! * s) * t;
    }
  }
  return filled;
}

function relax(filled: Float32Array, mask: Uint8Array, width: number, height: number): void {
  const inner: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) inner.push(i);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const i of inner) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const left = filled[x > 0 ? i - 1 : i]!;
      const right = filled[x < width - 1 ? i + 1 : i]!;
      const above = filled[y > 0 ? i - width : i]!;
      const below = filled[y < height - 1 ? i + width : i]!;
      filled[i] = (left + right + above + below) / 4;
    }
  }
}

/** The grain of the nearest known pixel to the left, to the right, above or below that lies a few pixels inside the known part. */
function grainFor(i: number, channel: number, picture: Rgb, mask: Uint8Array): number {
  const { width, height } = picture;
  const [x, y] = [i % width, Math.floor(i / width)];
  // Mirrored at the border of the mask, so that no line repeats.
  for (let distance = 1; distance < Math.max(width, height); distance++) {
    for (const [dx, dy] of [[-1, 0], [1, 0], [0, -1], [0, 1]] as const) {
      const [edgeX, edgeY] = [x + dx * distance, y + dy * distance];
      if (edgeX < 0 || edgeY < 0 || edgeX >= width || edgeY >= height || mask[edgeY * width + edgeX] === 1) continue;
      const [fromX, fromY] = [x + dx * (2 * distance + GRAIN_HALF_PX), y + dy * (2 * distance + GRAIN_HALF_PX)];
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height || mask[fromY * width + fromX] === 1) continue;
      return grainAt(fromX, fromY, channel, picture, mask);
    }
  }
  return 0;
}

function grainAt(x: number, y: number, channel: number, { width, height, rgb }: Rgb, mask: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let row = Math.max(0, y - GRAIN_HALF_PX); row <= Math.min(height - 1, y + GRAIN_HALF_PX); row++) {
    for (let column = Math.max(0, x - GRAIN_HALF_PX); column <= Math.min(width - 1, x + GRAIN_HALF_PX); column++) {
      if (mask[row * width + column] === 1) continue;
      sum += rgb[3 * (row * width + column) + channel]!;
      count++;
    }
  }
  const grain = rgb[3 * (y * width + x) + channel]! - sum / count;
  return Math.abs(grain) > MOST_GRAIN ? 0 : grain;
}
