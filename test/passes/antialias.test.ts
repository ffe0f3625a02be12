/** Checks the antialiasing against its reference, and against pictures of 8 x 8 samples a pixel. */
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { AntialiasPass } from '../../src/gpu/passes/antialias.ts';
import { alphaPlane, antialias } from '../reference/antialias.ts';
import { decode, encode } from '../reference/shade.ts';
import { emptyImage, PLAIN, quadMesh, sphereMesh, TRIANGLE_BITS, UPRIGHT, uploadDrawing, type DrawnImage, type DrawnInstance, type DrawnMesh, type Drawing } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead, upload } from '../support/gpu.ts';
import { visible } from '../support/visible.ts';

let device: GPUDevice;
let narrow: AntialiasPass;
let wide: AntialiasPass;
let alpha: AntialiasPass;
beforeAll(async () => {
  device = await openDevice();
  narrow = new AntialiasPass(passContext(device, { NARROW: true }), { noise: true });
  wide = new AntialiasPass(passContext(device, { NARROW: false }), { noise: true });
  alpha = new AntialiasPass(passContext(device, { NARROW: true }), { noise: false, alpha: true });
});

const SIDE = 48;
const SAMPLES = 8;

/**
 * Every instance has one flat colour, so that all differences are edges; the near sphere of the dumb-bell has a colour of its own.
 * Empty pixels have the backdrop's colours.
 */
function flatColors(drawing: Drawing, visibility: Uint32Array): Uint8Array<ArrayBuffer> {
  const pixels = drawing.width * drawing.height;
  const out = new Uint8Array(pixels * drawing.images.length * 4);
  for (let i = 0; i < pixels * drawing.images.length; i++) {
    if (visibility[i * 2 + 1] === 0) {
      const { backdrop } = drawing.images[Math.floor(i / pixels)]!;
      if (backdrop) out.set(backdrop.subarray((i % pixels) * 4, (i % pixels) * 4 + 4), i * 4);
      continue;
    }
    const id = ~visibility[i * 2]! >>> 0;
    const ordinal = id >>> TRIANGLE_BITS;
    const isBall = drawing.images[Math.floor(i / pixels)]!.instances[ordinal]!.mesh === DUMBBELL && id % 2 ** TRIANGLE_BITS < BALL_TRIANGLES;
    const color = ordinal + Number(isBall);
    out.set([255, 255 - color * 60, color % 2 ? 40 : 220, 255], i * 4);
  }
  return out;
}

async function smoothed(drawing: Drawing, pass = narrow) {
  const { visibility, vertices } = visible(drawing);
  const rgba = flatColors(drawing, visibility);
  const resources = { ...uploadDrawing(device, drawing, visibility, vertices), color: upload(device, rgba) };
  pass.bind(resources);
  const { color2 } = await runAndRead(device, resources, ['color2'], (encoder) => pass.record(encoder, emptyFrame(drawing.width, drawing.height, drawing.images.length)));
  return { actual: new Uint8Array(color2.buffer).subarray(0, rgba.length), rgba, visibility, vertices };
}

