/** Checks the shading against its reference, and against what its units promise. */
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { SetupPass } from '../../src/gpu/passes/setup.ts';
import { ShadePass } from '../../src/gpu/passes/shade.ts';
import { decode, encode, scaleSaturationValue, shade, turnHue, uncovered } from '../reference/shade.ts';
import { emptyImage, paintTexture, PLAIN, quadMesh, sphereMesh, UPRIGHT, uploadDrawing, type Drawing, type DrawnInstance, type DrawnMaterial } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead } from '../support/gpu.ts';
import { visible } from '../support/visible.ts';

let device: GPUDevice;
let setup: SetupPass;
let narrow: ShadePass;
let wide: ShadePass;
let anisotropic: ShadePass;
beforeAll(async () => {
  device = await openDevice();
  setup = new SetupPass(passContext(device));
  narrow = new ShadePass(passContext(device, { NARROW: true }));
  wide = new ShadePass(passContext(device, { NARROW: false }));
  anisotropic = new ShadePass(passContext(device, { ANISOTROPIC: true }));
});

async function shaded(drawing: Drawing, pass = narrow): Promise<{ actual: Uint8Array; visibility: Uint32Array; empty: number[] }> {
  const { visibility, vertices } = visible(drawing);
  const resources = uploadDrawing(device, drawing, visibility, vertices);
  setup.bind(resources);
  pass.bind(resources);
  const info = emptyFrame(drawing.width, drawing.height, drawing.images.length);
  const read = await runAndRead(device, resources, ['color', 'uncovered'], (encoder) => {
    setup.record(encoder, info);
    pass.record(encoder, info);
  });
  const actual = new Uint8Array(read.color.buffer).subarray(0, info.width * info.height * info.images * 4);
  return { actual, visibility, empty: [...read.uncovered.subarray(0, info.images)] };
}

/** Expects every byte to differ by at most `levels`; the message names the worst pixel. */
function expectClose(actual: Uint8Array, wanted: Uint8Array, width: number, levels: number): void {
  expect(actual.length).toBe(wanted.length);
  let worst = 0;
  actual.forEach((value, i) => { if (Math.abs(value - wanted[i]!) > Math.abs(actual[worst]! - wanted[worst]!)) worst = i; });
  const pixel = Math.floor(worst / 4);
  const four = (bytes: Uint8Array) => [...bytes.subarray(pixel * 4, pixel * 4 + 4)].join(' ');
  expect(Math.abs(actual[worst]! - wanted[worst]!), `pixel ${pixel % width}, ${Math.floor(pixel / width)}: ${four(actual)}, wanted ${four(wanted)}`).toBeLessThanOrEqual(levels);
}

const at = (mesh: number, x: number, y: number, z: number, more: Partial<DrawnInstance> = {}): DrawnInstance =>
  ({ mesh, rotation: UPRIGHT, scale: 1, translation: [x, y, z], hue: 0, ...more });

/** A rotation about an axis, row by row. */
function turned(axis: 0 | 1 | 2, angleRad: number): number[] {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  return [[1, 0, 0, 0, c, -s, 0, s, c], [c, 0, s, 0, 1, 0, -s, 0, c], [c, -s, 0, s, c, 0, 0, 0, 1]][axis]!;
}

/** A backdrop of codes that differ from pixel to pixel, and from key to key. */
const painted = (width: number, height: number, key: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : ((i + 1) * key * 2654435761) >>> 24));

// The texture is bright and smooth, because dark codes would magnify the 8-bit filter weights of hardware.
const soft = (k: number) => (x: number, y: number): [number, number, number, number] =>
  [170 + 70 * Math.sin((x * k) / 5), 160 + 60 * Math.cos((y * k) / 7), 150 + 50 * Math.sin(((x + y) * k) / 9), 255];

