/** Checks the blur against its reference, and that it keeps flat images and has the width it was asked for. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { BlurPass, blurWeightsRow } from '../../src/gpu/passes/blur.ts';
import { blur } from '../reference/blur.ts';
import { emptyImage, uploadDrawing, type Drawing } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead, upload } from '../support/gpu.ts';

let device: GPUDevice;
let narrow: BlurPass;
let wide: BlurPass;
beforeAll(async () => {
  device = await openDevice();
  narrow = new BlurPass(passContext(device, { NARROW: true }));
  wide = new BlurPass(passContext(device, { NARROW: false }));
});

async function blurred(drawing: Drawing, rgba: Uint8Array, pass = narrow): Promise<Uint8Array> {
  const resources = { ...uploadDrawing(device, drawing, new Uint32Array(4), new Int32Array(4)), color2: upload(device, rgba) };
  pass.bind(resources);
  const { width, height, images } = drawing;
  const { color2 } = await runAndRead(device, resources, ['color2'], (encoder) =>
    pass.record(encoder, emptyFrame(width, height, images.length)));
  return new Uint8Array(color2.buffer).subarray(0, rgba.length);
}

const drawing = (width: number, height: number, ...weights: Float32Array[]): Drawing => ({
  width, height, meshes: [], materials: [], textures: [],
  images: weights.map((blurWeights) => ({ ...emptyImage(width, height, 1), blurWeights })),
});

test.each([() => narrow, () => wide])('blurred images equal their reference within 1 level; without a blur they stay', async (pass) => {
  // The last kernel is wider than the image.
  const scene = drawing(37, 21, blurWeightsRow(7, 2), blurWeightsRow(1, 0), blurWeightsRow(3, 0.7), blurWeightsRow(59, 20));
  const rgba = Uint8Array.from({ length: 37 * 21 * 4 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 2654435761) >>> 24));
  const wanted = blur(scene, rgba);
  const actual = await blurred(scene, rgba, pass());
  const worst = actual.reduce((at, value, i) => (Math.abs(value - wanted[i]!) > Math.abs(actual[at]! - wanted[at]!) ? i : at), 0);
  expect(Math.abs(actual[worst]! - wanted[worst]!), `byte ${worst}: ${actual[worst]}, wanted ${wanted[worst]}`).toBeLessThanOrEqual(1);
  expect([...actual.subarray(37 * 21 * 4, 2 * 37 * 21 * 4)]).toEqual([...rgba.subarray(37 * 21 * 4, 2 * 37 * 21 * 4)]);
});

test('flat images stay as they are, whatever the kernel', async () => {
  const rows = [3, 9, 27, 103].flatMap((kernel) => [0.2, 0.5, 2].map((share) => blurWeightsRow(kernel, share * kernel)));
  for (const level of [0, 1, 77, 128, 254, 255]) {
    const rgba = new Uint8Array(13 * 11 * rows.length * 4).map((_, i) => (i % 4 === 3 ? 255 : level));
    expect([...await blurred(drawing(13, 11, ...rows), rgba)]).toEqual([...rgba]);
  }
});

test('a line becomes a bell of the wanted sigma in both directions', async () => {
  const [size, sigmaPx] = [65, 3];
  const rgba = new Uint8Array(size * size * 2 * 4).map((_, i) => {
    const [x, y, z] = [Math.floor(i / 4) % size, Math.floor(i / 4 / size) % size, Math.floor(i / 4 / size / size)];
    return i % 4 === 3 || (z === 0 ? x : y) === 32 ? 255 : 0;
  });
  const row = blurWeightsRow(31, sigmaPx);
  const actual = await blurred(drawing(size, size, row, row), rgba);
  for (const at of [(i: number) => 30 * size + i, (i: number) => size * size + i * size + 30]) {
    const bell = Array.from({ length: size }, (_, i) => actual[at(i) * 4]!);
    const sum = bell.reduce((total, value) => total + value, 0);
    const variance = bell.reduce((total, value, i) => total + value * (i - 32) ** 2, 0) / sum;
    expect(sum).toBeGreaterThan(245);
    expect(Math.sqrt(variance)).toBeCloseTo(sigmaPx, 0.5);
  }
});

test('weights are one half of a kernel whose sum is 1, falling outward', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 51 }), fc.double({ min: 0, max: 100, noNaN: true }), (radius, sigmaPx) => {
    const row = blurWeightsRow(2 * radius + 1, sigmaPx);
    expect(row.length).toBe(radius + 1);
    expect(row.reduce((sum, weight, i) => sum + (i === 0 ? weight : 2 * weight), 0)).toBeCloseTo(1, 6);
    row.forEach((weight, i) => expect(weight).toBeLessThanOrEqual(row[Math.max(0, i - 1)]!));
  }));
  expect(() => blurWeightsRow(4, 1)).toThrow('blur: a kernel of 4 taps; wanted an odd number.');
});