const at = (mesh: number, x: number, y: number, z: number, rotation = UPRIGHT, scale = 1): DrawnInstance => ({ mesh, rotation, scale, translation: [x, y, z], hue: 0 });
function turned(angleRad: number): number[] {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

/** A regular polygon in the plane z = 0, cut into `rings` rings of small triangles. */
function discMesh(corners: number, rings: number): DrawnMesh {
  const mesh: DrawnMesh = { positions: [[0, 0, 0]], normals: [], uvs: [], colors: [], triangles: [], material: 0 };
  for (let r = 1; r <= rings; r++) {
    for (let c = 0; c < corners; c++) {
      const turn = (2 * Math.PI * c) / corners;
      mesh.positions.push([Math.fround((Math.cos(turn) * r) / rings), Math.fround((Math.sin(turn) * r) / rings), 0]);
      const [a, b] = [1 + (r - 1) * corners + c, 1 + (r - 1) * corners + ((c + 1) % corners)];
      if (r === 1) mesh.triangles.push([0, b, a]);
      else mesh.triangles.push([a - corners, b - corners, a], [b - corners, b, a]);
    }
  }
  mesh.normals = mesh.positions.map(() => [0, 0, -1]);
  mesh.uvs = mesh.positions.map(() => [0, 0]);
  mesh.colors = mesh.positions.map(() => [255, 255, 255]);
  return mesh;
}

/** Two spheres in one mesh, one behind the other. */
function dumbbellMesh(): DrawnMesh {
  const [near, far] = [sphereMesh(0.6, 16), sphereMesh(1, 16)];
  const count = near.positions.length;
  return {
    positions: [...near.positions.map(([x, y, z]) => [x + 0.3, y, z - 1] as [number, number, number]), ...far.positions.map(([x, y, z]) => [x, y, z + 1] as [number, number, number])],
    normals: [...near.normals, ...far.normals], uvs: [...near.uvs, ...far.uvs], colors: [...near.colors, ...far.colors],
    triangles: [...near.triangles, ...far.triangles.map(([a, b, c]) => [a + count, b + count, c + count] as [number, number, number])], material: 0,
  };
}
const BALL_TRIANGLES = sphereMesh(0.6, 16).triangles.length;
const DUMBBELL = 5; // index in `meshes`

const meshes = [discMesh(64, 12), discMesh(5, 3), sphereMesh(1, 16), sphereMesh(1, 40), quadMesh(2), dumbbellMesh()];
const picture = (...instances: DrawnInstance[]): DrawnImage => ({ ...emptyImage(SIDE, SIDE, SIDE), cx: 23.8, cy: 24.3, instances });
const scenes: Record<string, DrawnImage> = {
  'disc of small triangles': picture(at(0, 0, 0, 2.6)),
  'pentagon': picture(at(1, 0, 0, 2.5, turned(0.4))),
  'square, turned by 10 degrees': picture(at(4, 0, 0, 2.9, turned(0.17))),
  'sphere of 1000 triangles': picture(at(2, 0.1, 0.05, 2.8)),
  'sphere of 6200 triangles, smaller than pixels': picture(at(3, 0, 0.1, 3.5)),
  'sphere before disc before square': picture(at(4, 0, 0, 2.4, turned(0.3)), at(0, 0.4, 0.2, 2.5, UPRIGHT, 0.8), at(2, -0.2, -0.1, 1.6, UPRIGHT, 0.25)),
  'ball before ball in one mesh': picture(at(DUMBBELL, 0, 0, 4)),
};
const drawingOf = (...images: DrawnImage[]): Drawing => ({ width: SIDE, height: SIDE, meshes, materials: [PLAIN], textures: [], images });

/** The image before a backdrop of codes from 40 to 240, whose neighbours differ much; `key` makes it another one. */
const before = ({ width, height }: Drawing, key: number, image: DrawnImage): DrawnImage => ({
  ...image, backdrop: Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : 40 + (((i + 7) * (2 * key + 3) * 2654435761) >>> 8) % 200)),
});

function expectClose(actual: Uint8Array, wanted: Uint8Array, levels: number): void {
  let worst = 0;
  wanted.forEach((value, i) => { if (Math.abs(actual[i]! - value) > Math.abs(actual[worst]! - wanted[worst]!)) worst = i; });
  expect(Math.abs(actual[worst]! - wanted[worst]!), `byte ${worst}: ${actual[worst]}, wanted ${wanted[worst]}`).toBeLessThanOrEqual(levels);
}

// The wider images have several strips, whose borders cross the objects.
test.each([
  [SIDE, SIDE, () => narrow], [131, 37, () => narrow], [131, 37, () => wide],
])('the pass equals its reference, %i x %i', async (width, height, pass) => {
  const drawing = { ...drawingOf(...Object.values(scenes).map((image, i) => ({ ...image, cx: width * 0.35 + 4 * i, cy: height / 2 + 0.3 }))), width, height };
  drawing.images.push({ ...drawing.images[0]!, antialias: false }, picture(), { ...drawing.images[5]!, noiseSigma: 0.05 });
  drawing.images.push(...[0, 4, 5].map((i) => before(drawing, i, drawing.images[i]!)), before(drawing, 7, picture()), { ...before(drawing, 3, drawing.images[2]!), noiseSigma: 0.05 });
  const { actual, rgba, visibility, vertices } = await smoothed(drawing, pass());
  const wanted = antialias(drawing, visibility, vertices, rgba);
  expectClose(actual, wanted, 1);
  expect(wanted.filter((value, i) => value !== rgba[i]).length).toBeGreaterThan(1000);
});

test.each([[SIDE, SIDE], [131, 37]])('the plane with alpha equals its reference, %i x %i', async (width, height) => {
  const drawing = { ...drawingOf(...Object.values(scenes).map((image, i) => ({ ...image, cx: width * 0.35 + 4 * i, cy: height / 2 + 0.3 }))), width, height };
  const three = drawing.images[5]!;
  const withBackground = [0, 1, 2].map((behind) => ({ ...three, instances: three.instances.map((instance, i) => ({ ...instance, isBackground: i === behind })) }));
  // Crumbs of the background along the outline of an object, smaller than a pixel: the shares of their neighbours add up to more than 1.
  const crumbs = Array.from({ length: 600 }, (_, i) => {
    const radius = 0.82 + (i % 7) / 90;
    return { ...at(4, radius * Math.cos(i * 0.0105), radius * Math.sin(i * 0.0105), 4, turned(i), 0.012), isBackground: true };
  });
  const amongCrumbs = picture(at(2, 0, 0, 3, UPRIGHT, 0.6), ...crumbs);
  const allBackground = { ...three, instances: three.instances.map((instance) => ({ ...instance, isBackground: true })) };
  drawing.images.push({ ...three, antialias: false }, picture(), before(drawing, 1, three), before(drawing, 2, withBackground[1]!), ...withBackground, amongCrumbs, allBackground);
  const { actual, rgba, visibility, vertices } = await smoothed(drawing, alpha);
  const wanted = alphaPlane(drawing, visibility, vertices, rgba);
  expectClose(actual, wanted, 1);
  const alphas = wanted.filter((_, i) => i % 4 === 3);
  expect([alphas.filter((a) => a === 255).length > 1000, alphas.filter((a) => a === 0).length > 1000, alphas.filter((a) => a > 0 && a < 255).length > 300]).toEqual([true, true, true]);
  // An empty picture, and one of the background alone, have nothing in front.
  for (const z of [drawing.images.length - 1, 8]) expect(actual.subarray(z * width * height * 4, (z + 1) * width * height * 4).some((byte) => byte > 0)).toBe(false);
});

