/** Checks the list of visible triangles, and their setups, against the reference. */
import { beforeAll, expect, test } from 'vitest';
import { DECODE_SRGB } from '../../src/assets/srgb.ts';
import { emptyFrame, type FrameInfo } from '../../src/gpu/frame.ts';
import { SetupPass } from '../../src/gpu/passes/setup.ts';
import { QUEUE_LISTS, readQueues } from '../../src/gpu/queues.ts';
import { structLayout, StructRows } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { setup } from '../reference/setup.ts';
import { emptyImage, firstOfOwn, PLAIN, quadMesh, sphereMesh, UPRIGHT, uploadDrawing, type Drawing, type DrawnInstance } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead } from '../support/gpu.ts';
import { visible } from '../support/visible.ts';

let device: GPUDevice;
beforeAll(async () => {
  device = await openDevice();
});

const at = (mesh: number, x: number, y: number, z: number, more: Partial<DrawnInstance> = {}): DrawnInstance =>
  ({ mesh, rotation: UPRIGHT, scale: 1, translation: [x, y, z], hue: 0, ...more });
/** A rotation about two axes. No two corners are equally far away, so rounding does not decide which one is corner 0. */
const [c, d] = [Math.cos(0.4), Math.sin(0.4)];
const ASKEW = [c, -d * d, -d * c, 0, c, -d, d, c * d, c * c];
const image = { ...emptyImage(37, 21, 30), cy: 10.3, fx: 27 };
const colored = sphereMesh(0.5, 9, 1);
colored.colors = colored.colors.map((_, i) => [255 - (i % 7) * 20, 120 + (i % 5) * 20, 200]);

const drawing: Drawing = {
  width: 37, height: 21, textures: [], meshes: [sphereMesh(0.5, 12), colored, quadMesh(1, 3, 2)],
  materials: [PLAIN, { ...PLAIN, baseColorFactor: [0.9, 0.5, 0.25], metallic: 0.75, roughness: 0.4, baseWrap: [2, 1], emissiveFactor: [0, 2, 0], emissiveWrap: [1, 2] }, { ...PLAIN, baseUvScale: [1, 0.5], isUnlit: true }],
  images: [
    // The second hides the first in part, and the third wholly.
    { ...image, instances: [at(0, -0.4, 0, 2.5, { rotation: ASKEW }), at(1, 0.2, 0.2, 1.7, { rotation: ASKEW, scale: 0.8, hue: 0.3, saturation: 1.5, value: 0.25, roughness: 3 }), at(0, 0.3, 0.3, 4, { scale: 0.5 })] },
    { ...image, instances: [] },
    // A floor from under the camera to far away crosses the near plane; the square beside it shows its back.
    { ...image, instances: [at(2, 0, 0.4, 1, { scale: 6, rotation: [0.8, 0.6, 0, 0.06, 0.08, -0.995, 0.597, 0.796, 0.1] }), at(2, 0.1, -0.2, 1.5, { rotation: [-c, 0, d, 0, 1, 0, -d, 0, -c] })] },
    // The image is covered from its first pixel on, which follows the last pixel of the image before.
    { ...image, instances: [at(0, 0, 0, 4), at(0, 0, 0, 4), at(2, 0.2, 0.1, 3, { scale: 9, rotation: ASKEW })] },
  ],
};
const info: FrameInfo = emptyFrame(37, 21, 4);

async function run(SUBGROUPS: boolean, capacity: number) {
  const pass = new SetupPass(passContext(device, { SUBGROUPS }));
  const { visibility, vertices } = visible(drawing);
  const resources = uploadDrawing(device, drawing, visibility, vertices, capacity);
  pass.bind(resources);
  const { setupIndices, setups, queues } = await runAndRead(device, resources, ['setupIndices', 'setups', 'queues'], (encoder) => pass.record(encoder, info));
  return { visibility, setupIndices, rows: new StructRows(structLayout(readShaders(), 'setup', 'Setup'), setups.buffer), use: readQueues(readShaders(), queues.buffer) };
}