const textures = [
  ...[64, 128, 256, 512, 1024].map((sizePx, i) => paintTexture('color', sizePx, soft(0.4 + i / 5))),
  paintTexture('color', 64, (x, y) => [200 + (x % 50), 100 + y, 180, 255]),
  ...[64, 128, 256, 512, 1024].map((sizePx) =>
    paintTexture('data', sizePx, (x, y) => [128 + 60 * Math.sin(x / 9), 128 + 50 * Math.cos(y / 8), 150 + 50 * Math.sin(y / 6), 60 + 50 * Math.cos(x / 6)])),
];

test.each([() => narrow, () => wide, () => anisotropic])('shaded images and counts of empty pixels equal their reference', async (pass) => {
  const surface: Partial<DrawnMaterial> = { metallic: 1, hasNormalMap: true, normalScale: 0.8 };
  const materials: DrawnMaterial[] = [
    { ...PLAIN, baseColorFactor: [0.9, 0.5, 0.3], roughness: 0.5 },
    { ...PLAIN, baseTexture: 1, surfaceTexture: 7, ...surface },
    { ...PLAIN, baseTexture: 5, baseWrap: [2, 1], surfaceTexture: 6, surfaceWrap: [1, 2], ...surface },
    { ...PLAIN, baseTexture: 3, baseUvScale: [1, 0.5], surfaceTexture: 9, surfaceUvScale: [0.5, 1], ...surface },
  ];
  const meshes = [sphereMesh(0.5, 12, 0), sphereMesh(0.5, 10, 1), quadMesh(1, 3, 2), quadMesh(1, 2, 3)];
  meshes[2]!.uvs = meshes[2]!.uvs.map(([u, v]) => [u - 1, v - 1]);
  meshes[0]!.colors = meshes[0]!.colors.map((_, i) => [255 - (i % 7) * 20, 120 + (i % 5) * 20, 200]);
  const image = { ...emptyImage(37, 21, 30), cy: 10.3, unlit: false, ambient: 0.2, lights: [
    { kind: 'directional' as const, vector: [0.6, 0, 0.8] as [number, number, number], colorLinear: [0.5, 0.4, 0.3] as [number, number, number] },
    { kind: 'point' as const, vector: [1, -1, 1] as [number, number, number], colorLinear: [0.3, 0.5, 0.9] as [number, number, number] },
  ] };
  const drawing: Drawing = { width: 37, height: 21, meshes, materials, textures, anisotropic: pass() === anisotropic, images: [
    { ...image, instances: [at(0, -0.7, 0, 2.5), at(1, 0.8, 0.2, 3, { scale: 1.4, rotation: turned(1, 0.7), hue: 0.3, roughness: 0.6 })] },
    { ...image, lights: [], unlit: true, instances: [at(2, -0.5, 0, 2, { rotation: turned(1, 0.8) }), at(3, 0.5, 0, 2, { rotation: turned(0, 1.1), hue: -0.2 })] },
    { ...image, fx: 25, cx: 14.3, instances: [at(2, -0.4, 0, 2, { rotation: turned(1, 2.6) }), at(3, 0.6, 0.1, 2.2, { rotation: turned(0, 0.5), hue: 0.9, saturation: 1.7, value: 0.8, roughness: 3 })] },
    { ...image, instances: [] },
    { ...image, backdrop: painted(37, 21, 1), instances: [at(0, 0.7, 0, 2.5)] },
    { ...image, backdrop: painted(37, 21, 2), instances: [] },
    // A floor from under the camera to far away crosses the near plane.
    { ...image, instances: [at(3, 0, 0.4, 1, { scale: 6, rotation: turned(0, Math.PI / 2 - 0.05) })] },
  ] };
  const { actual, visibility, empty } = await shaded(drawing, pass());
  const wanted = shade(drawing, visibility);
  expect(empty).toEqual(uncovered(drawing, visibility));
  const seen = (z: number) => wanted.subarray(z * 37 * 21 * 4, (z + 1) * 37 * 21 * 4).filter((a, i) => i % 4 === 3 && a > 0).length;
  expect([0, 1, 2, 3, 4, 5, 6].map((z) => seen(z) > 100)).toEqual([true, true, true, false, true, true, true]);
  expect(empty.map((count) => count > 0)).toEqual([true, true, true, true, false, false, true]);
  // Codes of a backdrop are copied, not computed.
  expect(actual.subarray(5 * 37 * 21 * 4, 6 * 37 * 21 * 4)).toEqual(painted(37, 21, 2));
  expectClose(actual, wanted, 37, 2);
});

