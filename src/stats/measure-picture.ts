/** Measures everything that the pixels of a picture tell, inside and outside its boxes. */
import type { BoxRow } from './box-numbers.ts';
import { lumaOf } from './luma.ts';
import { noiseSigma } from './noise-sigma.ts';
import { powerSpectrum } from './power-spectrum.ts';
import type { RgbPicture } from './rgb-picture.ts';

/** Hues are counted in 36 bins of 10 degrees from red on. */
export const HUE_BINS = 36;
/** A pixel is coloured where its largest and smallest channel differ by a tenth of the range. */
const COLORED_CODES = 26;
/** An edge is where Sobel's gradient is at least 4 codes a pixel. Noise of 2 % of the range passes it at 3 pixels in 100. */
const EDGE_CODES_PER_PX = 4;

/** Of a part of a picture; null where the part has no pixel, or none with all its neighbours. */
export interface RegionMeasures {
  pixels: number;
  /** Mean luma over 255. */
  brightness: number | null;
  /** Standard deviation of the luma over 255: RMS contrast (Peli, JOSA A 7, 1990). */
  contrast: number | null;
  /** Mean of HSV's saturation: (max - min) / max of the channels, 0 for black (Smith, SIGGRAPH 1978). */
  saturation: number | null;
  /** Mean of red - blue, over 255: above 0 where the picture is yellow, below where it is blue. */
  warmth: number | null;
  /** Mean of green - (red + blue) / 2, over 255: above 0 where the picture is green, below where it is magenta. */
  tint: number | null;
  /** Share of pixels with an edge: the gradient by Sobel's operator, over 8, is at least EDGE_CODES_PER_PX. */
  edges: number | null;
  /** log2(1 + variance of the Laplacian), the kernel being 0 1 0, 1 -4 1, 0 1 0 (Pech-Pacheco et al., ICPR 2000). */
  sharpness: number | null;
}

/** Edges and sharpness leave out the outermost pixels, which lack neighbours. */
export interface PictureMeasures {
  whole: RegionMeasures;
  /** Pixels whose centre is in a box. */
  inside: RegionMeasures;
  /** Pixels whose centre is in no box, boxes to be ignored included. */
  outside: RegionMeasures;
  /** Coloured pixels by hue. */
  hue: number[];
  /** Share of pixels that are coloured. */
  coloredShare: number;
  noiseSigma: number | null;
  spectrum: number[] | null;
}

const OUTSIDE = 0;
const INSIDE = 1;
const IGNORED = 2;
const REGIONS = 3;

/** Computes all measures. `boxes` may reach beyond the picture. */
export function measurePicture({ width, height, data }: RgbPicture, boxes: readonly BoxRow[]): PictureMeasures {
  const luma = lumaOf(data);
  const region = regionsOf(boxes, width, height);
  const sums = new Sums();
  const hue = new Float64Array(HUE_BINS);
  addColors(sums, hue, data, luma, region, width);
  addNeighbours(sums, luma, region, width, height);
  return {
    whole: sums.measures([OUTSIDE, INSIDE, IGNORED]),
    inside: sums.measures([INSIDE]),
    outside: sums.measures([OUTSIDE]),
    hue: [...hue],
    coloredShare: hue.reduce((sum, count) => sum + count, 0) / luma.length,
    noiseSigma: noiseSigma(luma, width, height),
    spectrum: powerSpectrum(luma, width, height),
  };
}

/** Where a box and one to be ignored overlap, the pixel is inside. */
function regionsOf(boxes: readonly BoxRow[], width: number, height: number): Uint8Array {
  const region = new Uint8Array(width * height);
  for (const value of [IGNORED, INSIDE]) {
    for (const { box: [x, y, w, h], ignore } of boxes) {
      if (ignore !== (value === IGNORED)) continue;
      const [left, right] = [firstCentre(x, width), firstCentre(x + w, width)];
      const [top, bottom] = [firstCentre(y, height), firstCentre(y + h, height)];
      for (let row = top; row < bottom; row++) region.fill(value, row * width + left, row * width + Math.max(left, right));
    }
  }
  return region;
}

/** The first pixel whose centre is not before `edge`. */
const firstCentre = (edge: number, size: number): number => Math.min(size, Math.max(0, Math.ceil(edge - 0.5)));

/** Sums of each region. All but the saturation's are of whole numbers. */
class Sums {
  readonly pixels = new Float64Array(REGIONS);
  readonly luma = new Float64Array(REGIONS);
  readonly lumaSquares = new Float64Array(REGIONS);
  readonly saturation = new Float64Array(REGIONS);
  readonly red = new Float64Array(REGIONS);
  readonly green = new Float64Array(REGIONS);
  readonly blue = new Float64Array(REGIONS);
  /** Pixels with all eight neighbours. */
  readonly inner = new Float64Array(REGIONS);
  readonly edges = new Float64Array(REGIONS);
  readonly laplacian = new Float64Array(REGIONS);
  readonly laplacianSquares = new Float64Array(REGIONS);

