// Checks the compiled model as a whole: ranges of the levels, words of the triangles, materials that are left.
import { expect, test } from 'vitest';
import { compile } from '../../../src/assets/compile/compile.ts';
import { builtinModel } from '../../../src/assets/procedural/builtin-models.ts';
import { silhouetteMesh } from '../../../src/assets/silhouettes/silhouette-mesh.ts';
import { measureSilhouettes } from '../../../src/assets/silhouettes/silhouettes.ts';
import { image, material, primitive, sphere, texture } from '../../support/shapes.ts';

const OPTIONS = { textureSizePx: 64, viewLevel: 0 };

test('levels lie one after the other and point into their own ranges', async () => {
  const model = await compile(sphere(24, 16), 'hash', OPTIONS);
  let vertices = 0, triangles = 0;
  for (const lod of model.lods) {
    expect([lod.firstVertex, lod.firstTriangle]).toEqual([vertices, triangles]);
    for (let t = lod.firstTriangle; t < lod.firstTriangle + lod.triangleCount; t++) {
      for (let k = 0; k < 3; k++) {
        expect(model.triangleWords[t * 4 + k]).toBeLessThan(lod.vertexCount);
        expect(model.neighbors[t * 3 + k]).toBeLessThan(lod.triangleCount * 3);
      }
      expect(model.triangleWords[t * 4 + 3]).toBeLessThan(2);
    }
    vertices += lod.vertexCount;
    triangles += lod.triangleCount;
  }
  expect([model.positions.length, model.attributes.length]).toEqual([vertices * 3, vertices * 4]);
  expect([model.triangleWords.length, model.neighbors.length]).toEqual([triangles * 4, triangles * 3]);
  expect([model.triangles, model.lods[0]!.triangleCount, model.sha256]).toEqual([24 * 15 * 2, 24 * 15 * 2, 'hash']);
  expect(model.radiusM).toBeCloseTo(1, 6);
  expect(model.silhouettes.viewLevel).toBe(0);
});

test('silhouettes are those of the finest levels, with holes where parts draw apart in coarser ones', async () => {
  const fine = (model: Awaited<ReturnType<typeof compile>>) =>
    measureSilhouettes(silhouetteMesh({ ...model, lods: model.lods.filter(({ errorM }) => errorM <= 0.002 * model.radiusM) }), 0);
  const whole = await compile(sphere(24, 16), 'hash', OPTIONS);
  expect(whole.silhouettes).toEqual(fine(whole));
  const parts = await compile(builtinModel('boat_plaid'), 'hash', OPTIONS);
  expect(parts.silhouettes.logArea).toEqual(fine(parts).logArea);
  expect(parts.silhouettes.firstLoop.at(-1)).toBeGreaterThan(fine(parts).firstLoop.at(-1)! + 10);
});

test('materials that nothing is drawn with are left out, and the others renumbered', async () => {
  const gone = material({ alphaMode: 'mask', baseColorTexture: texture(image(2, 2, () => [0, 0, 0, 0])) });
  const triangle = [0, 0, 0, /**/ 1, 0, 0, /**/ 0, 1, 0];
  const model = await compile({
    primitives: [primitive(triangle, [0, 1, 2], { material: 0 }), primitive(triangle, [0, 2, 1], { material: 2 })],
    materials: [gone, material(), material({ roughness: 0.25 })],
  }, '', OPTIONS);
  expect(model.materials.map((m) => m.roughness)).toEqual([0.25]);
  expect([...model.triangleWords.filter((_, i) => i % 4 === 3)]).toEqual([0]);
  expect(model.textures).toEqual([]);
});

test('attributes: normal, u, v, colour as sRGB code with plain alpha', async () => {
  const colors = new Float32Array([0.5, 0, 1, 0.5, /**/ 0, 0, 0, 0, /**/ 2, -1, 0.2, 1]);
  const model = await compile({
    primitives: [primitive([0, 0, 0, /**/ 1, 0, 0, /**/ 0, 1, 0], [0, 1, 2], { colors, uvs: new Float32Array([0.25, -3, 0, 0, 0, 0]) })],
    materials: [material()],
  }, '', OPTIONS);
  const first = [...model.triangleWords].slice(0, 3);
  const corner = [0, 1, 2].map((k) => model.positions[first[k]! * 3]! < 0 && model.positions[first[k]! * 3 + 1]! < 0).indexOf(true);
  const words = model.attributes.subarray(first[corner]! * 4, first[corner]! * 4 + 4);
  expect(words[0]).toBe(0); // +z
  expect([...new Float32Array(words.slice(1, 3).buffer)]).toEqual([0.25, -3]);
  expect([words[3]! & 255, (words[3]! >> 8) & 255, (words[3]! >> 16) & 255, words[3]! >>> 24]).toEqual([188, 0, 255, 128]);
});

test('a model of which nothing is left is refused with the reason', async () => {
  await expect(compile({ primitives: [], materials: [] }, '', OPTIONS)).rejects.toThrow('no triangles');
});