test('surfaces with light of their own, with and without a texture, beside unlit ones, equal their reference', async () => {
  const glowing: Partial<DrawnMaterial> = { emissiveFactor: [0.6, 0.3, 0.9], emissiveTexture: 5, emissiveWrap: [2, 1], emissiveUvScale: [1, 0.5] };
  const materials: DrawnMaterial[] = [
    { ...PLAIN, baseColorFactor: [0, 0, 0], emissiveFactor: [0.2, 0.5, 0.1] },
    { ...PLAIN, baseColorFactor: [0.1, 0.1, 0.1], ...glowing },
    { ...PLAIN, baseTexture: 1, surfaceTexture: 7, metallic: 1, hasNormalMap: true, ...glowing },
    { ...PLAIN, baseTexture: 2, baseColorFactor: [0.5, 0.9, 0.4], isUnlit: true },
    { ...PLAIN, isUnlit: true, baseColorFactor: [0.2, 0, 0], emissiveFactor: [4, 0.5, 0.1] },
  ];
  const meshes = [...materials.keys()].map((i) => (i < 3 ? sphereMesh(0.4, 8, i) : quadMesh(0.7, 2, i)));
  const row = (more: Partial<DrawnInstance>) => meshes.map((_, i) => at(i, -1.2 + 0.6 * i, 0, 2.5, { rotation: turned(1, 0.5), ...more }));
  const image = { ...emptyImage(51, 15, 42), unlit: false, ambient: 0.1, lights: [{ kind: 'directional' as const, vector: [0.4, 0.2, 1] as [number, number, number], colorLinear: [0.4, 0.3, 0.3] as [number, number, number] }] };
  const drawing: Drawing = { width: 51, height: 15, meshes, materials, textures, images: [
    { ...image, instances: row({}) },
    { ...image, instances: row({ hue: 0.4, saturation: 0.6, value: 0.8 }) },
    { ...image, unlit: true, instances: row({}) },
  ] };
  const { actual, visibility } = await shaded(drawing);
  const wanted = shade(drawing, visibility);
  expectClose(actual, wanted, 51, 2);
  const dark = shade({ ...drawing, materials: materials.map((m) => ({ ...m, emissiveFactor: [0, 0, 0] as [number, number, number] })) }, visibility);
  expect(wanted.filter((value, i) => Math.abs(value - dark[i]!) > 20).length).toBeGreaterThan(500);
});

test('textures of every size are looked up in their own arrays', async () => {
  for (let i = 0; i < 5; i++) {
    const drawing: Drawing = {
      width: 9, height: 7, meshes: [quadMesh(4)], textures, materials: [{ ...PLAIN, baseTexture: i, surfaceTexture: 6 + i, metallic: 1 }],
      images: [{ ...emptyImage(9, 7, 8), unlit: false, ambient: 0.1, lights: [{ kind: 'directional', vector: [0.3, 0, 1], colorLinear: [1, 1, 1] }], instances: [at(0, 0, 0, 2)] }],
    };
    const { actual, visibility } = await shaded(drawing);
    expectClose(actual, shade(drawing, visibility), 9, 2);
  }
});

