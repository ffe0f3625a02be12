/** Checks the states of keypoints against their reference, and on scenes with known states. */
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { keypointStates } from '../../src/gpu/outputs/keypoints.ts';
import { KeypointsPass } from '../../src/gpu/passes/keypoints.ts';
import { StructRows, structLayout } from '../../src/gpu/wgsl.ts';
import { keypoints, type PlacedPoint } from '../reference/keypoints.ts';
import { emptyImage, PLAIN, quadMesh, sphereMesh, UPRIGHT, uploadDrawing, type DrawnInstance, type Drawing } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead, scratch, upload } from '../support/gpu.ts';
import { seeded } from '../support/raster-scene.ts';
import { visible } from '../support/visible.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

const [WIDTH, HEIGHT] = [37, 21];
const at = (mesh: number, x: number, y: number, z: number, scale = 1): DrawnInstance => ({ mesh, rotation: UPRIGHT, scale, translation: [x, y, z], hue: 0 });
const image = emptyImage(WIDTH, HEIGHT, 30);
const drawing: Drawing = {
  width: WIDTH, height: HEIGHT, meshes: [sphereMesh(0.5, 8), quadMesh(1)], materials: [PLAIN], textures: [],
  images: [
    { ...image, instances: [at(0, 0, 0, 2), at(1, 0.45, 0, 1.2, 0.4)] },
    { ...image, instances: [] },
    { ...image, instances: [at(1, 0, 0, 3, 20), at(0, -0.2, 0, 2, 0.3)] },
  ],
};

async function judged(points: PlacedPoint[]): Promise<string[]> {
  const { visibility, vertices } = visible(drawing);
  const context = passContext(device);
  const rows = StructRows.allocate(structLayout(context.shaders, 'keypoint', 'Keypoint'), points.length);
  points.forEach(({ image, ordinal, x, y, z, toleranceM }, row) => {
    Object.entries({ x, y, z, toleranceM }).forEach(([field, value]) => { rows.f32[rows.at(row, field)] = value; });
    rows.u32[rows.at(row, 'instance')] = ordinal + (image === 2 ? 2 : 0);
  });
  const frame = new StructRows(structLayout(context.shaders, 'frame', 'Frame'), new ArrayBuffer(256));
  Object.entries({ width: WIDTH, height: HEIGHT, images: 3, keypoints: points.length }).forEach(([field, value]) => { frame.u32[frame.at(0, field)] = value; });
  const resources = { ...uploadDrawing(device, drawing, visibility, vertices), frame: upload(device, frame.u32), keypoints: upload(device, rows.u32), keypointStates: scratch(device, points.length) };
  const pass = new KeypointsPass(context);
  const info = { ...emptyFrame(WIDTH, HEIGHT, 3), keypoints: points.length };
  const { keypointStates: codes } = await runAndRead(device, resources, ['keypointStates'], (encoder) => {
    pass.bind(resources);
    pass.record(encoder, info);
  });
  const states = Array.from(codes.subarray(0, points.length), (code) => keypointStates(context.shaders).get(code)!);
  expect(states).toEqual(keypoints(drawing, visibility, points));
  return states;
}

test('random points equal the reference', async () => {
  const random = seeded(3);
  const states = await judged(Array.from({ length: 500 }, () => ({
    image: random() < 0.5 ? 0 : 2, ordinal: random() < 0.5 ? 0 : 1, x: (random() * 1.2 - 0.1) * WIDTH, y: (random() * 1.2 - 0.1) * HEIGHT, z: 1 + random() * 2.2, toleranceM: random() * 0.5,
  })));
  for (const state of ['visible', 'hidden', 'outside']) expect(states.filter((s) => s === state).length, state).toBeGreaterThan(50);
});

test('front, inside the tolerance, back, behind another, beyond the border, before nothing', async () => {
  const middle = { image: 0, ordinal: 0, x: 18.5, y: 10.5, toleranceM: 0.01 };
  expect(await judged([
    { ...middle, z: 1.5 }, { ...middle, z: 1.505 }, { ...middle, z: 2.5 },
    { ...middle, x: 25.5, z: 1.7 }, { ...middle, x: 25.5, z: 1.7, toleranceM: 5 },
    { ...middle, x: 37, z: 1 }, { ...middle, x: -0.01, z: 1 }, { ...middle, y: 21, z: 1 },
    { ...middle, x: 0, y: 0, z: 9 },
  ])).toEqual(['visible', 'visible', 'hidden', 'hidden', 'hidden', 'outside', 'outside', 'outside', 'visible']);
});

test('no point is no work', async () => {
  expect(await judged([])).toEqual([]);
});
