// Checks that every kind of bad model is refused with its reason, and that the hash covers every file of a good one.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Document, NodeIO, type GLTF } from '@gltf-transform/core';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hashModel, loadModel, MODEL_EXTENSIONS } from '../../../src/assets/load/load.ts';
import { temporaryFolder } from '../../support/folder.ts';

const OBJ_TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';
const TRIANGLE = [0, 0, 0, 1, 0, 0, 0, 1, 0];
const PNG = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).png().toBuffer();

/** An indexed, textured triangle. */
async function makeDocument(positions = TRIANGLE, indices = [0, 1, 2]): Promise<Document> {
  const document = new Document();
  const buffer = document.createBuffer();
  const primitive = document.createPrimitive()
    .setAttribute('POSITION', document.createAccessor().setType('VEC3').setArray(new Float32Array(positions)).setBuffer(buffer))
    .setIndices(document.createAccessor().setType('SCALAR').setArray(new Uint16Array(indices)).setBuffer(buffer))
    .setMaterial(document.createMaterial().setBaseColorTexture(document.createTexture().setURI('red.png').setImage(await PNG)));
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  return document;
}

async function writeGlb(document: Document): Promise<string> {
  const path = join(temporaryFolder(), 'model.glb');
  await new NodeIO().write(path, document);
  return path;
}

/** model.gltf, model.bin and red.png, after `edit`. */
async function writeGltf(edit: (json: GLTF.IGLTF) => void = () => {}): Promise<string> {
  const folder = temporaryFolder();
  const { json, resources } = await new NodeIO().writeJSON(await makeDocument(), { basename: 'model' });
  edit(json);
  writeFileSync(join(folder, 'model.gltf'), JSON.stringify(json));
  for (const [name, bytes] of Object.entries(resources)) writeFileSync(join(folder, name), bytes);
  return join(folder, 'model.gltf');
}

async function writeObj(text: string): Promise<string> {
  const path = join(temporaryFolder(), 'model.obj');
  writeFileSync(path, text);
  return path;
}

const reasonOf = (path: string): Promise<string> => loadModel(path, { unitM: 1 }).then(() => 'loaded', (error: Error) => error.message);

test('the models that the others break are good', async () => {
  expect(await reasonOf(await writeGlb(await makeDocument()))).toBe('loaded');
  expect(await reasonOf(await writeGltf())).toBe('loaded');
});

test('a GLB cut at any length says so', async () => {
  const path = await writeGlb(await makeDocument());
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length += length < 64 ? 1 : 41) {
    writeFileSync(path, whole.subarray(0, length));
    expect(await reasonOf(path), `${length} bytes`).toMatch(/^truncated or not a GLB: /);
  }
});

test('text named .glb and half a .gltf say so', async () => {
  const path = join(temporaryFolder(), 'model.glb');
  writeFileSync(path, 'this is a picture of a model');
  expect(await reasonOf(path)).toMatch(/^truncated or not a GLB/);
  const gltf = await writeGltf();
  writeFileSync(gltf, readFileSync(gltf, 'utf8').slice(0, -5));
  expect(await reasonOf(gltf)).toMatch(/^truncated or not a glTF: /);
});

test('a buffer that is shorter than its views says so', async () => {
  const path = await writeGltf();
  writeFileSync(join(path, '..', 'model.bin'), Buffer.alloc(20));
  expect(await reasonOf(path)).toMatch(/^truncated: bufferViews\[\d\] ends at byte \d+ of 20$/);
});

test('an accessor that runs over its view says so', async () => {
  expect(await reasonOf(await writeGltf(json => (json.accessors!.find(({ type }) => type === 'VEC3')!.count = 30)))).toMatch(/^truncated: accessors\[\d\] ends at byte 360 of/);
});

test('what begins before its buffer or its view says so', async () => {
  expect(await reasonOf(await writeGltf(json => (json.bufferViews![0]!.byteOffset = -8)))).toBe('bufferViews[0].byteOffset is -8; wanted a whole number of at least 0');
  expect(await reasonOf(await writeGltf(json => (json.accessors![0]!.byteOffset = -4)))).toBe('accessors[0].byteOffset is -4; wanted a whole number of at least 0');
});

test('missing files are named', async () => {
  const texture = await writeGltf();
  rmSync(join(texture, '..', 'red.png'));
  expect(await reasonOf(texture)).toBe('texture file "red.png" is missing');
  await expect(hashModel(texture)).rejects.toThrow('texture file "red.png" is missing');
  const buffer = await writeGltf();
  rmSync(join(buffer, '..', 'model.bin'));
  expect(await reasonOf(buffer)).toBe('buffer file "model.bin" is missing');
});