test('an unlit texture at one texel per pixel keeps its codes within 2 levels', async () => {
  const texture = paintTexture('color', 64, (x, y) => [(x * 37 + y * 11) % 256, (x * y) % 256, (255 - x * 4) & 255, 255]);
  const drawing: Drawing = {
    width: 64, height: 64, meshes: [quadMesh(1)], textures: [texture], materials: [{ ...PLAIN, baseTexture: 0 }],
    images: [{ ...emptyImage(64, 64, 64), instances: [at(0, 0, 0, 1)] }],
  };
  const { actual } = await shaded(drawing);
  expectClose(actual, texture.levels[0]!, 64, 2);
});

test('a white rough surface that faces a light of intensity 1 returns 1; half the intensity half of it', async () => {
  const drawing = (intensity: number): Drawing => ({
    width: 3, height: 3, meshes: [quadMesh(9)], textures: [], materials: [PLAIN],
    images: [{ ...emptyImage(3, 3, 300), unlit: false, ambient: 0, lights: [{ kind: 'directional', vector: [0, 0, 1], colorLinear: [intensity, intensity, intensity] }], instances: [at(0, 0, 0, 2)] }],
  });
  expect((await shaded(drawing(1))).actual[16]).toBe(255);
  const half = (((await shaded(drawing(0.5))).actual[16]! / 255 + 0.055) / 1.055) ** 2.4;
  expect(half).toBeGreaterThan(0.495);
  expect(half).toBeLessThan(0.515); // 1 % of specular light on top
});

test('a point light falls with the square of the distance', async () => {
  const linear = async (z: number) => {
    const { actual } = await shaded({
      width: 3, height: 3, meshes: [quadMesh(9)], textures: [], materials: [{ ...PLAIN, baseColorFactor: [0.8, 0.8, 0.8] }],
      images: [{ ...emptyImage(3, 3, 3000), unlit: false, ambient: 0, lights: [{ kind: 'point', vector: [0, 0, 0], colorLinear: [1, 1, 1] }], instances: [at(0, 0, 0, z)] }],
    });
    return ((actual[16]! / 255 + 0.055) / 1.055) ** 2.4;
  };
  expect((await linear(1)) / (await linear(2))).toBeCloseTo(4, 1);
});

test.each([0, 1, 2, 3, 4, 5, 7])('%i directional lights and two point lights equal their reference, whatever lights other images have', async (count) => {
  const image = { ...emptyImage(21, 15, 20), unlit: false, ambient: 0.05, instances: [at(0, 0, 0, 2)] };
  const directional = (i: number) => ({ kind: 'directional' as const, vector: [Math.sin(i * 2), Math.cos(i * 2), 0.7] as [number, number, number], colorLinear: [0.12, 0.02 * i, 0.1] as [number, number, number] });
  const points = [-1, 1].map((x) => ({ kind: 'point' as const, vector: [x, -1, 1] as [number, number, number], colorLinear: [0.1, 0.2, 0.3] as [number, number, number] }));
  const lights = [points[0]!, ...Array.from({ length: count }, (_, i) => directional(i)), points[1]!];
  const drawing: Drawing = { width: 21, height: 15, meshes: [sphereMesh(0.6, 12)], materials: [{ ...PLAIN, roughness: 0.6 }], textures: [],
    images: [{ ...image, lights }, { ...image, lights: [directional(9)] }] };
  const { actual, visibility } = await shaded(drawing);
  expectClose(actual, shade(drawing, visibility), 21, 1);
});

test('light that grazes a black floor is mirrored as the reference says', async () => {
  const drawing: Drawing = {
    width: 9, height: 7, meshes: [quadMesh(1)], textures: [], materials: [{ ...PLAIN, baseColorFactor: [0, 0, 0], roughness: 0.5 }],
    images: [{ ...emptyImage(9, 7, 8), unlit: false, ambient: 0, lights: [{ kind: 'directional', vector: [0, 0.2, -0.98], colorLinear: [1, 0.7, 0.4] }],
      instances: [at(0, 0, 0.3, 2, { scale: 6, rotation: turned(0, Math.PI / 2) })] }],
  };
  const { actual, visibility } = await shaded(drawing);
  const wanted = shade(drawing, visibility);
  expect(Math.max(...wanted.filter((_, i) => i % 4 === 0))).toBeGreaterThan(150);
  expectClose(actual, wanted, 9, 1);
});

