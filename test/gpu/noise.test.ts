/** Checks the noise of `antialias` against its reference, on images without edges, and checks the moments of its distribution. */
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { AntialiasPass } from '../../src/gpu/passes/antialias.ts';
import { emptyImage, uploadDrawing, type Drawing } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead, upload } from '../support/gpu.ts';
import { noise } from '../support/noise.ts';

let device: GPUDevice;
let pass: AntialiasPass;
let without: AntialiasPass;
beforeAll(async () => {
  device = await openDevice();
  pass = new AntialiasPass(passContext(device), { noise: true });
  without = new AntialiasPass(passContext(device), { noise: false });
});

async function noisy(drawing: Drawing, rgba: Uint8Array, by = pass): Promise<Uint8Array> {
  const resources = { ...uploadDrawing(device, drawing, new Uint32Array(rgba.length / 2), new Int32Array(4)), color: upload(device, rgba) };
  by.bind(resources);
  const { width, height, images } = drawing;
  const { color2 } = await runAndRead(device, resources, ['color2'], (encoder) =>
    by.record(encoder, emptyFrame(width, height, images.length)));
  return new Uint8Array(color2.buffer).subarray(0, rgba.length);
}

const drawing = (width: number, height: number, ...images: [key: number, sigma: number][]): Drawing => ({
  width, height, meshes: [], materials: [], textures: [],
  images: images.map(([noiseKey, noiseSigma]) => ({ ...emptyImage(width, height, 1), noiseKey, noiseSigma })),
});
const grey = (pixels: number) => new Uint8Array(pixels * 4).map((_, i) => (i % 4 === 3 ? 255 : 128));

test('noise equals its reference to the bit', async () => {
  const scene = drawing(37, 21, [7, 0.02], [0xfedcba98, 0.3], [3, 0], [7, 0.0011], [8, 1]);
  const rgba = Uint8Array.from({ length: 37 * 21 * 5 * 4 }, (_, i) => (i * 2654435761) >>> 24);
  const wanted = noise(scene, rgba);
  const actual = await noisy(scene, rgba);
  expect(actual.findIndex((value, i) => value !== wanted[i])).toBe(-1);
  expect(wanted.filter((value, i) => value !== rgba[i]).length).toBeGreaterThan(3000);
  expect([...await noisy(scene, rgba, without)]).toEqual([...rgba]);
});

test('the numbers have mean 0, the wanted sigma, nearly no kurtosis, and do not depend on channel or neighbour', async () => {
  const [width, height, sigma] = [256, 200, 0.1];
  const actual = await noisy(drawing(width, height, [99, sigma]), grey(width * height));
  const channel = (k: number) => Array.from({ length: width * height }, (_, i) => (actual[i * 4 + k]! - 128) / 255 / sigma);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const correlation = (a: number[], b: number[]) => mean(a.map((value, i) => value * b[i]!));
  const channels = [channel(0), channel(1), channel(2)] as const;
  // 51200 numbers: a mean is known to 0.0044, a variance to 0.0062, a fourth moment to about 0.04.
  for (const values of channels) {
    expect(Math.abs(mean(values))).toBeLessThan(0.02);
    expect(Math.abs(mean(values.map((x) => x ** 2)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(values.map((x) => x ** 4)) - 2.94)).toBeLessThan(0.2);
    for (const shift of [1, 2, width, width + 1]) expect(Math.abs(correlation(values.slice(shift), values.slice(0, -shift)))).toBeLessThan(0.02);
  }
  for (const [a, b] of [[0, 1], [1, 2], [2, 0]] as const) expect(Math.abs(correlation(channels[a], channels[b]))).toBeLessThan(0.02);
});

test('an image has the same noise alone and in a batch, and another key another one', async () => {
  const alone = await noisy(drawing(9, 5, [5, 0.1]), grey(45));
  const batch = await noisy(drawing(9, 5, [6, 0.1], [5, 0.1]), grey(90));
  expect([...batch.subarray(180)]).toEqual([...alone]);
  expect([...batch.subarray(0, 180)]).not.toEqual([...alone]);
});
