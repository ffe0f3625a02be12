/** Enlarges pixels by a cubic filter. libvips' own enlargement moves the picture by half a pixel. */

/**
 * The parameter of R. G. Keys' cubic filter, "Cubic Convolution Interpolation for Digital Image Processing" (1981). It lies between
 * Catmull-Rom's -0.5 and -0.86, which resembles a Lanczos filter, so that both differ little.
 */
const KEYS_A = -0.7;
const RADIUS = 2;

/** The weights of `taps` pixels from `first` on, for each new pixel. */
interface Filter { taps: number; first: Int32Array; weights: Float64Array }

/**
 * @param rgba 4 x widthPx x heightPx bytes; the alpha of the result is 255
 * @returns 4 x newWidthPx x newHeightPx bytes; a side that becomes smaller gets a wider filter
 */
export function enlarge(rgba: Uint8Array, widthPx: number, heightPx: number, newWidthPx: number, newHeightPx: number): Uint8Array<ArrayBuffer> {
  const across = filterOf(widthPx, newWidthPx), down = filterOf(heightPx, newHeightPx);
  const rows = new Float32Array(3 * newWidthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < newWidthPx; x++) {
      let r = 0, g = 0, b = 0;
      for (let tap = 0; tap < across.taps; tap++) {
        const weight = across.weights[x * across.taps + tap]!;
        const from = 4 * (y * widthPx + Math.min(across.first[x]! + tap, widthPx - 1));
        r += weight * rgba[from]!;
        g += weight * rgba[from + 1]!;
        b += weight * rgba[from + 2]!;
      }
      const to = 3 * (y * newWidthPx + x);
      rows[to] = r;
      rows[to + 1] = g;
      rows[to + 2] = b;
    }
  }
  const larger = new Uint8Array(4 * newWidthPx * newHeightPx).fill(255);
  const sums = new Float64Array(3 * newWidthPx);
  for (let y = 0; y < newHeightPx; y++) {
    sums.fill(0);
    for (let tap = 0; tap < down.taps; tap++) {
      const weight = down.weights[y * down.taps + tap]!;
      const from = 3 * newWidthPx * Math.min(down.first[y]! + tap, heightPx - 1);
      for (let i = 0; i < sums.length; i++) sums[i]! += weight * rows[from + i]!;
    }
    for (let x = 0; x < newWidthPx; x++) {
      for (let k = 0; k < 3; k++) larger[4 * (y * newWidthPx + x) + k] = Math.min(255, Math.max(0, Math.floor(sums[3 * x + k]! + 0.5)));
    }
  }
  return larger;
}

/** At a border, the pixels that exist share all of the weight. */
function filterOf(size: number, newSize: number): Filter {
  const step = size / newSize;
  const stretch = Math.max(1, step);
  const taps = Math.ceil(2 * RADIUS * stretch) + 1;
  const first = new Int32Array(newSize), weights = new Float64Array(newSize * taps);
  for (let i = 0; i < newSize; i++) {
    const center = (i + 0.5) * step - 0.5;
    const from = Math.max(0, Math.ceil(center - RADIUS * stretch));
    first[i] = from;
    let sum = 0;
    for (let tap = 0; tap < taps && from + tap < size; tap++) sum += weights[i * taps + tap] = cubic((from + tap - center) / stretch);
    for (let tap = 0; tap < taps; tap++) weights[i * taps + tap]! /= sum;
  }
  return { taps, first, weights };
}

function cubic(x: number): number {
  x = Math.abs(x);
  if (x < 1) return ((KEYS_A + 2) * x - (KEYS_A + 3)) * x * x + 1;
  return x < 2 ? KEYS_A * (((x - 5) * x + 8) * x - 4) : 0;
}