test('an OBJ without its materials or textures is white and says so', async () => {
  const missingOf = async (path: string) => (await loadModel(path, { unitM: 1 })).source.missing;
  const noLibraries = await writeObj(`mtllib a.mtl b.mtl\nmtllib my model.mtl\nusemtl red\n${OBJ_TRIANGLE}`);
  expect(await missingOf(noLibraries)).toEqual(['a.mtl', 'b.mtl', 'my model.mtl'].map((name) => `material file "${name}" is missing`));
  const { source } = await loadModel(noLibraries, { unitM: 1 });
  expect(source.materials[0]).toMatchObject({ baseColorFactor: [1, 1, 1, 1], baseColorTexture: null });
  expect(source.notes).toEqual([...['a.mtl', 'b.mtl', 'my model.mtl'].map((name) => `material file "${name}" is missing; what it defines is white`), 'no material file defines material "red": white']);
  const obj = await writeObj(`mtllib m.mtl\nusemtl x\n${OBJ_TRIANGLE}`);
  writeFileSync(join(obj, '..', 'm.mtl'), 'newmtl x\nKd 0 0 0\nmap_Kd tex/a b.png\nmap_d tex/a b.png\n');
  expect(await missingOf(obj)).toEqual(['texture file "tex/a b.png" is missing']);
  mkdirSync(join(obj, '..', 'tex', 'a b.png'), { recursive: true });
  expect(await missingOf(obj)).toEqual(['texture file "tex/a b.png" is missing']);
  const untextured = await loadModel(obj, { unitM: 1 });
  expect(untextured.source.materials[0]).toMatchObject({ baseColorFactor: [1, 1, 1, 1], baseColorTexture: null, alphaMode: 'opaque' });
  expect(untextured.source.notes).toEqual(['texture file "tex/a b.png" is missing; drawn without it']);
  rmSync(join(obj, '..', 'tex', 'a b.png'), { recursive: true });
  writeFileSync(join(obj, '..', 'tex', 'a b.png'), await PNG);
  expect((await loadModel(obj, { unitM: 1 })).source).toMatchObject({ notes: [], missing: [] });
  expect(await hashModel(obj)).not.toBe(untextured.sha256);
});

test('a texture that is no image says so', async () => {
  const path = await writeGltf();
  writeFileSync(join(path, '..', 'red.png'), (await PNG).subarray(0, 40));
  expect(await reasonOf(path)).toMatch(/^texture "red.png" cannot be decoded: /);
});

test.for([
  ['no triangles', TRIANGLE, []],
  ['index 7 is out of range: the mesh has 3 vertices', TRIANGLE, [0, 1, 7]],
  ['NaN or infinite positions', [0, 0, 0, NaN, 0, 0, 0, 1, 0], [0, 1, 2]],
  ['NaN or infinite positions', [0, 0, 0, 1, 0, 0, 0, -Infinity, 0], [0, 1, 2]],
  ['zero size: all points are equal', [1, 2, 3, 1, 2, 3, 1, 2, 3], [0, 1, 2]],
  ['no triangles with an area', [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2]],
  ['loaded', [...TRIANGLE, NaN, NaN, NaN], [0, 1, 2]],
] as const)('%s', async ([reason, positions, indices]) => {
  expect(await reasonOf(await writeGlb(await makeDocument([...positions], [...indices])))).toBe(reason);
});

test('buffers and images inside the JSON are read, escaped names too', async () => {
  const path = await writeGltf(json => {
    json.images![0]!.uri = 'a%20red%23.png';
  });
  const folder = join(path, '..');
  renameSync(join(folder, 'red.png'), join(folder, 'a red#.png'));
  expect(await reasonOf(path)).toBe('loaded');
  const inside = await writeGltf();
  const json = JSON.parse(readFileSync(inside, 'utf8')) as GLTF.IGLTF;
  json.buffers![0]!.uri = `data:application/octet-stream;base64,${readFileSync(join(inside, '..', 'model.bin'), 'base64')}`;
  json.images![0]!.uri = `data:image/png;base64,${(await PNG).toString('base64')}`;
  for (const name of ['model.bin', 'red.png']) rmSync(join(inside, '..', name));
  writeFileSync(inside, JSON.stringify(json));
  expect(await reasonOf(inside)).toBe('loaded');
});

test('a model without a mesh, of another version, or in need of an unknown extension', async () => {
  expect(await reasonOf(await writeGltf(json => delete json.nodes![0]!.mesh))).toBe('no triangles');
  expect(await reasonOf(await writeGltf(json => (json.asset.version = '1.0')))).toContain('version');
  expect(await reasonOf(await writeGltf(json => (json.extensionsRequired = json.extensionsUsed = ['EXT_unheard_of'])))).toContain('EXT_unheard_of');
});