test.each([() => narrow, () => wide])('an image wider than what one workgroup goes along equals its reference too', async (pass) => {
  const image = { ...emptyImage(75, 11, 40), unlit: false, ambient: 0.2, lights: [{ kind: 'directional' as const, vector: [0.6, 0, 0.8] as [number, number, number], colorLinear: [0.5, 0.4, 0.3] as [number, number, number] }] };
  const drawing: Drawing = { width: 75, height: 11, meshes: [sphereMesh(0.5, 12)], materials: [PLAIN], textures: [], images: [
    { ...image, instances: [at(0, -0.7, 0, 1.5), at(0, 0.8, 0, 1.6)] },
    { ...image, instances: [] },
  ] };
  const { actual, visibility, empty } = await shaded(drawing, pass());
  expect(empty).toEqual(uncovered(drawing, visibility));
  expect(empty[0]).toBeLessThan(empty[1]! - 200);
  expectClose(actual, shade(drawing, visibility), 75, 2);
});

test('a grazing floor keeps its stripes where lookups are anisotropic, and no lookup makes up others', async () => {
  const [width, height, focal] = [96, 40, 80];
  const grey = (x: number, y: number) => (y % 4 < 2 ? 40 : 230) - (x % 16 < 8 ? 0 : 30);
  const floor = paintTexture('color', 256, (x, y) => { const code = grey(y, x); return [code, code, code, 255]; });
  const [tilt, depth, size] = [1.42, 1.2, 2];
  const drawing = (isAnisotropic: boolean): Drawing => ({
    width, height, meshes: [quadMesh(size)], textures: [floor], materials: [{ ...PLAIN, baseTexture: 0 }], anisotropic: isAnisotropic,
    images: [{ ...emptyImage(width, height, focal), instances: [at(0, 0, 0.05, depth, { rotation: turned(0, tilt) })] }],
  });
  const trilinear = await shaded(drawing(false));
  const sharp = await shaded(drawing(true), anisotropic);

  // Each pixel's rays meet the floor's plane here, without levels of detail: its point is (x, 0.05 + y cos tilt, depth + y sin tilt).
  const RAYS = 16;
  const truth = (px: number, py: number): number | null => {
    let sum = 0;
    for (let i = 0; i < RAYS * RAYS; i++) {
      const rx = (px + ((i % RAYS) + 0.5) / RAYS - width / 2) / focal;
      const ry = (py + (Math.floor(i / RAYS) + 0.5) / RAYS - height / 2) / focal;
      // z = depth + y sin, ry z = 0.05 + y cos.
      const y = (ry * depth - 0.05) / (Math.cos(tilt) - ry * Math.sin(tilt));
      const x = rx * (depth + y * Math.sin(tilt));
      const [u, v] = [x / size + 0.5, y / size + 0.5];
      if (!(u >= 0 && u < 1 && v >= 0 && v < 1)) return null;
      sum += decode(grey(Math.floor(v * 256), Math.floor(u * 256)) / 255);
    }
    return 255 * encode(sum / RAYS / RAYS);
  };
  const errors = [0, 0];
  const squares = [0, 0, 0];
  const known: [number, number, number][] = [];
  for (let i = 0; i < width * height; i++) {
    const wanted = truth(i % width, Math.floor(i / width));
    if (wanted !== null) known.push([trilinear.actual[4 * i]!, sharp.actual[4 * i]!, wanted]);
  }
  expect(known.length).toBeGreaterThan(600);
  const means = [0, 1, 2].map((k) => known.reduce((sum, codes) => sum + codes[k]!, 0) / known.length);
  for (const codes of known) {
    codes.forEach((code, k) => { squares[k]! += (code - means[k]!) ** 2; });
    [0, 1].forEach((k) => { errors[k]! += Math.abs(codes[k]! - codes[2]) / known.length; });
  }
  expect(errors[1]! / errors[0]!, errors.join()).toBeLessThan(0.5);
  // Contrast: the standard deviation over that of the supersampled picture.
  const contrast = [0, 1].map((k) => Math.sqrt(squares[k]! / squares[2]!));
  expect(contrast[0]!).toBeLessThan(0.6);
  expect(contrast[1]!).toBeGreaterThan(0.75);
  expect(contrast[1]!).toBeLessThan(1.1);
});