  measures(regions: readonly number[]): RegionMeasures {
    const sum = (sums: Float64Array): number => regions.reduce((total, region) => total + sums[region]!, 0);
    const [pixels, inner] = [sum(this.pixels), sum(this.inner)];
    const [red, green, blue] = [sum(this.red), sum(this.green), sum(this.blue)];
    const ofPixels = (value: number): number | null => (pixels > 0 ? value / pixels : null);
    const ofInner = (value: number): number | null => (inner > 0 ? value / inner : null);
    return {
      pixels,
      brightness: ofPixels(sum(this.luma) / 255),
      contrast: pixels > 0 ? Math.sqrt(variance(pixels, sum(this.luma), sum(this.lumaSquares))) / 255 : null,
      saturation: ofPixels(sum(this.saturation)),
      warmth: ofPixels((red - blue) / 255),
      tint: ofPixels((green - (red + blue) / 2) / 255),
      edges: ofInner(sum(this.edges)),
      sharpness: inner > 0 ? Math.log2(1 + variance(inner, sum(this.laplacian), sum(this.laplacianSquares))) : null,
    };
  }
}

/** The population's variance. BigInt keeps the difference of two large products exact. */
function variance(count: number, sum: number, squares: number): number {
  return Number(BigInt(count) * BigInt(squares) - BigInt(sum) ** 2n) / count ** 2;
}

const RECIPROCALS = Float64Array.from({ length: 256 }, (_, i) => (i === 0 ? 0 : 1 / i));

/** Where the region next changes from `at` on, at most `end`: sums of a run stay in registers. */
function runEnd(region: Uint8Array, at: number, end: number): number {
  const part = region[at]!;
  while (++at < end && region[at] === part);
  return at;
}

function addColors(sums: Sums, hue: Float64Array, data: Uint8Array, luma: Uint8Array, region: Uint8Array, width: number): void {
  for (let row = 0; row < luma.length; row += width) {
    for (let i = row, end = row + width; i < end;) {
      const [from, part, to] = [i, region[i]!, runEnd(region, i, end)];
      let [lumas, squares, saturation, red, green, blue] = [0, 0, 0, 0, 0, 0];
      for (let at = 3 * i; i < to; i++, at += 3) {
        const r = data[at]!;
        const g = data[at + 1]!;
        const b = data[at + 2]!;
        const y = luma[i]!;
        const max = r > g ? (r > b ? r : b) : (g > b ? g : b);
        const min = r < g ? (r < b ? r : b) : (g < b ? g : b);
        lumas += y;
        squares += y * y;
        red += r;
        green += g;
        blue += b;
        saturation += (max - min) * RECIPROCALS[max]!;
        if (max - min >= COLORED_CODES) hue[hueBin(r, g, b, max, max - min)]!++;
      }
      sums.pixels[part]! += to - from;
      sums.luma[part]! += lumas;
      sums.lumaSquares[part]! += squares;
      sums.saturation[part]! += saturation;
      sums.red[part]! += red;
      sums.green[part]! += green;
      sums.blue[part]! += blue;
    }
  }
}

/** A sextant of the hue has six bins. Whole numbers alone decide, so that no colour falls between two bins. */
function hueBin(r: number, g: number, b: number, max: number, chroma: number): number {
  const offset = max === r ? 0 : max === g ? 12 : 24;
  const difference = max === r ? g - b : max === g ? b - r : r - g;
  return (offset + Math.floor((6 * difference) / chroma) + HUE_BINS) % HUE_BINS;
}

function addNeighbours(sums: Sums, luma: Uint8Array, region: Uint8Array, width: number, height: number): void {
  const leastSquared = (8 * EDGE_CODES_PER_PX) ** 2;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1, end = (y + 1) * width - 1; at < end;) {
      const [from, part, to] = [at, region[at]!, runEnd(region, at, end)];
      let [edges, laplacians, squares] = [0, 0, 0];
      for (; at < to; at++) {
        const a = luma[at - width - 1]!;
        const b = luma[at - width]!;
        const c = luma[at - width + 1]!;
        const d = luma[at - 1]!;
        const f = luma[at + 1]!;
        const g = luma[at + width - 1]!;
        const h = luma[at + width]!;
        const i = luma[at + width + 1]!;
        const gx = c + 2 * f + i - a - 2 * d - g;
        const gy = g + 2 * h + i - a - 2 * b - c;
        const second = b + d + f + h - 4 * luma[at]!;
        if (gx * gx + gy * gy >= leastSquared) edges++;
        laplacians += second;
        squares += second * second;
      }
      sums.inner[part]! += to - from;
      sums.edges[part]! += edges;
      sums.laplacian[part]! += laplacians;
      sums.laplacianSquares[part]! += squares;
    }
  }
}
