/** Paints the repeating textures of the clutter: checks, wood, marble, bricks and so on. */
import { hypot, sin, square } from '../../geometry/math.ts';
import { mixed } from './print-canvas.ts';
import { hash2 } from './named-random.ts';
import { TAU } from './soup.ts';
import type { Ink } from './print-canvas.ts';
import type { Rng } from './named-random.ts';
import type { SourceImage } from '../source-model.ts';

/** Two colours that contrast, a light one and a dark one. */
export type Palette = [Ink, Ink, Ink, Ink];

/** Colour at (u, v) in [0, 1), with period 1 in both. */
type Pattern = (u: number, v: number) => Ink;

const clamp = (x: number): number => Math.min(Math.max(x, 0), 1);
/** 0 to 1 across a distance's zero, over `width` in uv: a step without jaggies. */
const step = (distance: number, width = 0.008): number => clamp(0.5 + distance / width);
const fract = (x: number): number => x - Math.floor(x);
/** Distance from the nearest whole number, 0 to 0.5. */
const toWhole = (x: number): number => Math.abs(x - Math.round(x));
const hexDistance = (x: number, y: number): number => Math.max(x, x * 0.5 + y * 1.05);
const wave = (x: number): number => 0.5 + 0.5 * sin(TAU * x);

/** Value noise 0 to 1 on a lattice of `period` cells, smoothed by a Hermite polynomial; u and v at least 0. */
function noise(u: number, v: number, period: number, seed: number): number {
  const [x, y] = [u * period, v * period];
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const [a, b] = [x - i, y - j];
  const [p, q] = [a * a * (3 - 2 * a), b * b * (3 - 2 * b)];
  const [i0, j0, i1, j1] = [i % period, j % period, (i + 1) % period, (j + 1) % period];
  const top0 = hash2(i0, j0, seed);
  const bottom0 = hash2(i0, j1, seed);
  const top = top0 + (hash2(i1, j0, seed) - top0) * p;
  const bottom = bottom0 + (hash2(i1, j1, seed) - bottom0) * p;
  return top + (bottom - top) * q;
}

/** Octaves of noise, 0 to 1, each of twice the last one's frequency and half its weight. */
export function fractal(u: number, v: number, period: number, octaves: number, seed: number): number {
  let sum = 0;
  let weight = 0;
  for (let k = 0; k < octaves; k++) {
    sum += noise(u, v, period << k, seed + k) / (1 << k);
    weight += 1 / (1 << k);
  }
  return sum / weight;
}

/** Distances to the nearest and the second nearest of `period`^2 points scattered in cells, and the nearest point's id. */
function cells(u: number, v: number, period: number, seed: number): [number, number, number] {
  const [x, y] = [u * period, v * period];
  const [i, j] = [Math.floor(x), Math.floor(y)];
  let [first, second, id] = [9, 9, 0];
  for (let n = j - 1; n <= j + 1; n++) {
    for (let m = i - 1; m <= i + 1; m++) {
      const [cx, cy] = [(m + period) % period, (n + period) % period];
      const d = hypot(m + hash2(cx, cy, seed) - x, n + hash2(cx, cy, seed + 1) - y);
      if (d < first) [first, second, id] = [d, first, cy * period + cx];
      else if (d < second) second = d;
    }
  }
  return [first, second, id];
}

