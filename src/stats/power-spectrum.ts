/** Computes the radially averaged power spectrum of a picture. */

const TILE_PX = 64;
/** Tiles along an axis, spread evenly; they overlap in small pictures. */
const TILES = 4;
/** Rings of a width of one cycle a tile; the last one is at half a cycle a pixel. */
export const SPECTRUM_RINGS = TILE_PX / 2;
/** Power of rounding to whole codes, codes^2. It is a floor, so that a plain picture has a logarithm. */
const ROUNDING_POWER = 1 / 12;

const COS = Float64Array.from({ length: TILE_PX }, (_, i) => Math.cos((2 * Math.PI * i) / TILE_PX));
const SIN = Float64Array.from({ length: TILE_PX }, (_, i) => Math.sin((2 * Math.PI * i) / TILE_PX));
const HANN = COS.map((c) => 0.5 - 0.5 * c);
const WINDOW_ENERGY = HANN.reduce((sum, w) => sum + w * w, 0) ** 2;
/** Rows with their bits in reverse. */
const REVERSED = Int32Array.from({ length: TILE_PX }, (_, i) => [1, 2, 4, 8, 16, 32].reduce((sum, bit) => sum + (i & bit ? 32 / bit : 0), 0));
/** Ring of each frequency; the corners beyond the last ring, and 0, are in none. */
const RING = Int32Array.from({ length: TILE_PX ** 2 }, (_, i) => {
  const [fx, fy] = [i % TILE_PX, Math.floor(i / TILE_PX)].map((f) => Math.min(f, TILE_PX - f)) as [number, number];
  const ring = Math.round(Math.sqrt(fx * fx + fy * fy));
  return ring <= SPECTRUM_RINGS ? ring - 1 : -1;
});

/**
 * log2(power + 1/12) of the luma in 32 rings, 1/64 to 32/64 cycles a pixel (Welch, IEEE Trans. Audio 15, 1967; van der Schaaf and van
 * Hateren, Vision Research 36, 1996). 16 tiles of 64 x 64 pixels without their mean, under a Hann window. Power is codes^2: white noise of
 * variance v has power v in every ring.
 * @returns null where a side has fewer than 64 pixels
 */
export function powerSpectrum(luma: Uint8Array, width: number, height: number): number[] | null {
  if (width < TILE_PX || height < TILE_PX) return null;
  const power = new Float64Array(TILE_PX ** 2);
  for (let tile = 0; tile < TILES ** 2; tile++) {
    const left = Math.floor(((width - TILE_PX) * (tile % TILES)) / (TILES - 1));
    const top = Math.floor(((height - TILE_PX) * Math.floor(tile / TILES)) / (TILES - 1));
    addPower(power, luma, top * width + left, width);
  }
  const [sums, counts] = [new Float64Array(SPECTRUM_RINGS), new Float64Array(SPECTRUM_RINGS)];
  for (const [i, ring] of RING.entries()) {
    if (ring < 0) continue;
    sums[ring]! += power[i]!;
    counts[ring]!++;
  }
  return Array.from(sums, (sum, ring) => Math.log2(sum / counts[ring]! / TILES ** 2 / WINDOW_ENERGY + ROUNDING_POWER));
}

const real = new Float64Array(TILE_PX ** 2);
const imaginary = new Float64Array(TILE_PX ** 2);

function addPower(power: Float64Array, luma: Uint8Array, from: number, stride: number): void {
  let sum = 0;
  for (let y = 0; y < TILE_PX; y++) for (let x = 0; x < TILE_PX; x++) sum += luma[from + y * stride + x]!;
  const mean = sum / TILE_PX ** 2;
  for (let y = 0; y < TILE_PX; y++) {
    for (let x = 0; x < TILE_PX; x++) real[y * TILE_PX + x] = (luma[from + y * stride + x]! - mean) * HANN[x]! * HANN[y]!;
  }
  imaginary.fill(0);
  // The power of a transposed tile is the transposed power, and rings are symmetric, so that nothing is transposed back.
  transformColumns();
  transpose(real);
  transpose(imaginary);
  transformColumns();
  for (let i = 0; i < power.length; i++) power[i]! += real[i]! * real[i]! + imaginary[i]! * imaginary[i]!;
}

/** A radix-2 Fourier transform of all columns (Cooley and Tukey, Mathematics of Computation 19, 1965). One factor serves a whole row. */
function transformColumns(): void {
  for (let row = 0; row < TILE_PX; row++) {
    if (row < REVERSED[row]!) swapRows(row, REVERSED[row]!);
  }
  for (let size = 2; size <= TILE_PX; size *= 2) {
    const [half, turn] = [size / 2, TILE_PX / size];
    for (let start = 0; start < TILE_PX; start += size) {
      for (let k = 0; k < half; k++) butterflies((start + k) * TILE_PX, (start + k + half) * TILE_PX, COS[k * turn]!, -SIN[k * turn]!);
    }
  }
}

function butterflies(a: number, b: number, c: number, s: number): void {
  for (const end = a + TILE_PX; a < end; a++, b++) {
    const re = real[b]! * c - imaginary[b]! * s;
    const im = real[b]! * s + imaginary[b]! * c;
    real[b] = real[a]! - re;
    imaginary[b] = imaginary[a]! - im;
    real[a]! += re;
    imaginary[a]! += im;
  }
}

function swapRows(a: number, b: number): void {
  for (const values of [real, imaginary]) {
    for (let x = 0; x < TILE_PX; x++) swap(values, a * TILE_PX + x, b * TILE_PX + x);
  }
}

function transpose(values: Float64Array): void {
  for (let y = 0; y < TILE_PX; y++) for (let x = 0; x < y; x++) swap(values, y * TILE_PX + x, x * TILE_PX + y);
}

function swap(values: Float64Array, a: number, b: number): void {
  const value = values[a]!;
  values[a] = values[b]!;
  values[b] = value;
}