test.for([
  ['no triangles', ''],
  ['no triangles', 'v 0 0 0\nv 1 0 0\nf 1 2\n'],
  ['NaN or infinite positions', 'v 0 0 0\nv 1 nan 0\nv 0 1 0\nf 1 2 3\n'],
  ['NaN or infinite positions', 'v 0 0 0\nv -nan(ind) nan 1.#QNAN\nv 0 1 0\nv 1 1 0\nf 1 2 4 3\n'],
  ['line 2: a vertex with 2 numbers; wanted 3', 'v 0 0 0\nv 1 0\nv 0 1 0\nf 1 2 3\n'],
  ['line 1: a vertex with 9 numbers; at most 8', 'v 0 0 0 1 1 1 1 1 1'],
  ['line 2: a normal with 1 number; wanted 3', '\nvn 1'],
  ['line 2: "0,5" is not a number; wanted a decimal point in place of the comma', '# half\nv 0,5 0,5 0,5\n'],
  ['line 3: "1.2.3" is not a number', 'v 0 0 0\r\n\r\nv 1 1.2.3 0\r\n'],
  ['line 3: "0x1p3" is not a number', 'v 0 0 0 \\\r1 1 1\rvt 0x1p3 0'],
  ['line 4: "x" is not a number', `${'v 0 0 0\n'.repeat(3)}vn 0 0 x`],
  ['line 1: "2,5;0" is not a number', 'v 2,5;0 0 0'],
  ['line 4: index 4 is out of range: the file has 3 vertices', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n'],
  ['line 4: index 0 is out of range in "0"', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n'],
  ['line 4: index -4 is out of range in "-4/1"', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf -4/1 1 2\n'],
  ['line 5: index 2 is out of range: the file has 1 texture coordinates', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/2 3/1\n'],
  ['line 4: "1,2,3" is no corner of a face; wanted v, v/vt, v//vn or v/vt/vn in whole numbers', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1,2,3\n'],
  ['line 4: "1/1/1/1" is no corner of a face; wanted v, v/vt, v//vn or v/vt/vn', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1/1/1/1 2 3\n'],
  ['zero size: all points are equal', 'v 1 1 1\nv 1 1 1\nf 1 2 1\n'],
] as const)('OBJ: %s (%j)', async ([reason, text]) => {
  expect(await reasonOf(await writeObj(text))).toBe(reason);
});

test('a kind that cannot be loaded names those that can', async () => {
  expect(await reasonOf('model.blend')).toBe(`cannot load .blend; wanted ${MODEL_EXTENSIONS.join(', ')}`);
});

test('the hash is the same loaded or not, follows every file, and does not follow the name', async () => {
  const path = await writeGltf();
  const folder = join(path, '..');
  const first = await hashModel(path);
  expect((await loadModel(path, { unitM: 1 })).sha256).toBe(first);
  renameSync(path, join(folder, 'other.gltf'));
  expect(await hashModel(join(folder, 'other.gltf'))).toBe(first);
  const seen = new Set([first]);
  for (const name of ['red.png', 'model.bin', 'other.gltf']) {
    writeFileSync(join(folder, name), Buffer.concat([readFileSync(join(folder, name)), Buffer.from(' ')]));
    seen.add(await hashModel(join(folder, 'other.gltf')));
  }
  expect(seen.size).toBe(4);

  const obj = await writeObj('mtllib m.mtl\n');
  for (const kd of ['newmtl x\nKd 1 0 0\n', 'newmtl x\nKd 0 1 0\n']) {
    writeFileSync(join(obj, '..', 'm.mtl'), kd);
    seen.add(await hashModel(obj));
  }
  expect(seen.size).toBe(6);
});

test('the hash of a single file is that of its bytes', async () => {
  const path = await writeGlb(await makeDocument());
  expect(await hashModel(path)).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
});

/** Lies beside some checkouts. */
const ASSETS = '../shared/assets';
const present = existsSync(ASSETS);
if (!present) console.log(`skipped: no ${ASSETS}`);

test.skipIf(!present)('every shared model loads, and hashing it takes a fraction of that', async () => {
  const paths = readdirSync(ASSETS, { recursive: true, encoding: 'utf8' }).filter(path => MODEL_EXTENSIONS.includes(extname(path)));
  expect(paths.length).toBeGreaterThan(40);
  const hashes = new Set<string>();
  const loadingStart = performance.now();
  for (const path of paths) {
    const { source, sha256 } = await loadModel(join(ASSETS, path), { unitM: 1 });
    expect(source.primitives.length, path).toBeGreaterThan(0);
    hashes.add(sha256);
  }
  expect(hashes.size).toBe(paths.length);
  const start = performance.now();
  const loadingMs = start - loadingStart;
  for (const path of paths) expect(hashes).toContain(await hashModel(join(ASSETS, path)));
  // 0.15 s on two idle cores; a warm start has 3 s for everything.
  expect(performance.now() - start).toBeLessThan(loadingMs / 2);
});