const PATTERNS: Record<string, (palette: Palette, seed: number) => Pattern> = {
  bricks: ([a, b, light], seed) => (u, v) => {
    const row = Math.floor(v * 8);
    const x = u * 4 + (row % 2) / 2;
    const brick = mixed(a, b, 0.6 * hash2(Math.floor(x) % 4, row, seed) + 0.3 * noise(u, v, 32, seed));
    const mortar = Math.min(toWhole(x) / 4, toWhole(v * 8) / 8) - 0.009;
    return mixed(light, brick, step(mortar));
  },
  camo: ([a, b, light, dark], seed) => (u, v) => {
    const n = fractal(u, v, 4, 3, seed);
    const m = fractal(u, v, 5, 3, seed + 7);
    return mixed(mixed(mixed(a, b, step(n - 0.5, 0.02)), light, step(m - 0.6, 0.02)), dark, step(0.38 - m, 0.02));
  },
  cells: ([a, b, light, dark], seed) => (u, v) => {
    const [first, second, id] = cells(u, v, 7, seed);
    return mixed(dark, mixed(mixed(a, b, hash2(id, 0, seed)), light, 0.3 * (1 - first)), step(second - first - 0.1, 0.06));
  },
  checker: ([a, b]) => (u, v) => mixed(a, b, step(sin(TAU * 3 * u) * sin(TAU * 3 * v), 0.12)),
  chevron: ([a, b]) => (u, v) => mixed(a, b, step(toWhole(v * 4 + toWhole(u * 3) * 1.4) - 0.25, 0.03)),
  dots: ([a, b, light]) => (u, v) => {
    const row = Math.floor(v * 8);
    const [x, y] = [u * 8 + (row % 2) / 2, v * 8];
    const ink = Math.floor(x) % 2 === 0 ? b : light;
    return mixed(ink, a, step(hypot(fract(x) - 0.5, fract(y) - 0.5) - 0.3, 0.06));
  },
  gradient: ([a, b, light]) => (u, v) => mixed(mixed(a, b, wave(v)), light, 0.35 * wave(u + 0.3)),
  granite: ([a, b, light, dark], seed) => (u, v) => {
    const grain = noise(u, v, 64, seed);
    const base = mixed(a, b, 0.25 + 0.5 * fractal(u, v, 8, 3, seed));
    return mixed(mixed(base, light, step(grain - 0.78, 0.1)), dark, step(0.2 - grain, 0.1));
  },
  hexagons: ([a, b, light]) => (u, v) => {
    // The nearer centre of two interleaved grids; whole counts on both sides stretch the hexagons a little.
    const dp = hexDistance(toWhole(u * 4), toWhole(v * 3));
    const dq = hexDistance(toWhole(u * 4 + 0.5), toWhole(v * 3 + 0.5));
    return mixed(light, dp < dq ? a : b, step(Math.abs(dp - dq) - 0.07, 0.03));
  },
  leopard: ([a, b, , dark], seed) => (u, v) => {
    const [first, , id] = cells(u, v, 8, seed);
    const ring = Math.abs(first - 0.3 - 0.12 * (noise(u, v, 24, seed) - 0.5)) - 0.09;
    const coat = mixed(a, b, 0.4 * fractal(u, v, 4, 3, seed + 3) + (first < 0.3 ? 0.45 : 0));
    return mixed(coat, dark, step(-ring, 0.06) * step(hash2(id, 1, seed) - 0.12 + noise(u, v, 16, seed + 5) - 0.3, 0.1));
  },
  marble: ([a, b, light], seed) => (u, v) => {
    const vein = Math.abs(sin(TAU * (u + v + 1.1 * fractal(u, v, 4, 5, seed))));
    return mixed(mixed(b, a, clamp(vein * 3)), light, clamp(vein * 1.2 - 0.1));
  },
  plaid: ([a, b, light, dark]) => (u, v) => {
    const bands = step(toWhole(u * 2) - 0.3, 0.01) + step(toWhole(v * 2) - 0.3, 0.01);
    const threads = step(0.03 - Math.min(toWhole(u * 2 + 0.15), toWhole(v * 2 + 0.15)), 0.01);
    return mixed(mixed(mixed(a, b, bands / 2), light, 0.8 * threads), dark, 0.12 * wave((u + v) * 64));
  },
  rings: ([a, b, light]) => (u, v) => {
    const r = hypot(fract(u * 3) - 0.5, fract(v * 3) - 0.5);
    return mixed(mixed(a, b, step(toWhole(r * 6) - 0.25, 0.12)), light, step(0.08 - r, 0.03));
  },
  rust: ([a, b, , dark], seed) => (u, v) => {
    const patch = fractal(u, v, 4, 5, seed);
    return mixed(mixed(a, b, step(patch - 0.5, 0.05)), dark, 0.6 * fractal(u, v, 32, 2, seed + 9) * step(patch - 0.46, 0.1));
  },
  scales: ([a, b, light, dark]) => (u, v) => {
    // Each row of discs overlaps the one below it.
    for (let k = 0; k < 2; k++) {
      const row = Math.floor(v * 10) - 1 + k;
      const x = fract(u * 5 + (((row % 2) + 2) % 2) / 2) - 0.5;
      const y = (v * 10 - row) / 2;
      const d = hypot(x, y * 0.9);
      if (d < 0.56) return mixed(mixed(mixed(a, b, y * 1.6), light, 0.4 * (1 - d)), dark, 0.8 * step(d - 0.5, 0.04));
    }
    return dark;
  },
  stripes: ([a, b, light]) => (u) => mixed(mixed(a, b, step(toWhole(u * 5) - 0.25, 0.04)), light, step(0.05 - toWhole(u * 5 + 0.5), 0.03)),
  swirl: ([a, b, light], seed) => (u, v) => {
    const [du, dv] = [fractal(u, v, 3, 3, seed), fractal(u, v, 3, 3, seed + 11)];
    const n = wave(2 * u + 2.5 * du + 1.5 * dv);
    return mixed(mixed(a, b, step(n - 0.4, 0.1)), light, step(n - 0.85, 0.1));
  },
  terrazzo: ([a, b, light, dark], seed) => (u, v) => {
    const [first, second, id] = cells(u, v, 11, seed);
    const chip = [a, b, dark][Math.floor(hash2(id, 2, seed) * 3)]!;
    return mixed(mixed(light, a, 0.12 * noise(u, v, 48, seed)), chip, step(second - first - 0.18 - 0.3 * hash2(id, 3, seed), 0.06));
  },
  tiles: ([a, b, light], seed) => (u, v) => {
    const tile = mixed(a, b, hash2(Math.floor(u * 6), Math.floor(v * 6), seed));
    const bevel = Math.min(toWhole(u * 6), toWhole(v * 6));
    return mixed(light, mixed(tile, light, 0.25 * step(0.16 - bevel, 0.1)), step(bevel - 0.05, 0.04));
  },
  weave: ([a, b, , dark]) => (u, v) => {
    const [x, y] = [u * 10, v * 10];
    const over = (Math.floor(x) + Math.floor(y)) % 2 === 0;
    const [along, across] = over ? [fract(x), fract(y)] : [fract(y), fract(x)];
    const shade = sin(Math.PI * along) * Math.min(1, 4 * across * (1 - across) + 0.2);
    return mixed(dark, over ? a : b, 0.25 + 0.75 * shade);
  },
  wood: ([a, b, , dark], seed) => (u, v) => {
    const grain = noise(u, 0, 96, seed) * 0.35 + 0.65 * fractal(u, v, 3, 3, seed + 1);
    const growth = fract(u * 6 + 1.6 * fractal(u, v, 2, 3, seed + 2));
    return mixed(mixed(a, b, square(growth) * 0.8 + 0.3 * grain), dark, 0.35 * step(hash2(Math.floor(u * 128), Math.floor(v * 6), seed) - 0.86, 0.1));
  },
  zigzag: ([a, b, light]) => (u, v) => {
    const k = fract(v * 3 + 0.3 * toWhole(u * 4));
    return k < 1 / 3 ? mixed(light, a, step(k - 0.02, 0.03)) : k < 2 / 3 ? mixed(a, b, step(k - 1 / 3, 0.03)) : mixed(b, light, step(k - 2 / 3, 0.03));
  },
};

