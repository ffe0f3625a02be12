/** Checks that the plane with alpha, pasted onto another picture, equals a render in front of that picture, and that edges have no other colours. */
import { expect, test } from 'vitest';
import type { OutputName, Planes } from '../../src/gpu/outputs.ts';
import type { Backdrop, Scene } from '../../src/scene/scene.ts';
import { HEIGHT, prepare, WIDTH } from '../support/prepared-renderer.ts';

const decode = (code: number) => (code <= 0.04045 * 255 ? code / 255 / 12.92 : ((code / 255 + 0.055) / 1.055) ** 2.4);
const encode = (linear: number) => 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);

/** A picture with the spectrum of a photo: noise of many sizes, and hard edges, in RGBA. */
function photo(key: number): Uint8Array<ArrayBuffer> {
  const hash = (x: number, y: number, k: number) => (Math.imul(Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(k + key, 83492791), 2654435761) >>> 8) / 2 ** 24;
  const smooth = (x: number, y: number, k: number) => {
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - i, y - j];
    const row = (at: number) => hash(i, at, k) * (1 - u) + hash(i + 1, at, k) * u;
    return row(j) * (1 - v) + row(j + 1) * v;
  };
  const out = new Uint8Array(WIDTH * HEIGHT * 4).fill(255);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    for (let k = 0; k < 3; k++) {
      const octaves = [64, 32, 16, 8, 4, 2, 1].map((size, o) => [size ** 0.8, smooth(x / size, y / size, 3 * o + k)] as const);
      const mean = octaves.reduce((sum, [weight, value]) => sum + weight * value, 0) / octaves.reduce((sum, [weight]) => sum + weight, 0);
      out[i * 4 + k] = Math.max(0, Math.min(255, 255 * (0.5 + 2.2 * (mean - 0.5)) + (Math.floor(x / 23 + y / 41) % 3 - 1) * 40));
    }
  }
  return out;
}

const BACKDROP = { kind: 'photo', picture: 0, crop: [0, 0, WIDTH, HEIGHT], flip: false } satisfies Backdrop;
const plain = (scene: Scene): Scene => ({ ...scene, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 } });
/** Without the instances of the background, and in front of a photo. */
const beforePhoto = (scene: Scene): Scene => ({ ...plain(scene), backdrop: BACKDROP, instances: scene.instances.filter(({ layer }) => layer !== 'background') });

const prepared = prepare();
async function render(outputs: OutputName[], scenes: (readonly [Scene, Uint8Array<ArrayBuffer>?])[]): Promise<Planes[]> {
  const { open, packed } = await prepared;
  const renderer = open(undefined, undefined, { outputs });
  const images: Planes[] = [];
  // Texels belong to their scene, so each scene gets its own copy.
  for (const [scene, texels] of scenes) images.push((await renderer.render([packed(scene, texels?.slice())]))[0]!.planes);
  return images;
}

test('objects of an image with clutter, pasted onto a photo in linear light, are as if rendered in front of it', async () => {
  const { plans } = await prepared;
  const photos = plans.map((_, i) => photo(i));
  const planes = await render(['alpha'], plans.map(({ scene }) => [plain(scene)]));
  const direct = await render([], plans.map(({ scene }, i) => [beforePhoto(scene), photos[i]!]));
  let [pixels, apart, worst, edges] = [0, 0, 0, 0];
  plans.forEach((_, image) => {
    const [alpha, rgb, picture] = [planes[image]!.alpha!, direct[image]!.rgb, photos[image]!];
    for (let i = 0; i < WIDTH * HEIGHT; i++) {
      const share = alpha[i * 4 + 3]! / 255;
      const differences = [0, 1, 2].map((k) => {
        const pasted = encode(share * decode(alpha[i * 4 + k]!) + (1 - share) * decode(picture[i * 4 + k]!));
        return Math.abs(Math.round(pasted) - rgb[i * 3 + k]!);
      });
      pixels++;
      if (share > 0 && share < 1) edges++;
      if (Math.max(...differences) > 2) apart++;
      worst = Math.max(worst, ...differences);
    }
  });
  console.log(`${pixels} pixels, ${edges} edges, ${apart} more than 2 levels apart, at most ${worst}`);
  expect(edges).toBeGreaterThan(0.02 * pixels);
  // Codes of 8 bits alone leave none; depths of the background in the walk inside objects would leave 29.
  expect(apart).toBeLessThanOrEqual(0.0001 * pixels);
});

test('an edge lies between the colours beside it: of the objects around the pixel, and of the photo at the pixel itself', async () => {
  const { plans } = await prepared;
  const pairs = plans.slice(0, 2).map(({ scene }, i) => [beforePhoto(scene), photo(10 + i)] as const);
  const smooth = await render(['alpha'], pairs);
  const hard = await render(['color', 'instanceIds'], pairs.map(([scene, texels]) => [{ ...scene, antialias: false }, texels]));
  let changed = 0;
  const outside: string[] = [];
  smooth.forEach(({ alpha, rgb }, image) => {
    const { color, instanceIds } = hard[image]!;
    const ids = new Uint16Array(instanceIds!.buffer);
    for (let i = 0; i < WIDTH * HEIGHT; i++) {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
      const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [x + dx, y + dy] as const))
        .filter(([u, v]) => u >= 0 && v >= 0 && u < WIDTH && v < HEIGHT).map(([u, v]) => v * WIDTH + u);
      const objects = around.filter((other) => ids[other]! > 0);
      for (let k = 0; k < 3; k++) {
        const colors = objects.map((other) => color![other * 4 + k]!);
        const here = pairs[image]![1][i * 4 + k]!;
        const isBetween = (value: number, codes: number[]) => value >= Math.min(...codes) - 1 && value <= Math.max(...codes) + 1;
        if (!isBetween(rgb[i * 3 + k]!, [...colors, here])) outside.push(`picture ${image}, ${x}, ${y}: ${rgb[i * 3 + k]} of ${colors.join(' ')} | ${here}`);
        if (objects.length > 0 && !isBetween(alpha![i * 4 + k]!, colors)) outside.push(`plane ${image}, ${x}, ${y}: ${alpha![i * 4 + k]} of ${colors.join(' ')}`);
        if (rgb[i * 3 + k] !== color![i * 4 + k]) changed++;
      }
    }
  });
  expect(outside).toEqual([]);
  expect(changed).toBeGreaterThan(1000);
});

test('the plane covers what a picture without a background shows', async () => {
  const { plans } = await prepared;
  const { backdrop: _, ...scene } = beforePhoto(plans[2]!.scene);
  const [planes] = await render(['alpha', 'instanceIds'], [[scene]]);
  const ids = new Uint16Array(planes!.instanceIds!.buffer);
  let [whole, wrong] = [0, 0];
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const alpha = planes!.alpha![i * 4 + 3]!;
    if (alpha === 255) whole++;
    // Half of a pixel at least shows what its centre shows, but for the tips of spikes.
    if (ids[i]! > 0 ? alpha === 0 : alpha === 255) wrong++;
  }
  expect(wrong).toBe(0);
  expect(whole).toBeGreaterThan(0.1 * WIDTH * HEIGHT);
});
