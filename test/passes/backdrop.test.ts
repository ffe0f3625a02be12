/** Checks surfaces against their reference, and against what their options promise. */
import { beforeAll, expect, test } from 'vitest';
import { joinScenes } from '../../src/gpu/batch.ts';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { BackdropPass } from '../../src/gpu/passes/backdrop.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { structLayout, StructRows } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { type ContactShadow, type Light, MOST_SHADOWS, type Scene, type SurfaceBackdrop } from '../../src/scene/scene.ts';
import { backdrop } from '../reference/backdrop.ts';
import { decode, encode } from '../reference/shade.ts';
import { libraryOf } from '../support/compiled-shapes.ts';
import { openDevice, passContext, runAndRead, upload } from '../support/gpu.ts';

const shaders = readShaders();
const layouts = sceneLayouts(shaders);
const NEAR = 0.5;

let device: GPUDevice;
let narrow: BackdropPass;
let wide: BackdropPass;
beforeAll(async () => {
  device = await openDevice();
  narrow = new BackdropPass(passContext(device, { NARROW: true }));
  wide = new BackdropPass(passContext(device, { NARROW: false }));
});

interface Shown { scene: Scene; texels?: Uint8Array<ArrayBuffer> }

/** RGBA bytes of the backdrops of scenes of one size; a scene without one has none. */
async function drawn(shown: Shown[], pass = narrow): Promise<Uint8Array[]> {
  const { width, height } = shown[0]!.scene;
  const packed = shown.map(({ scene, texels }) => packScene(scene, libraryOf([], []), new Int32Array(), layouts, texels?.slice()));
  const { rows, backdropTexels, info } = joinScenes(packed, width, height, 1, layouts);
  const before = new Uint8Array(info.backdrops * width * height * 4).fill(77);
  backdropTexels.forEach((bytes, i) => before.set(bytes, i * width * height * 4));
  const frame = StructRows.allocate(structLayout(shaders, 'frame', 'Frame'), 1);
  frame.u32[frame.at(0, 'width')] = width;
  frame.u32[frame.at(0, 'height')] = height;
  const rowBuffers = ['images', 'lights', 'backdrops', 'seams', 'contactShadows'].map((name) => [name, upload(device, rows[name]!.length > 0 ? rows[name]! : new Uint32Array(64))]);
  const resources = { ...Object.fromEntries(rowBuffers) as Record<string, GPUBuffer>, frame: upload(device, frame.u32), backdropColor: upload(device, before) };
  pass.bind(resources);
  const { backdropColor } = await runAndRead(device, resources, ['backdropColor'], (encoder) => pass.record(encoder, { ...emptyFrame(width, height, info.images), backdrops: info.backdrops }));
  const bytes = new Uint8Array(backdropColor.buffer);
  let at = 0;
  return shown.map(({ scene }) => scene.backdrop ? bytes.slice(at, (at += width * height * 4)) : new Uint8Array());
}

const PLAIN: SurfaceBackdrop = {
  kind: 'surface', colorLinear: [0.5, 0.5, 0.5], gradient: { angleRad: 0, amount: 0 }, grain: { amount: 0, sizePx: 1 },
  folds: { amount: 0, sizePx: 10, angleRad: 0 }, seams: [], key: 1,
};

function sceneOf(width: number, height: number, surface: Partial<SurfaceBackdrop> | null, changes: Partial<Scene> = {}): Scene {
  return {
    width, height, camera: { fx: width, fy: width, cx: width / 2, cy: height / 2, near: NEAR }, instances: [], lights: [], ambient: 1,
    unlit: false, antialias: true, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 }, noiseKey: 5, ...(surface ? { backdrop: { ...PLAIN, ...surface } } : {}), ...changes,
  };
}

const EVERYTHING: Partial<SurfaceBackdrop> = {
  colorLinear: [0.6, 0.4, 0.2], gradient: { angleRad: 2, amount: 0.6 }, grain: { amount: 0.2, sizePx: 2.3 }, folds: { amount: 0.5, sizePx: 9, angleRad: 0.7 },
  seams: [{ angleRad: 0.4, offsetPx: 3, widthPx: 2.5, darkness: 0.7, step: 0.3 }, { angleRad: -2, offsetPx: -5, widthPx: 0.3, darkness: 0.4, step: 0.5 }],
  shadows: [
    { xPx: 14.3, yPx: 9.8, halfPx: [6, 4], angleRad: 0.5, roundPx: 1.5, darkness: 0.6, softPx: 5 },
    { xPx: 30, yPx: 20, halfPx: [9, 5], angleRad: -1, roundPx: 99, darkness: 0.3, softPx: 0.2 },
    { xPx: 580, yPx: -4, halfPx: [40, 2], angleRad: 2, roundPx: 0, darkness: 1, softPx: 30 },
  ],
  key: 0xfedcba98,
};
/** As many shadows as fit, which overlap. */
const CROWD = Array.from({ length: MOST_SHADOWS }, (_, i): ContactShadow => (
  { xPx: (i * 37) % 600, yPx: (i * 23) % 60, halfPx: [3 + (i % 5), 4], angleRad: i, roundPx: i % 4, darkness: (i % 7) / 10, softPx: 2 + (i % 9) }));