test('a picture before a backdrop is the plane with alpha over that backdrop, in linear light', async () => {
  const blank = drawingOf(...Object.values(scenes));
  const drawing = drawingOf(...blank.images.map((image, i) => before(blank, i, image)));
  const { actual: plane } = await smoothed(blank, alpha);
  const { actual: direct } = await smoothed(drawing);
  let [worst, edges] = [0, 0];
  for (let i = 0; i < direct.length; i += 4) {
    const share = plane[i + 3]! / 255;
    const { backdrop } = drawing.images[Math.floor(i / (SIDE * SIDE * 4))]!;
    if (share > 0 && share < 1) edges++;
    for (let k = 0; k < 3; k++) {
      const linear = share * decode(plane[i + k]! / 255) + (1 - share) * decode(backdrop![(i % (SIDE * SIDE * 4)) + k]! / 255);
      worst = Math.max(worst, Math.abs(direct[i + k]! - Math.round(255 * encode(linear))));
    }
  }
  expect(edges).toBeGreaterThan(500);
  expect(worst).toBeLessThanOrEqual(2);
});

test.each(Object.entries(scenes))('%s: partly covered pixels come close to 64 samples', async (name, image) => {
  const { actual, rgba } = await smoothed(drawingOf(image));
  const fine = drawingOf({ ...image, fx: SIDE * SAMPLES, fy: SIDE * SAMPLES, cx: image.cx * SAMPLES, cy: image.cy * SAMPLES });
  fine.width = fine.height = SIDE * SAMPLES;
  const samples = flatColors(fine, visible(fine).visibility);

  let before = 0, after = 0, edges = 0;
  for (let i = 0; i < SIDE * SIDE; i++) {
    // The channel with the greatest contrast among the pixel's samples; the mean is taken of codes, as the pass blends codes.
    let best = { contrast: 0, mean: 0, k: 0 };
    for (let k = 0; k < 3; k++) {
      let sum = 0, least = 255, most = 0;
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const [sx, sy] = [(i % SIDE) * SAMPLES + (s % SAMPLES), Math.floor(i / SIDE) * SAMPLES + Math.floor(s / SAMPLES)];
        const value = samples[(sy * fine.width + sx) * 4 + k]!;
        sum += value;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      if (most - least > best.contrast) best = { contrast: most - least, mean: sum / SAMPLES ** 2, k };
    }
    if (best.contrast === 0) continue;
    edges++;
    before += Math.abs(rgba[i * 4 + best.k]! - best.mean) / best.contrast;
    after += Math.abs(actual[i * 4 + best.k]! - best.mean) / best.contrast;
  }
  console.log(`${name}: mean error ${(before / edges).toFixed(3)} -> ${(after / edges).toFixed(3)} of the contrast, ${edges} pixels`);
  expect(edges).toBeGreaterThan(50);
  expect(after / edges).toBeLessThanOrEqual(0.04);
});

test.each(Object.entries(scenes))('%s: alpha comes close to the share of 64 samples that are covered', async (_, image) => {
  const { actual } = await smoothed(drawingOf(image), alpha);
  const fine = drawingOf({ ...image, fx: SIDE * SAMPLES, fy: SIDE * SAMPLES, cx: image.cx * SAMPLES, cy: image.cy * SAMPLES });
  fine.width = fine.height = SIDE * SAMPLES;
  const { visibility } = visible(fine);
  let [error, edges] = [0, 0];
  for (let i = 0; i < SIDE * SIDE; i++) {
    let covered = 0;
    for (let s = 0; s < SAMPLES * SAMPLES; s++) {
      const [sx, sy] = [(i % SIDE) * SAMPLES + (s % SAMPLES), Math.floor(i / SIDE) * SAMPLES + Math.floor(s / SAMPLES)];
      if (visibility[(sy * fine.width + sx) * 2 + 1]! > 0) covered++;
    }
    if (covered === 0 || covered === SAMPLES * SAMPLES) continue;
    edges++;
    error += Math.abs(actual[i * 4 + 3]! / 255 - covered / SAMPLES ** 2);
  }
  expect(edges).toBeGreaterThan(50);
  expect(error / edges).toBeLessThanOrEqual(0.04);
});