test('a bump lights up on the side of the light: +y of a normal map is the upper side of its picture', async () => {
  // The map tilts every normal upward; the light comes from above (camera y is down), then from below.
  const up = paintTexture('data', 64, () => [128, 218, 255, 0]);
  const lit = async (y: number) => {
    const { actual } = await shaded({
      width: 3, height: 3, meshes: [quadMesh(1)], textures: [up], materials: [{ ...PLAIN, baseColorFactor: [0.5, 0.5, 0.5], surfaceTexture: 0, hasNormalMap: true }],
      images: [{ ...emptyImage(3, 3, 3), unlit: false, ambient: 0, lights: [{ kind: 'directional', vector: [0, y, 0.7], colorLinear: [1, 1, 1] }], instances: [at(0, 0, 0, 1)] }],
    });
    return actual[16]!;
  };
  expect(await lit(0.7)).toBeGreaterThan((await lit(-0.7)) + 50);
});

test('a third of a turn of hue takes red to green', async () => {
  const { actual } = await shaded({
    width: 3, height: 3, meshes: [quadMesh(1)], textures: [], materials: [{ ...PLAIN, baseColorFactor: [0.5, 0.1, 0.1] }],
    images: [{ ...emptyImage(3, 3, 3), instances: [at(0, 0, 0, 1, { hue: 1 / 3 })] }],
  });
  expect([...actual.subarray(16, 20)]).toEqual([89, 188, 89, 255]); // sRGB codes of 0.1, 0.5, 0.1
});

/** Linear values just below and just above the border between two codes, by a share of a code. */
const besideTurns = (share: number): number[] =>
  Array.from({ length: 510 }, (_, i) => decode(((i >> 1) + 0.5 + (i & 1 ? share : -share)) / 255));

test('linear light becomes the nearest sRGB code, but for a fiftieth of a code', async () => {
  const values = [0, ...besideTurns(0.02), 1];
  const { actual } = await shaded({
    width: 1, height: 1, meshes: [quadMesh(9)], textures: [], materials: [PLAIN],
    images: values.map((ambient) => ({ ...emptyImage(1, 1, 1), unlit: false, ambient, instances: [at(0, 0, 0, 1)] })),
  });
  expect([...actual].filter((_, i) => i % 4 === 0)).toEqual(values.map((value) => Math.round(encode(value) * 255)));
});

test('a value of 0.5 halves the greatest code, a saturation of 0 leaves that code in all channels; both end at 1', async () => {
  const codes = async (baseColorFactor: [number, number, number], factors: Partial<DrawnInstance>) => {
    const { actual } = await shaded({
      width: 1, height: 1, meshes: [quadMesh(1)], textures: [], materials: [{ ...PLAIN, baseColorFactor }],
      images: [{ ...emptyImage(1, 1, 1), instances: [at(0, 0, 0, 1, factors)] }],
    });
    return [...actual.subarray(0, 3)];
  };
  const orange = [200, 120, 40].map((code) => decode(code / 255)) as [number, number, number];
  expect(await codes(orange, {})).toEqual([200, 120, 40]);
  expect(await codes(orange, { value: 0.5 })).toEqual([100, 60, 20]);
  expect(await codes(orange, { value: 4 })).toEqual([255, 153, 51]);
  expect(await codes(orange, { saturation: 0 })).toEqual([200, 200, 200]);
  expect(await codes(orange, { saturation: 0.5 })).toEqual([200, 160, 120]);
  expect(await codes(orange, { saturation: 1e9 })).toEqual([200, 100, 0]);
  expect(await codes(orange, { value: 0 })).toEqual([0, 0, 0]);
  expect(await codes([0, 0, 0], { saturation: 3, value: 4 })).toEqual([0, 0, 0]);
  expect(await codes([0.2, 0.2, 0.2], { saturation: 4 })).toEqual(await codes([0.2, 0.2, 0.2], {}));
});