const LIGHTS: Light[] = [
  { type: 'point', position: [0.1, -0.1, -0.2], intensity: 0.4, color: [1, 0.4, 0.2] },
  { type: 'directional', direction: [0.6, 0, 0.8], intensity: 0.5, color: [0.5, 1, 1] },
  { type: 'directional', direction: [0, 0.6, -0.8], intensity: 9, color: [1, 1, 1] },
  { type: 'point', position: [0, 0, 4], intensity: 100, color: [1, 1, 1] },
];
const picture = (width: number, height: number, key: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : ((i + 1) * key * 2654435761) >>> 24));
const crop = { picture: 0, crop: [0, 0, 1, 1] as [number, number, number, number], flip: false };

function expectClose(actual: Uint8Array, wanted: Uint8Array): void {
  expect(actual.length).toBe(wanted.length);
  const worst = wanted.reduce((at, value, i) => (Math.abs(value - actual[i]!) > Math.abs(wanted[at]! - actual[at]!) ? i : at), 0);
  expect(Math.abs(actual[worst]! - wanted[worst]!), `byte ${worst}: ${actual[worst]}, wanted ${wanted[worst]}`).toBeLessThanOrEqual(1);
}

test.each([[37, 21, () => narrow], [1, 1, () => narrow], [601, 3, () => narrow], [601, 3, () => wide], [13, 64, () => wide]])('backdrops of %i x %i pixels equal their reference', async (width, height, pass) => {
  const shown: Shown[] = [
    { scene: sceneOf(width, height, EVERYTHING, { lights: LIGHTS, ambient: 0.2 }) },
    { scene: sceneOf(width, height, null) },
    { scene: sceneOf(width, height, {}, { backdrop: { kind: 'photo', ...crop } }), texels: picture(width, height, 3) },
    { scene: sceneOf(width, height, { ...EVERYTHING, texture: crop, key: 2 }, { lights: LIGHTS.slice(1, 3), ambient: 0.3 }), texels: picture(width, height, 7) },
    { scene: sceneOf(width, height, { ...EVERYTHING, key: 3 }, { lights: LIGHTS, ambient: 0, unlit: true }) },
    { scene: sceneOf(width, height, { shadows: [] }, { ambient: 0.7 }) },
    { scene: sceneOf(width, height, { shadows: CROWD }) },
  ];
  const actual = await drawn(shown, pass());
  shown.forEach(({ scene, texels }, i) => { if (scene.backdrop) expectClose(actual[i]!, backdrop(scene, texels, NEAR)); });
  expect(actual[1]).toEqual(new Uint8Array());
  expect([...actual[2]!]).toEqual([...shown[2]!.texels!]);
});

test('nothing is dispatched where no image has a backdrop', async () => {
  expect(await drawn([{ scene: sceneOf(9, 5, null) }, { scene: sceneOf(9, 5, null) }])).toEqual([new Uint8Array(), new Uint8Array()]);
});

test('a surface depends neither on the batch nor on its place in it', async () => {
  const scene = sceneOf(67, 45, EVERYTHING, { lights: LIGHTS });
  const [alone] = await drawn([{ scene }]);
  const among = await drawn([{ scene: sceneOf(67, 45, null) }, { scene: sceneOf(67, 45, { ...EVERYTHING, key: 9 }) }, { scene }], wide);
  expect(among[2]).toEqual(alone);
  expect(among[1]).not.toEqual(alone);
});

/** Linear brightness of the red channel, pixel by pixel. */
const linear = (rgba: Uint8Array): number[] => Array.from({ length: rgba.length / 4 }, (_, i) => decode(rgba[i * 4]! / 255));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[], center = mean(values)) => Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));

test.each([0.4, 1, 1.7, 4])('grain of %d px has the standard deviation that is asked for, around the colour', async (sizePx) => {
  const [rgba] = await drawn([{ scene: sceneOf(512, 256, { grain: { amount: 0.1, sizePx } }) }]);
  const values = linear(rgba!);
  expect(mean(values)).toBeCloseTo(0.5, 2);
  expect(deviation(values)).toBeGreaterThan(0.95 * 0.05);
  expect(deviation(values)).toBeLessThan(1.05 * 0.05);
});

test('folds change the brightness by at most what is asked for, and nearly by that', async () => {
  const values = linear((await drawn([{ scene: sceneOf(512, 256, { folds: { amount: 0.3, sizePx: 40, angleRad: 1 } }) }]))[0]!);
  expect(least(values)).toBeGreaterThan(0.5 * 0.695);
  expect(most(values)).toBeLessThan(0.5 * 1.305);
  expect(least(values)).toBeLessThan(0.5 * 0.75);
  expect(most(values)).toBeGreaterThan(0.5 * 1.25);
  expect(mean(values)).toBeCloseTo(0.5, 1);
});

