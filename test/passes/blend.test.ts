/** Checks the blending of transparent surfaces against its reference, and that a material of an instance blends once. */
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { BlendPass } from '../../src/gpu/passes/blend.ts';
import { SetupPass } from '../../src/gpu/passes/setup.ts';
import { ShadePass } from '../../src/gpu/passes/shade.ts';
import { blend } from '../reference/blend.ts';
import { decode, shade, uncovered } from '../reference/shade.ts';
import { emptyImage, paintTexture, PLAIN, quadMesh, sphereMesh, UPRIGHT, uploadDrawing, type Drawing, type DrawnInstance } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead } from '../support/gpu.ts';
import { visible } from '../support/visible.ts';

let device: GPUDevice;
let passes: [SetupPass, ShadePass, BlendPass];
beforeAll(async () => {
  device = await openDevice();
  const context = passContext(device);
  passes = [new SetupPass(context), new ShadePass(context), new BlendPass(context)];
});

async function blended(drawing: Drawing): Promise<{ actual: Uint8Array; wanted: Uint8Array; empty: number[] }> {
  const isBlended = (mesh: { material: number }) => drawing.materials[mesh.material]!.alpha !== undefined;
  const { visibility, vertices } = visible(drawing);
  const behind = visible(drawing, (mesh) => !isBlended(mesh)).visibility;
  const second = visible(drawing, isBlended, visibility).visibility;
  const third = visible(drawing, isBlended, second).visibility;
  const fourth = visible(drawing, isBlended, third).visibility;
  const resources = uploadDrawing(device, drawing, visibility, vertices);
  Object.entries({ behind, second, third, fourth }).forEach(([name, words]) => device.queue.writeBuffer(resources[name as 'behind'], 0, words));
  const info = { ...emptyFrame(drawing.width, drawing.height, drawing.images.length), transparentInstances: 1 };
  for (const pass of passes) pass.bind(resources);
  const read = await runAndRead(device, resources, ['color', 'uncovered'], (encoder) => { for (const pass of passes) pass.record(encoder, info); });
  const actual = new Uint8Array(read.color.buffer).subarray(0, info.width * info.height * info.images * 4);
  expect([...read.uncovered.subarray(0, info.images)]).toEqual(uncovered(drawing, behind));
  return { actual, wanted: blend(drawing, { surfaces: [visibility, second, third, fourth], behind }, shade(drawing, behind)), empty: [...read.uncovered] };
}

const at = (mesh: number, x: number, y: number, z: number, more: Partial<DrawnInstance> = {}): DrawnInstance =>
  ({ mesh, rotation: UPRIGHT, scale: 1, translation: [x, y, z], hue: 0, ...more });

test('pictures with up to four transparent surfaces equal their reference within 2 levels', async () => {
  const cloudy = paintTexture('color', 64, (x, y) => [200 + (x % 40), 120 + y, 180, 120 + x + y]);
  const image = { ...emptyImage(37, 21, 30), unlit: false, ambient: 0.3, lights: [{ kind: 'directional' as const, vector: [0.6, 0, 0.8] as [number, number, number], colorLinear: [0.5, 0.4, 0.3] as [number, number, number] }] };
  const meshes = [sphereMesh(0.5, 8, 0), sphereMesh(0.4, 8, 1), quadMesh(3, 1, 2), quadMesh(0.8, 2, 3), quadMesh(0.7, 1, 1)];
  meshes[4]!.alphas = [255, 200, 60, 128];
  const drawing: Drawing = {
    width: 37, height: 21, meshes, textures: [cloudy],
    materials: [
      { ...PLAIN, baseColorFactor: [0.9, 0.5, 0.3], alpha: 0.3 }, { ...PLAIN, baseColorFactor: [0.2, 0.5, 0.9], alpha: 0.6 },
      { ...PLAIN, baseColorFactor: [0.4, 0.6, 0.3] }, { ...PLAIN, baseTexture: 0, alpha: 0.8 },
    ],
    images: [
      { ...image, instances: [at(0, 0, 0, 2), at(1, 0.2, 0.1, 2.6), at(2, 0, 0, 4), at(3, -0.2, 0, 1.3)] },
      { ...image, instances: [] },
      // Nothing is behind the square, and another lies behind an opaque one.
      { ...image, unlit: true, instances: [at(4, -0.4, 0, 2), at(2, 1.8, 0, 2.5), at(3, 0.9, 0, 3)] },
      { ...image, backdrop: Uint8Array.from({ length: 37 * 21 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 7) & 255)), instances: [at(0, 0, 0, 2), at(3, 0.1, 0, 1.5)] },
    ],
  };
  const { actual, wanted, empty } = await blended(drawing);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(2);
  expect(empty[2]).toBeGreaterThan(100);
});

test('of two walls of one material the nearer one blends alone, and another material behind it blends too', async () => {
  const codes = (r: number, g: number, b: number) => [r, g, b].map((code) => decode(code / 255)) as [number, number, number];
  const picture = async (instances: DrawnInstance[]) => {
    const { actual } = await blended({
      width: 3, height: 3, textures: [], meshes: [quadMesh(1, 1, 0), quadMesh(1, 1, 1), quadMesh(9, 1, 2)],
      materials: [{ ...PLAIN, baseColorFactor: codes(200, 0, 0), alpha: 0.3 }, { ...PLAIN, baseColorFactor: codes(0, 100, 0), alpha: 0.5 }, { ...PLAIN, baseColorFactor: codes(100, 100, 100) }],
      images: [{ ...emptyImage(3, 3, 3), instances }],
    });
    return [...actual.subarray(16, 19)];
  };
  const wall = at(2, 0, 0, 5);
  expect(await picture([at(0, 0, 0, 1), wall])).toEqual([130, 70, 70]);
  expect(await picture([at(0, 0, 0, 1), at(1, 0, 0, 1.5), wall])).toEqual([95, 70, 35]);
  // Two instances are two surfaces: 0.3 x 200 + 0.7 x 130.
  expect(await picture([at(0, 0, 0, 1), at(0, 0, 0, 1.5), wall])).toEqual([151, 49, 49]);
  // What lies behind the wall shows nothing.
  expect(await picture([at(0, 0, 0, 6), wall])).toEqual([100, 100, 100]);
});

test('the far wall of one instance adds nothing', async () => {
  const box = quadMesh(1, 1, 0);
  const both = { ...box, positions: [...box.positions, ...box.positions.map(([x, y]) => [x, y, 0.5] as [number, number, number])], normals: [...box.normals, ...box.normals], uvs: [...box.uvs, ...box.uvs], colors: [...box.colors, ...box.colors], triangles: [...box.triangles, ...box.triangles.map((t) => t.map((v) => v + 4) as [number, number, number])] };
  const { actual } = await blended({
    width: 3, height: 3, textures: [], meshes: [both, quadMesh(9, 1, 1)],
    materials: [{ ...PLAIN, baseColorFactor: [1, 1, 1], alpha: 0.3 }, { ...PLAIN, baseColorFactor: [0, 0, 0] }], images: [{ ...emptyImage(3, 3, 3), instances: [at(0, 0, 0, 1), at(1, 0, 0, 5)] }],
  });
  expect([...actual.subarray(16, 19)]).toEqual([77, 77, 77]);
});
