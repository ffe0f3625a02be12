// Compares the sRGB codes that a table gives with the formula of IEC 61966-2-1.
import { expect, test } from 'vitest';
import { decodeSrgb, encodeSrgb } from '../../src/assets/srgb.ts';
import { pow } from '../../src/geometry/math.ts';

const formula = (linear: number): number => {
  const x = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055));
};

test('a code is what the formula rounds to, also beside the light where it changes', () => {
  const light = [-1, -0, 0, 1e-300, 1 - 2 ** -53, 1, 2, Infinity, -Infinity];
  for (let i = 0; i <= 5000; i++) light.push(i / 5000);
  const at = new Float64Array(1);
  const bits = new BigInt64Array(at.buffer);
  for (let code = 0.5; code < 255; code++) {
    at[0] = decodeSrgb(code);
    const middle = bits[0]!;
    for (let ulps = -20n; ulps <= 20n; ulps++) {
      bits[0] = middle + ulps;
      light.push(at[0]);
    }
  }
  expect(light.filter((x) => encodeSrgb(x) !== formula(x))).toEqual([]);
  expect(new Set(light.map(encodeSrgb)).size).toBe(256);
});

test('every code survives linear light', () => {
  for (let code = 0; code < 256; code++) expect(encodeSrgb(decodeSrgb(code))).toBe(code);
});
