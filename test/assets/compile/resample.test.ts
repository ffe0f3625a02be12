// Checks that resampling keeps colours, and rows and columns in their order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resample } from '../../../src/assets/compile/resample.ts';
import { gradient, image } from '../../support/shapes.ts';

const WRAP = ['repeat', 'repeat'] as const;

test('resampling keeps a plain colour, and stays put where the size stays', () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(fc.property(channel, channel, channel, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (r, g, b, w, h) => {
    const texels = new Uint32Array(resample(image(7, 5, () => [r, g, b, 255]), w, h, 'color', WRAP).rgba.buffer);
    expect(new Set(texels)).toEqual(new Set(new Uint32Array(new Uint8Array([r, g, b, 255]).buffer)));
  }));
  const source = image(7, 5, gradient);
  expect(resample(source, 7, 5, 'data', WRAP)).toBe(source);
});

test('resampling keeps rows and columns in their order', () => {
  const ramp = resample(image(10, 20, (x, y) => [x * 20, y * 10, 0, 255]), 20, 10, 'data', ['clamp', 'clamp']);
  for (let y = 2; y < 8; y++) {
    for (let x = 4; x < 16; x++) {
      const [r, g] = ramp.rgba.subarray((y * 20 + x) * 4);
      expect(Math.abs(r! - ((x + 0.5) / 2 - 0.5) * 20)).toBeLessThan(3);
      expect(Math.abs(g! - ((y + 0.5) * 2 - 0.5) * 10)).toBeLessThan(3);
    }
  }
});