test('a gradient rises along its direction from border to border', async () => {
  const values = linear((await drawn([{ scene: sceneOf(101, 51, { gradient: { angleRad: Math.PI / 2, amount: 0.4 } }) }]))[0]!);
  const row = (y: number) => mean(values.slice(y * 101, (y + 1) * 101));
  expect([row(0), row(25), row(50)].map((value) => value / 0.5)).toEqual([0.8, 1, 1.2].map((value) => expect.closeTo(value, 1.9)));
});

test('a seam is dark on its line, and the side to the right of its direction is darker', async () => {
  // Along the rows to the right, so that its right is below.
  const seam = { angleRad: 0, offsetPx: 10, widthPx: 4, darkness: 0.5, step: 0.2 };
  const values = linear((await drawn([{ scene: sceneOf(21, 61, { seams: [seam] }) }]))[0]!);
  const row = (y: number) => values[y * 21 + 10]! / 0.5;
  expect(row(20)).toBeCloseTo(1, 1);
  expect(row(40)).toBeCloseTo(0.5 * 0.9, 1); // the line's centre is in the middle of the step
  expect(row(55)).toBeCloseTo(0.8, 1);
});

test('a shadow is darkest in its rectangle, a quarter of that half-way to its end, and leaves the rest as it is', async () => {
  const shadow: ContactShadow = { xPx: 40.5, yPx: 30.5, halfPx: [10, 5], angleRad: Math.PI / 2, roundPx: 0, darkness: 0.6, softPx: 8 };
  const values = linear((await drawn([{ scene: sceneOf(81, 61, { colorLinear: [1, 1, 1], shadows: [shadow] }) }]))[0]!);
  const at = (x: number, y: number) => values[y * 81 + x]!;
  // The first side points down.
  for (const [x, y] of [[40, 30], [40, 40], [45, 30], [45, 40]] as const) expect(at(x, y), `${x} ${y}`).toBeCloseTo(0.4, 2);
  expect(at(40, 44)).toBeCloseTo(0.85, 2);
  expect(at(31, 30)).toBeCloseTo(0.85, 2);
  for (const [x, y] of [[40, 48], [53, 30], [51, 46], [0, 0]] as const) expect(at(x, y), `${x} ${y}`).toBeCloseTo(1, 2);
});

test('a round shadow is a disc', async () => {
  const shadow: ContactShadow = { xPx: 30.5, yPx: 30.5, halfPx: [12, 12], angleRad: 0.3, roundPx: 12, darkness: 0.5, softPx: 1 };
  const values = linear((await drawn([{ scene: sceneOf(61, 61, { colorLinear: [1, 1, 1], shadows: [shadow] }) }]))[0]!);
  values.forEach((value, i) => {
    const radius = Math.hypot((i % 61) - 30, Math.floor(i / 61) - 30);
    if (radius < 12 || radius > 13) expect(value, `at ${radius}`).toBeCloseTo(radius < 12 ? 0.5 : 1, 2);
  });
});

test('a surface of more shadows than the shader takes is refused', () => {
  const tooMany = sceneOf(9, 9, { shadows: [...CROWD, CROWD[0]!] });
  expect(() => packScene(tooMany, libraryOf([], []), new Int32Array(), layouts)).toThrow('scene: 129 shadows on a surface; wanted at most 128');
});

test('a white surface shows what a white rough plane that faces the light would, without its few percent of specular light', async () => {
  const light: Light = { type: 'directional', direction: [0.6, 0, 0.8], intensity: 0.5, color: [1, 0.5, 0.25] };
  const [rgba] = await drawn([{ scene: sceneOf(1, 1, { colorLinear: [1, 1, 1] }, { lights: [light], ambient: 0.1 }) }]);
  expect([...rgba!]).toEqual([...[0.5, 0.3, 0.2].map((value) => Math.round(255 * encode(value))), 255]);
});

test('a picture must be as large as the image, and is there where the backdrop shows one', () => {
  const pack = (scene: Scene, texels?: Uint8Array<ArrayBuffer>) => packScene(scene, libraryOf([], []), new Int32Array(), layouts, texels);
  const photo = sceneOf(4, 3, null, { backdrop: { kind: 'photo', ...crop } });
  expect(() => pack(photo)).toThrow('scene: 0 bytes of a backdrop\'s picture; wanted 48.');
  expect(() => pack(photo, new Uint8Array(47))).toThrow('47 bytes');
  expect(() => pack(sceneOf(4, 3, { texture: crop }))).toThrow('wanted 48');
  expect(() => pack(sceneOf(4, 3, {}), new Uint8Array(48))).toThrow('48 bytes of a backdrop\'s picture; wanted 0.');
});
