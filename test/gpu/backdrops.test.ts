/** Checks whole images before a backdrop: what is empty shows it, in every batch, and images without one stay as they are. */
import { create, globals } from 'webgpu';
import { beforeAll, expect, test } from 'vitest';
import { openDevice } from '../../src/gpu/device.ts';
import { frameBuffers } from '../../src/gpu/frame-buffers.ts';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import type { RenderedImage } from '../../src/gpu/rendered-images.ts';
import { Renderer } from '../../src/gpu/renderer.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { makePack, packParts } from '../../src/run/packs.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { Scene, SurfaceBackdrop } from '../../src/scene/scene.ts';
import { backdrop } from '../reference/backdrop.ts';
import { smallLibrary } from '../support/compiled-shapes.ts';

const [WIDTH, HEIGHT] = [67, 45];
const library = smallLibrary();
const models = library.models.map((_, model) => model);
const shaders = readShaders();

const SURFACE: SurfaceBackdrop = {
  kind: 'surface', colorLinear: [0.7, 0.5, 0.3], gradient: { angleRad: 1, amount: 0.5 }, grain: { amount: 0.1, sizePx: 2 },
  folds: { amount: 0.3, sizePx: 15, angleRad: 2 }, seams: [{ angleRad: 0.3, offsetPx: 4, widthPx: 2, darkness: 0.5, step: 0.2 }],
  shadows: [{ xPx: 20, yPx: 30, halfPx: [9, 6], angleRad: 1, roundPx: 2, darkness: 0.7, softPx: 10 }], key: 7,
};
const crop = { picture: 0, crop: [0, 0, WIDTH, HEIGHT] as [number, number, number, number], flip: false };
const picture = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i % 4 === 3 ? 255 : 60 + ((i * 2654435761) >>> 25)));

/** A box in the middle, with a light that does not change photos. */
function sceneOf(changes: Partial<Scene>): Scene {
  return {
    width: WIDTH, height: HEIGHT, camera: { fx: 60, fy: 60, cx: WIDTH / 2, cy: HEIGHT / 2, near: 0.01 },
    instances: [{ model: 0, layer: 'foreground', pose: { rotation: [0.8, 0.6, 0, 0], translation: [0.02, 0, 0.5], scale: 1 }, hue: 0, lod: 'auto' }],
    lights: [{ type: 'directional', direction: [0.6, 0, 0.8], intensity: 0.7, color: [1, 0.8, 0.6] }], ambient: 0.3, unlit: false, antialias: false,
    post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 }, noiseKey: 5, ...changes,
  };
}

const SCENES: Record<string, Scene> = {
  surface: sceneOf({ backdrop: SURFACE }),
  black: sceneOf({}),
  photo: sceneOf({ backdrop: { kind: 'photo', ...crop } }),
  textured: sceneOf({ backdrop: { ...SURFACE, texture: crop, key: 9 } }),
  noisy: sceneOf({ backdrop: { kind: 'photo', ...crop }, post: { noiseSigma: 0.05, blurKernel: 1, blurSigma: 0 } }),
  blurred: sceneOf({ backdrop: { kind: 'photo', ...crop }, post: { noiseSigma: 0, blurKernel: 5, blurSigma: 1 } }),
};
const texelsOf = ({ backdrop: behind }: Scene) => (behind?.kind === 'photo' || behind?.texture ? picture.slice() : undefined);

Object.assign(globalThis, globals);
/** Kept for as long as a device lives. */
const gpu = create([]);

let together: Record<string, RenderedImage>;
let alone: Record<string, RenderedImage>;
beforeAll(async () => {
  const context = await openDevice(gpu);
  const pack = await makePack(packParts(library, models));
  const render = async (batch: number, names: string[]) => {
    const renderer = new Renderer(context, shaders, { width: WIDTH, height: HEIGHT, batch, blurTaps: 3, raster32: false, outputs: ['instanceIds', 'depth', 'color'] });
    renderer.load(pack);
    const images: Record<string, RenderedImage> = {};
    for (let first = 0; first < names.length; first += batch) {
      const part = names.slice(first, first + batch);
      const scenes = part.map((name) => packScene(SCENES[name]!, library, meshRows(library, models), sceneLayouts(shaders), texelsOf(SCENES[name]!)));
      (await renderer.render(scenes)).forEach((image, i) => { images[part[i]!] = image; });
    }
    return images;
  };
  const names = Object.keys(SCENES);
  together = await render(names.length, names);
  alone = await render(1, names.toReversed());
});

const idsOf = ({ planes }: RenderedImage) => new Uint16Array(planes.instanceIds!.buffer);

test('an image has the same bytes in every batch, with a backdrop and without', () => {
  expect(together).toEqual(alone);
});

test.each(['surface', 'photo', 'textured'])('before a %s, what is empty shows it, and what is not is as before black', (name) => {
  const scene = SCENES[name]!;
  const [image, black] = [together[name]!, together.black!];
  const wanted = backdrop(scene, texelsOf(scene), 1);
  const ids = idsOf(image);
  expect(ids).toEqual(idsOf(black));
  expect(image.planes.depth).toEqual(black.planes.depth);
  expect({ ...image.measured, uncoveredPx: 0 }).toEqual({ ...black.measured, uncoveredPx: 0 });
  const empty = ids.filter((id) => id === 0).length;
  expect([image.measured.uncoveredPx, black.measured.uncoveredPx]).toEqual([0, empty]);
  expect(empty).toBeGreaterThan(1000);
  expect(empty).toBeLessThan(WIDTH * HEIGHT - 100);
  const { rgb, color } = image.planes;
  expect(rgb).toEqual(color!.filter((_, i) => i % 4 !== 3));
  const tolerance = name === 'photo' ? 0 : 1;
  const wrong = [...rgb].flatMap((code, i) => {
    const [pixel, k] = [Math.floor(i / 3), i % 3];
    const isRight = ids[pixel] === 0 ? Math.abs(code - wanted[pixel * 4 + k]!) <= tolerance : code === black.planes.rgb[i];
    return isRight ? [] : [`pixel ${pixel}, channel ${k}: ${code}`];
  });
  expect(wrong).toEqual([]);
});

test('noise and blur go over the backdrop; the output color has neither', () => {
  const { photo, noisy, blurred } = together as Record<'photo' | 'noisy' | 'blurred', RenderedImage>;
  expect([noisy.planes.color, blurred.planes.color]).toEqual([photo.planes.color, photo.planes.color]);
  const empty = [...idsOf(photo)].flatMap((id, pixel) => (id === 0 ? [pixel] : []));
  const difference = ({ planes }: RenderedImage) => Math.sqrt(empty.reduce((sum, pixel) => sum + (planes.rgb[pixel * 3]! - photo.planes.rgb[pixel * 3]!) ** 2, 0) / empty.length) / 255;
  expect(difference(noisy)).toBeCloseTo(0.05, 2);
  expect(difference(blurred)).toBeGreaterThan(0.05);
});

test('a batch takes memory for the backdrops that it has', () => {
  const bytesOf = (backdrops: number) => frameBuffers(shaders)({ ...emptyFrame(WIDTH, HEIGHT, 8), backdrops }).find(({ name }) => name === 'backdropColor')!.bytes;
  expect([0, 1, 8].map(bytesOf)).toEqual([0, 1, 8].map((count) => count * WIDTH * HEIGHT * 4));
});
