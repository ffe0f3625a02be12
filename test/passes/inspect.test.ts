/** Checks the planes that labels and `render` ask for against their reference. */
import { expect, test } from 'vitest';
import { INSPECT_PLANES, InspectPass, inspectImageWords } from '../../src/gpu/passes/inspect.ts';
import { inspect } from '../reference/inspect.ts';
import { emptyImage, PLAIN, quadMesh, sphereMesh, UPRIGHT, uploadDrawing, type Drawing, type DrawnInstance } from '../support/drawing.ts';
import { openDevice, passContext, runAndRead } from '../support/gpu.ts';
import { visible } from '../support/visible.ts';

const at = (mesh: number, x: number, y: number, z: number, scale = 1, rotation = UPRIGHT): DrawnInstance => ({ mesh, rotation, scale, translation: [x, y, z], hue: 0 });
const TURNED_OVER = [1, 0, 0, 0, -1, 0, 0, 0, -1];
const image = emptyImage(37, 21, 30);

const drawing: Drawing = {
  width: 37, height: 21, meshes: [sphereMesh(0.5, 8), quadMesh(1)], materials: [PLAIN], textures: [],
  images: [
    { ...image, instances: [at(0, -0.5, 0, 2), at(1, 0.5, 0, 2, 1, TURNED_OVER), at(0, 0, -24, 90, 20)] },
    { ...image, instances: [] },
    // A floor that crosses the near plane, and a speck.
    { ...image, instances: [at(1, 0, 0.3, 1, 9, [1, 0, 0, 0, 0.1, -0.995, 0, 0.995, 0.1]), at(0, 0, -0.2, 1, 0.01)] },
  ],
};

test('instance numbers, depth and normals equal their reference', async () => {
  const device = await openDevice();
  const { plane, vertices } = visible(drawing);
  const resources = uploadDrawing(device, drawing, plane, vertices);
  const passes = INSPECT_PLANES.map((name) => new InspectPass(passContext(device), name));
  const info = { width: 37, height: 21, images: 3, instances: 0, vertexChunks: 0, triangleChunks: 0, foregrounds: 0, pairs: 0 };
  const actual = await runAndRead(device, resources, ['instanceIds', 'depth', 'normals'], (encoder) => passes.forEach((pass) => {
    pass.bind(resources);
    pass.record(encoder, info);
  }));
  const wanted = inspect(drawing, plane);

  const ids = new Uint16Array(actual.instanceIds.buffer).subarray(0, inspectImageWords('instanceIds', 37, 21) * 2 * 3);
  expect([...ids]).toEqual([...wanted.instanceIds]);
  expect(new Set(ids)).toEqual(new Set([0, 1, 2, 3]));

  const pixels = inspectImageWords('depth', 37, 21) * 3;
  const depth = new Float32Array(actual.depth.buffer);
  const normals = new Uint8Array(actual.normals.buffer);
  for (let i = 0; i < pixels; i++) {
    const z = wanted.depth[i]!;
    expect(Math.abs(depth[i]! - z), `depth of pixel ${i}: ${depth[i]}, wanted ${z}`).toBeLessThanOrEqual(2e-5 * z);
    for (let k = i * 4; k < i * 4 + 4; k++) expect(Math.abs(normals[k]! - wanted.normals[k]!), `normal of pixel ${i}`).toBeLessThanOrEqual(1);
  }
});