/** The pattern as a square image of 256 pixels, wrapping on all sides. */
export function patternImage(name: string, palette: Palette, seed: number): SourceImage {
  const size = 256;
  const pattern = PATTERNS[name]!(palette, seed);
  const rgba = new Uint8Array(size * size * 4).fill(255);
  for (let i = 0; i < size * size; i++) {
    const ink = pattern(((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size);
    for (let k = 0; k < 3; k++) rgba[i * 4 + k] = Math.round(Math.min(Math.max(ink[k]!, 0), 255));
  }
  return { widthPx: size, heightPx: size, rgba };
}

/** HSL to sRGB-coded 0..255; all arguments 0..1, the hue wraps. */
function hsl(hue: number, saturation: number, lightness: number): Ink {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): number => {
    const k = (n + hue * 12) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** Hues of patterns with colours of their own; other patterns take any hue. */
const NATURAL: Record<string, [hue: number, spread: number]> = { wood: [0.06, 0.05], bricks: [0.02, 0.06], rust: [0.04, 0.05], camo: [0.2, 0.15], leopard: [0.09, 0.06] };

/** A random palette that suits the pattern. */
export function paletteOf(pattern: string, rng: Rng): Palette {
  const [first, spread] = NATURAL[pattern] ?? [0, 1];
  const hue = first + spread * rng();
  const other = hue + (spread < 1 ? spread : 0.08 + 0.5 * rng());
  const [s, t] = [0.3 + 0.6 * rng(), 0.2 + 0.6 * rng()];
  const light = 0.4 + 0.2 * rng();
  return [hsl(hue, s, light), hsl(other, t, light > 0.5 ? light - 0.25 : light + 0.25), hsl(hue + 0.1 * rng(), 0.3, 0.88), hsl(other, 0.4, 0.14)];
}