test.each([{ SUBGROUPS: false }, { SUBGROUPS: true }])('the triangles that show are listed once each, and set up as their reference says: %o', async ({ SUBGROUPS }) => {
  const { visibility, setupIndices, rows, use } = await run(SUBGROUPS, 4096);
  const wanted = setup(drawing, visibility);
  expect(wanted.length).toBeGreaterThan(100);
  expect(new Set(wanted.map(({ image, ordinal }) => `${image} ${ordinal}`))).toEqual(new Set(['0 0', '0 1', '2 0', '2 1', '3 2']));
  expect(use.visible.wanted).toBe(wanted.length);

  const first = firstOfOwn(drawing, (mesh) => mesh.triangles);
  const slots = wanted.map(({ image, ordinal, triangle }) => first[image]![ordinal]! + triangle);
  expect(new Set(slots.map((slot) => setupIndices[slot]))).toEqual(new Set(wanted.keys()));
  const listed = new Set(slots);
  expect(setupIndices.filter((index, slot) => index !== 0 && !listed.has(slot))).toHaveLength(0);

  wanted.forEach((triangle, i) => {
    const row = setupIndices[slots[i]!]!;
    const f32 = (field: string, first = 0, count = 2) => [...rows.f32.subarray(rows.at(row, field) + first, rows.at(row, field) + first + count)];
    const word = (field: string, k = 0) => rows.u32[rows.at(row, field) + k]!;
    const close = (field: string, actual: number[], reference: number[], tolerance: number, scale = Math.max(...reference.map(Math.abs))) =>
      reference.forEach((value, k) => expect(Math.abs(actual[k]! - value), `${field} of ${JSON.stringify(triangle)}: ${actual.join(' ')}`).toBeLessThanOrEqual(tolerance * scale));
    close('anchor', f32('anchor'), triangle.anchor, 1e-3, 1);
    close('depthM', f32('depthM', 0, 1), [triangle.depthM], 1e-6);
    const steps = { inverseDepthStep: f32('anchor', 2), weight1Step: f32('weightSteps'), weight2Step: f32('weightSteps', 2) };
    for (const field of ['inverseDepthStep', 'weight1Step', 'weight2Step'] as const) {
      close(field, steps[field], triangle[field], 1e-4, Math.max(...triangle.weight1Step.map(Math.abs), ...triangle.weight2Step.map(Math.abs)));
    }
    [f32('uvs'), f32('uvs', 2), f32('uv2')].forEach((uv, k) => close(`uv of corner ${k}`, uv, triangle.uvs[k]!, 1e-6, 1));
    triangle.normals.forEach((normal, k) => close(`normal of corner ${k}`, normalOf(word('normals', k)), normal, 1.1e-3, 1));
    const material = drawing.materials[triangle.material]!;
    close('roughnessMetallic', [word('base', 2) & 0xffff, word('base', 2) >>> 16].map((x) => x / 65535), [material.roughness, material.metallic], 1e-5, 1);
    close('base', [...halves(word('base')), ...halves(word('base', 1))], [...material.baseColorFactor, triangle.hue], 2 ** -11);
    expect(word('material')).toBe(triangle.material);
    expect([...halves(word('saturationValue')), ...f32('roughness', 0, 1)]).toEqual(triangle.factors);
    const isColored = triangle.colorsLinear.flat().some((c) => c !== 1);
    const hasDetails = material.baseUvScale.some((s) => s !== 1);
    const isVaried = triangle.factors.some((factor) => factor !== 1);
    const wrap = material.baseWrap[0] | (material.baseWrap[1] << 2);
    expect(word('normals', 3)).toBe((0xfffff | (wrap << 20) | (material.isUnlit ? 2 ** 27 : 0) | (material.emissiveFactor.some((factor) => factor > 0) ? 2 ** 28 : 0) | (isVaried ? 2 ** 29 : 0) | (isColored ? 2 ** 30 : 0) | (hasDetails ? 2 ** 31 : 0)) >>> 0);
    triangle.colorsLinear.forEach((color, k) => {
      expect([0, 8, 16].map((shift) => DECODE_SRGB[(word('colors', k) >> shift) & 255])).toEqual(color);
    });
  });
});

test.each([{ SUBGROUPS: false }, { SUBGROUPS: true }])('a list that is too short says how many it wanted: %o', async ({ SUBGROUPS }) => {
  const { visibility, use } = await run(SUBGROUPS, 100);
  expect(use.visible).toEqual({ wanted: setup(drawing, visibility).length, capacity: 100 });
  expect(QUEUE_LISTS.filter((list) => use[list].wanted > use[list].capacity)).toEqual(['visible']);
});

/** Signed codes of 11, 11 and 10 bits. */
const normalOf = (word: number): number[] => [word >> 21, (word << 11) >> 21, 2 * ((word << 22) >> 22)].map((code) => code / 1022);

/** Two float16, the low half first. */
function halves(word: number): number[] {
  return [word & 0xffff, word >>> 16].map((h) => {
    const [exponent, fraction] = [(h >> 10) & 31, h & 1023];
    return (h & 0x8000 ? -1 : 1) * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}