test('scaled saturation and value are those of their reference, but for a tenth of a code', async () => {
  const colors = Array.from({ length: 300 }, (_, i) => [(i * 37) % 256, (i * 91) % 256, i % 7 === 0 ? 0 : (i * 53) % 256].map((k) => k / 256) as [number, number, number]);
  const factors = (i: number) => ({ saturation: (i % 9) / 4, value: (i % 11) / 5 });
  const { actual } = await shaded({
    width: 1, height: 1, textures: [], meshes: colors.map((_, i) => quadMesh(9, 1, i)), materials: colors.map((baseColorFactor) => ({ ...PLAIN, baseColorFactor })),
    images: colors.map((_, i) => ({ ...emptyImage(1, 1, 1), instances: [at(i, 0, 0, 1, factors(i))] })),
  });
  colors.forEach((color, i) => scaleSaturationValue(color, factors(i).saturation, factors(i).value).forEach((linear, k) => {
    expect(Math.abs(actual[i * 4 + k]! - 255 * encode(linear)), `${color.join(' ')}, ${JSON.stringify(factors(i))}`).toBeLessThan(0.6);
  }));
});

test('a roughness factor of a half equals a material of half the roughness; the product ends at 1', async () => {
  const drawing = (roughness: number, factor: number): Drawing => ({
    width: 21, height: 15, meshes: [sphereMesh(0.6, 12)], textures: [], materials: [{ ...PLAIN, roughness }],
    images: [{ ...emptyImage(21, 15, 20), unlit: false, ambient: 0, lights: [{ kind: 'directional', vector: [0.3, 0.2, 1], colorLinear: [0.7, 0.7, 0.7] }], instances: [at(0, 0, 0, 2, { roughness: factor })] }],
  });
  const pixels = async (roughness: number, factor: number) => (await shaded(drawing(roughness, factor))).actual;
  expectClose(await pixels(0.8, 0.5), await pixels(0.4, 1), 21, 1);
  expect(await pixels(0.8, 0.5)).not.toEqual(await pixels(0.8, 1));
  expectClose(await pixels(0.8, 3), await pixels(1, 1), 21, 1);
});

test('a turned hue is that of its reference, but for a twentieth of a code', async () => {
  const colors = Array.from({ length: 300 }, (_, i): [number, number, number] => [(i * 37) % 256, (i * 91) % 256, i % 7 === 0 ? 0 : (i * 53) % 256].map((k) => k / 256) as [number, number, number]);
  const { actual } = await shaded({
    width: 1, height: 1, textures: [], meshes: colors.map((_, i) => quadMesh(9, 1, i)), materials: colors.map((baseColorFactor) => ({ ...PLAIN, baseColorFactor })),
    images: colors.map((_, i) => ({ ...emptyImage(1, 1, 1), instances: [at(i, 0, 0, 1, { hue: (i % 8) / 8 })] })),
  });
  colors.forEach((color, i) => turnHue(color, (i % 8) / 8).forEach((linear, k) => {
    expect(Math.abs(actual[i * 4 + k]! - 255 * encode(linear)), `${color.join(' ')}, ${i % 8} eighths of a turn`).toBeLessThan(0.55);
  }));
});
