// Checks what blended materials become, and which of their texels are holes.
import { expect, test } from 'vitest';
import { compileMaterials, isVisible } from '../../../src/assets/compile/materials.ts';
import { withTransparency } from '../../../src/assets/compile/transparency.ts';
import type { SourceMaterial, SourceModel } from '../../../src/assets/source-model.ts';
import { image, material, primitive, TETRAHEDRON, texture } from '../../support/shapes.ts';

const blend = (changes: Partial<SourceMaterial>): SourceMaterial => material({ alphaMode: 'blend', ...changes });
const model = (of: SourceMaterial, colors: Float32Array | null = null): SourceModel =>
  ({ primitives: [primitive(TETRAHEDRON.positions, TETRAHEDRON.indices, { colors })], materials: [of], notes: ['before'] });
const alphas = (...values: number[]) => texture(image(64, 64, (x) => [9, 9, 9, values[x % values.length]!]));

test('a blended material of alpha 1 everywhere is opaque, whatever is asked for', () => {
  const white = new Float32Array(16).fill(1);
  const clear = Float32Array.from({ length: 16 }, (_, i) => (i === 15 ? 0.5 : 1));
  for (const key of ['screen', 'opaque', 'cutout'] as const) {
    expect(withTransparency(model(blend({ baseColorTexture: alphas(255) }), white), key).materials[0]!.alphaMode).toBe('opaque');
  }
  expect(withTransparency(model(blend({}), clear), 'screen').materials[0]!.alphaMode).toBe('blend');
  expect(withTransparency(model(blend({ baseColorTexture: alphas(255, 254) })), 'screen').materials[0]!.alphaMode).toBe('blend');
});

test.each([
  ['screen', { alphaMode: 'blend', baseColorFactor: [1, 1, 1, 0.25] }, ['before']],
  ['opaque', { alphaMode: 'mask', alphaCutoff: 0.05, baseColorFactor: [1, 1, 1, 1] }, ['before']],
  ['cutout', { alphaMode: 'mask', alphaCutoff: 0.5, baseColorFactor: [1, 1, 1, 0.25] }, ['before', 'parts of alpha 0.25 are left out; assets.transparency: screen would draw them']],
] as const)('%s', (key, wanted, notes) => {
  const made = withTransparency(model(blend({ baseColorFactor: [1, 1, 1, 0.25] })), key);
  expect(made.materials[0]).toMatchObject(wanted);
  expect(made.notes).toEqual(notes);
  const masked = model(material({ alphaMode: 'mask', alphaCutoff: 0.5, baseColorFactor: [1, 1, 1, 0.25] }));
  expect(withTransparency(masked, key)).toBe(masked);
});

test('what no picture could show is left out with a note', () => {
  const made = withTransparency(model(blend({ baseColorFactor: [1, 1, 1, 0] })), 'screen');
  expect(made.notes).toEqual(['before', 'parts of alpha 0 are left out; assets.transparency: opaque would draw them']);
  expect(isVisible(made.materials[0]!)).toBe(false);
  expect(isVisible(blend({ baseColorFactor: [1, 1, 1, 0.01] }))).toBe(true);
  expect(isVisible(blend({ baseColorTexture: alphas(0, 12) }))).toBe(false);
  expect(isVisible(blend({ baseColorTexture: alphas(0, 13) }))).toBe(true);
});

test('texels of less alpha than 0.05 are holes, whatever the factor is; the texture keeps its alpha', () => {
  const { materials, alphaMasks, textures } = compileMaterials([blend({ baseColorTexture: alphas(12, 13, 255, 0), baseColorFactor: [1, 1, 1, 0.1] }), blend({ baseColorTexture: alphas(13, 90) })], 64);
  expect(materials.map(({ alphaMask, isBlended }) => [alphaMask, isBlended])).toEqual([[0, true], [-1, true]]);
  expect(alphaMasks[0]!.bits[0]).toBe(0x66666666);
  expect([3, 7, 11, 15].map((at) => textures[0]!.levels[at])).toEqual([12, 13, 255, 0]);
});
