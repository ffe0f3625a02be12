// Checks which models are said to be missing from behind, and what the key makes of their materials.
import { expect, test } from 'vitest';
import { compile } from '../../../src/assets/compile/compile.ts';
import type { DoubleSided } from '../../../src/assets/compiled-model.ts';
import { builtinModel, builtinNames } from '../../../src/assets/procedural/builtin-models.ts';
import { isUnseen } from '../../../src/assets/silhouettes/silhouettes.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { material, primitive, sphere } from '../../support/shapes.ts';

const made = (source: SourceModel, doubleSided?: DoubleSided) => compile(source, '', { textureSizePx: 64, viewLevel: 1, doubleSided });
/** A sphere of which only the triangles are kept that `keeps` chooses by their corners' mean. */
function openSphere(keeps: (x: number, y: number, z: number) => boolean, segments = 32, rings = 24): SourceModel {
  const source = sphere(segments, rings);
  return { ...source, primitives: source.primitives.map((part) => ({ ...part, indices: Uint32Array.from(Array.from({ length: part.indices.length / 3 }, (_, t) => {
    const corners = [0, 1, 2].map((k) => part.indices[3 * t + k]!);
    const [x, y, z] = [0, 1, 2].map((k) => corners.reduce((sum, v) => sum + part.positions[3 * v + k]! / 3, 0)) as [number, number, number];
    return keeps(x, y, z) ? corners : [];
  }).flat()) })) };
}
const BOWL = openSphere((_, y) => y < 0.2);
const SHEET: SourceModel = { materials: [material()], primitives: [primitive([0, 0, 0, /**/ 1, 0, 0, /**/ 1, 1, 0.1, /**/ 0, 1, 0.2], [0, 1, 2, 0, 2, 3])] };

test('a bowl and a sheet are said to be missing from behind; what is closed, double-sided or has a hole is not', async () => {
  expect((await made(BOWL)).notes).toEqual(['single-sided and open: up to 99 % of its silhouette is missing from behind; assets.doubleSided: auto draws both sides']);
  expect((await made(openSphere((x, y) => Math.hypot(x, y) > 0.5))).notes[0]).toMatch(/up to [1-4]\d % of its silhouette is missing from behind; assets/);
  const sheet = await made(SHEET);
  expect(sheet.notes[0]).toContain('up to 100 % of its silhouette is missing from behind (views that show nothing are not scheduled); ');
  expect(Array.from({ length: 42 }, (_, view) => isUnseen(sheet.silhouettes, view)).filter((unseen) => unseen).length).toBeGreaterThanOrEqual(19);
  expect((await made(sphere())).notes).toEqual([]);
  expect((await made({ ...BOWL, materials: BOWL.materials.map((each) => ({ ...each, doubleSided: true })) })).notes).toEqual([]);
  expect((await made(openSphere((x, y) => Math.hypot(x, y) > 0.12))).notes).toEqual([]);
});

test('auto draws both sides of what is open, always those of everything; silhouettes are then those from both sides', async () => {
  const both = await made({ ...BOWL, materials: BOWL.materials.map((each) => ({ ...each, doubleSided: true })) });
  for (const key of ['auto', 'always'] as const) {
    const model = await made(BOWL, key);
    expect([model.notes, model.silhouettes.logArea]).toEqual([[], both.silhouettes.logArea]);
  }
  // A closed part beside an open one stays as it is.
  const [north, south] = sphere().primitives;
  const parts: SourceModel = {
    materials: [material(), material({ roughness: 0.2 })],
    primitives: [...[north!, south!].map((part) => ({ ...part, material: 0 })), { ...SHEET.primitives[0]!, positions: SHEET.primitives[0]!.positions.map((x) => 3 + 2 * x), material: 1 }],
  };
  const sides = async (key: DoubleSided) => (await made(parts, key)).materials.map(({ doubleSided }) => doubleSided);
  expect(await sides('asAuthored')).toEqual([false, false]);
  expect(await sides('auto')).toEqual([false, true]);
  expect(await sides('always')).toEqual([true, true]);
  expect((await made(sphere(), 'auto')).materials.map(({ doubleSided }) => doubleSided)).toEqual([false, false]);
});

test('built-in models raise no alarm', async () => {
  for (const name of ['boat_plaid', ...builtinNames('foreground').slice(0, 4)]) {
    const model = await made(builtinModel(name));
    expect(model.notes, name).toEqual([]);
    expect(Array.from({ length: 42 }, (_, view) => isUnseen(model.silhouettes, view))).not.toContain(true);
  }
});
