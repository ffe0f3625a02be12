// Checks that models far from the origin keep their shape, and that what refers to them still refers to the file's own frame.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import { expect, test } from 'vitest';
import type { WholeModel } from '../../../src/assets/compiled-model.ts';
import { compile } from '../../../src/assets/compile/compile.ts';
import { loadModel } from '../../../src/assets/load/load.ts';
import { roundPositions } from '../../../src/assets/load/model-frame.ts';
import { boxInCamera } from '../../../src/geometry/boxes.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** Metres; single precision has steps of 0.5 m here. */
const CORNER = [500123.25, 5423456.75, 312.5] as const;
const EDGE_M = 0.1;
const CORNERS = Array.from({ length: 8 }, (_, i) => [i >> 2, (i >> 1) & 1, i & 1] as const);
const QUADS = [[1, 2, 4, 3], [5, 7, 8, 6], [1, 5, 6, 2], [3, 4, 8, 7], [1, 3, 7, 5], [2, 6, 8, 4]];

function writeObj(unitsPerM: number): string {
  const path = join(temporaryFolder(), 'far.obj');
  const vertices = CORNERS.map((corner) => `v ${corner.map((k, axis) => ((CORNER[axis]! + k * EDGE_M) * unitsPerM).toFixed(3)).join(' ')}`);
  writeFileSync(path, [...vertices, ...QUADS.map((quad) => `f ${quad.join(' ')}`)].join('\n'));
  return path;
}

/** A node far away has a child that places a unit cube next to it. */
async function writeGlb(): Promise<string> {
  const document = new Document();
  const buffer = document.createBuffer();
  const primitive = document.createPrimitive()
    .setAttribute('POSITION', document.createAccessor().setType('VEC3').setArray(new Float32Array(CORNERS.flat())).setBuffer(buffer))
    .setIndices(document.createAccessor().setArray(new Uint16Array(QUADS.flatMap(([a, b, c, d]) => [a! - 1, b! - 1, c! - 1, a! - 1, c! - 1, d! - 1]))).setBuffer(buffer));
  const cube = document.createNode().setMesh(document.createMesh().addPrimitive(primitive)).setScale([EDGE_M, EDGE_M, EDGE_M]).setTranslation([0.25, 0.75, 0.5]);
  document.createScene().addChild(document.createNode().setTranslation([500123, 5423456, 312]).addChild(cube));
  const path = join(temporaryFolder(), 'far.glb');
  await new NodeIO().write(path, document);
  return path;
}

const compileFile = async (path: string, unitM = 1): Promise<WholeModel> => {
  const { source, sha256 } = await loadModel(path, { unitM });
  return compile(source, sha256, { textureSizePx: 64, viewLevel: 0 });
};

test.for([['OBJ in metres', () => writeObj(1), 1], ['OBJ in millimetres', () => writeObj(1000), 0.001], ['glTF', writeGlb, 1]] as const)('%s: a cube stays a cube, where it is', async ([, write, unitM]) => {
  const model = await compileFile(await write(), unitM);
  const center = CORNER.map((value) => value + EDGE_M / 2);
  model.center.forEach((value, axis) => expect(value).toBeCloseTo(center[axis]!, 8));
  model.halfSize.forEach((value) => expect(value).toBeCloseTo(EDGE_M / 2, 8));
  expect(model.radiusM).toBeCloseTo((Math.sqrt(3) * EDGE_M) / 2, 8);
  expect(model.triangles).toBe(12);
  for (const value of model.positions.subarray(0, 3 * model.lods[0]!.vertexCount)) expect(Math.abs(value)).toBeCloseTo(EDGE_M / 2, 8);

  // A pose acts on the file's own coordinates: this one turns about z, doubles, and puts the cube's centre 2 m before the camera.
  const pose = { rotation: [Math.SQRT1_2, 0, 0, Math.SQRT1_2], scale: 2, translation: [2 * center[1]!, -2 * center[0]!, 2 - 2 * center[2]!] } as const;
  const box = boxInCamera(model, { ...pose, rotation: [...pose.rotation], translation: [...pose.translation] });
  box.center.forEach((value, axis) => expect(value).toBeCloseTo([0, 0, 2][axis]!, 6));
});

test('models near the origin keep the coordinates of their files', () => {
  const part = { positions: new Float64Array([10, 0, 0, 11, 0, 0, 10, 2, 0, 1e9, 0, 0]), indices: new Uint32Array([0, 1, 2]) };
  expect(roundPositions([part])).toEqual({ primitives: [{ ...part, positions: new Float32Array([10, 0, 0, 11, 0, 0, 10, 2, 0, 1e9, 0, 0]) }] });
  const far = { ...part, positions: part.positions.map((value) => value + 1e6) };
  const { origin, primitives } = roundPositions([far, part].map(({ positions }) => ({ positions: positions.slice(0, 9), indices: part.indices })));
  expect(origin).toBeUndefined();
  expect(primitives).toHaveLength(2);
  expect(roundPositions([far])).toMatchObject({ origin: [1e6 + 10.5, 1e6 + 1, 1e6], primitives: [{ positions: new Float32Array([-0.5, -1, 0, 0.5, -1, 0, -0.5, 1, 0, 1e9 - 10.5, -1, 0]) }] });
  // A vertex that no triangle uses does not count.
  expect(roundPositions([{ positions: new Float64Array([1e9, 0, 0, 1e6, 0, 0, 1e6 + 2, 0, 0]), indices: new Uint32Array([1, 2, 1]) }]).origin).toEqual([1e6 + 1, 0, 0]);
});

test('a model with a position that is no number has no centre, and is refused', async () => {
  expect(roundPositions([{ positions: new Float64Array([1e6, 0, NaN]), indices: new Uint32Array([0]) }]).origin).toBeUndefined();
});
