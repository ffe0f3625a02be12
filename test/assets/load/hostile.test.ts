// Checks that models which were made to do harm are refused: with the field that is wrong, soon, and without a look at other files.
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hashModel, loadModel } from '../../../src/assets/load/load.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { pyramidJson, writeJson, type Json } from '../../support/small-gltf.ts';

const reasonOf = (path: string): Promise<string> => loadModel(path, { unitM: 1 }).then(() => 'loaded', (error: Error) => error.message);
const reasonOfGltf = (edit: (json: Json) => unknown): Promise<string> => {
  const json = pyramidJson();
  edit(json);
  return reasonOf(writeJson(json));
};

test.for<[string, (json: Json) => unknown]>([
  ['loaded', () => 0],
  ['loaded', (json) => Object.assign(json, { animations: 3, cameras: [null], extras: null, nodes: json.nodes.map((node: Json) => ({ ...node, camera: 9 })) })],
  ['accessors[0].count is -5; wanted a whole number from 0 to 4194304', (json) => (json.accessors[0].count = -5)],
  ['accessors[0].count is 3000000000; wanted a whole number from 0 to 4194304', (json) => (json.accessors[0].count = 3e9)],
  ['accessors[0].count is "5"; wanted a whole number from 0 to 4194304', (json) => (json.accessors[0].count = '5')],
  ['accessors[1].type is "VEC9"; wanted one of "SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"', (json) => (json.accessors[1].type = 'VEC9')],
  ['accessors[1].componentType is 5124; wanted one of 5120, 5121, 5122, 5123, 5125, 5126', (json) => (json.accessors[1].componentType = 5124)],
  ['accessors[0].bufferView is 7; wanted the index of one of 3 bufferViews', (json) => (json.accessors[0].bufferView = 7)],
  ['accessors[0].byteOffset is 0.5; wanted a whole number of at least 0', (json) => (json.accessors[0].byteOffset = 0.5)],
  ['truncated: accessors[0] ends at byte 64 of 60', (json) => (json.accessors[0].byteOffset = 4)],
  ['truncated: bufferViews[0] ends at byte 1000060 of 136', (json) => (json.bufferViews[0].byteOffset = 1e6)],
  ['bufferViews[0].byteStride is 100000; wanted a whole number from 0 to 255', (json) => (json.bufferViews[0].byteStride = 100_000)],
  ['truncated: accessors[0] ends at byte 924 of 60', (json) => (json.bufferViews[0].byteStride = 228)],
  ['the accessors hold 504 MB together; at most 500 MB', (json) => { for (let i = 0; i < 10; i++) json.accessors.push({ componentType: 5126, count: 4194304, type: 'VEC3' }); }],
  ['accessors[0].sparse.count is 6; wanted at most 5, the count of the accessor', (json) => (json.accessors[0].sparse = { count: 6, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 0 } })],
  ['truncated: accessors[0].sparse.values ends at byte 60 of 36', (json) => (json.accessors[0].sparse = { count: 5, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 1 } })],
  ['accessors[0].sparse.indices is missing; wanted an object', (json) => (json.accessors[0].sparse = { count: 1 })],
  ['meshes is an object; wanted a list of at most 50000', (json) => (json.meshes = {})],
  ['meshes[0].primitives is missing; wanted a list', (json) => delete json.meshes[0].primitives],
  ['meshes[0].primitives is "all"; wanted a list', (json) => (json.meshes[0].primitives = 'all')],
  ['meshes[0].primitives[0].attributes.POSITION is an accessor of type VEC2; wanted VEC3', (json) => (json.meshes[0].primitives[0].attributes.POSITION = 2)],
  ['meshes[0].primitives[0].attributes.TEXCOORD_0 has 4 elements; wanted 5', (json) => (json.accessors[2].count = 4)],
  ['meshes[0].primitives[0].indices is an accessor of type VEC3; wanted SCALAR', (json) => (json.meshes[0].primitives[0].indices = 0)],
  ['meshes[0].primitives[0].mode is 7; wanted a whole number from 0 to 6', (json) => (json.meshes[0].primitives[0].mode = 7)],
  ['meshes[0].primitives[0].material is 4; wanted the index of one of 1 materials', (json) => (json.meshes[0].primitives[0].material = 4)],
  ['materials[0].pbrMetallicRoughness.baseColorTexture.index is 1; wanted the index of one of 1 textures', (json) => (json.materials[0].pbrMetallicRoughness.baseColorTexture.index = 1)],
  ['materials[0].pbrMetallicRoughness.baseColorFactor is a list of 3; wanted a list of 4 numbers', (json) => (json.materials[0].pbrMetallicRoughness.baseColorFactor = [1, 1, 1])],
  ['textures[0].source is null; wanted the index of one of 1 images', (json) => (json.textures[0].source = null)],
  ['nodes[1].translation is a list of 3; wanted a list of 3 numbers', (json) => (json.nodes[1].translation = [0, null, 0])],
  ['nodes is 3; wanted a list of at most 50000', (json) => (json.nodes = 3)],
  ['scenes[0].nodes[0] is 9; wanted the index of one of 2 nodes', (json) => (json.scenes[0].nodes = [9])],
  ['scene is 4; wanted the index of one of 1 scenes', (json) => (json.scene = 4)],
  ['nodes[1] is a child of nodes[0] and of nodes[2]; wanted one parent', (json) => json.nodes.push({ children: [1] })],
  ['nodes[0] is its own ancestor, or below a node that is', (json) => (json.nodes[1].children = [0])],
  ['nodes[0] is its own ancestor, or below a node that is', (json) => (json.nodes[0].children = [0])],
  ['asset.version is "1.0"; wanted "2.0"', (json) => (json.asset.version = '1.0')],
  ['asset.version is 2; wanted "2.0"', (json) => (json.asset.version = 2)],
  ['not a glTF: it has no "asset"', (json) => delete json.asset],
  ['extensionsRequired names "EXT_unheard_of", which is not supported', (json) => (json.extensionsRequired = json.extensionsUsed = ['EXT_unheard_of'])],
  ['extensionsUsed is "KHR_draco_mesh_compression"; wanted a list', (json) => (json.extensionsUsed = 'KHR_draco_mesh_compression')],
  ['images[0].uri is 5; wanted text', (json) => (json.images[0].uri = 5)],
  ['texture "embedded" cannot be decoded: it is cut short, or not a PNG, JPEG, WebP, AVIF, GIF, TIFF, KTX2, BMP or TGA', (json) => (json.images[0].uri = 'data:image/png;base64,QUJD')],
  ['buffers[0].uri is a data address without data', (json) => (json.buffers[0].uri = 'data:nothing')],
  ['broken file: it is damaged, or breaks the rules of glTF', (json) => { json.extensionsUsed = ['KHR_materials_sheen']; json.materials[0].extensions = { KHR_materials_sheen: { sheenColorTexture: { index: 77 } } }; }],
])('%s', async ([reason, edit]) => {
  expect(await reasonOfGltf(edit)).toBe(reason);
});

test('infinite numbers and numbers past the largest whole one are no numbers', async () => {
  const text = JSON.stringify(pyramidJson());
  expect(await reasonOf(writeJson(text.replace('"translation":[0,0,1]', '"translation":[0,0,1e999]')))).toBe('nodes[1].translation is a list of 3; wanted a list of 3 numbers');
  expect(await reasonOf(writeJson(text.replace('"byteLength":60', '"byteLength":1e300')))).toMatch(/^bufferViews\[0\]\.byteLength is 1e\+300; wanted a whole number/);
});

test('nodes that are nested without end, in whatever order they stand', async () => {
  const chain = (deep: number, isReversed: boolean) => (json: Json): void => {
    json.nodes = Array.from({ length: deep }, (_, i) => (i === (isReversed ? 0 : deep - 1) ? { mesh: 0 } : { children: [isReversed ? i - 1 : i + 1] }));
    json.scenes[0].nodes = [isReversed ? deep - 1 : 0];
  };
  for (const isReversed of [false, true]) {
    expect(await reasonOfGltf(chain(900, isReversed))).toBe('loaded');
    expect(await reasonOfGltf(chain(10_000, isReversed))).toMatch(/^nodes\[\d+\] is nested \d+ deep; at most 1000$/);
  }
  expect(await reasonOf(writeJson(`{"asset":{"version":"2.0"},"extras":${'['.repeat(100_000)}${']'.repeat(100_000)}}`))).toBe('no triangles');
  expect(await reasonOf(writeJson(`{"asset":{"version":"2.0"},"extras":[${'0,'.repeat(5_000_000)}0]}`))).toBe('the JSON holds more than 4194304 values');
});

test('thousands of uses of a mesh are counted before any is made', async () => {
  const uses = (nodes: number, primitives: number) => (json: Json): void => {
    json.nodes = Array.from({ length: nodes }, () => ({ mesh: 0 }));
    json.scenes[0].nodes = json.nodes.map((_: Json, i: number) => i);
    json.meshes[0].primitives = Array.from({ length: primitives }, () => json.meshes[0].primitives[0]);
  };
  expect(await reasonOfGltf(uses(300, 1))).toBe('loaded');
  expect(await reasonOfGltf(uses(600, 300))).toMatch(/^\d+ triangles; at most 1048576$/);
  expect(await reasonOfGltf(uses(50_001, 1))).toBe('nodes is a list of 50001; wanted a list of at most 50000');
});

test.for(['KHR_draco_mesh_compression', 'EXT_meshopt_compression'])('garbage in place of what %s compresses', async (name) => {
  expect(await reasonOfGltf((json) => {
    json.extensionsUsed = json.extensionsRequired = [name];
    if (name.startsWith('KHR')) json.meshes[0].primitives[0].extensions = { [name]: { bufferView: 0, attributes: { POSITION: 0, TEXCOORD_0: 1 } } };
    else json.bufferViews[0].extensions = { [name]: { buffer: 0, byteOffset: 60, byteLength: 40, byteStride: 12, count: 5, mode: 'ATTRIBUTES' } };
  })).toBe(`broken file: it is damaged, or breaks the rules of glTF, perhaps in what ${name} compresses`);
  if (name.startsWith('EXT')) {
    expect(await reasonOfGltf((json) => {
      json.extensionsUsed = json.extensionsRequired = [name];
      json.bufferViews[0].extensions = { [name]: { buffer: 0, byteLength: 40, byteStride: 12, count: 4_000_000, mode: 'ATTRIBUTES' } };
    })).toBe('bufferViews[0].byteLength is 60; wanted 48000000, the count times the stride of its EXT_meshopt_compression');
  }
});

/** A folder with model/ and, beside it, files that are none of the model's business. */
function folders(): { model: string; beside: string } {
  const root = temporaryFolder();
  const [model, beside] = [join(root, 'model'), join(root, 'beside')];
  for (const folder of [model, beside]) mkdirSync(folder);
  for (const name of ['secret.bin', 'secret.png', 'secret.mtl']) writeFileSync(join(beside, name), 'secret');
  return { model, beside };
}

const OBJ = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';

test('paths that leave the folder are not read, whether there is such a file or not', async () => {
  const { model, beside } = folders();
  const outside = (kind: string, name: string) => `${kind} file "${name}" lies outside the model's folder, and is not read; wanted it in that folder or below`;
  for (const name of ['../beside/secret.bin', '../beside/none.bin', '../../../../../../etc/passwd', 'x/../../beside/secret.bin', '..\\beside\\secret.bin', '%2e%2e/beside/secret.bin']) {
    const path = writeJson({ ...pyramidJson(), buffers: [{ byteLength: 136, uri: name }] }, model);
    expect(await reasonOf(path)).toBe(outside('buffer', name.startsWith('%') ? '../beside/secret.bin' : name));
    await expect(hashModel(path)).rejects.toThrow(/lies outside/);
  }
  const obj = join(model, 'a.obj');
  writeFileSync(obj, `mtllib ../beside/secret.mtl\n${OBJ}`);
  expect(await reasonOf(obj)).toBe(outside('material', '../beside/secret.mtl'));
  mkdirSync(join(model, 'mtl'));
  writeFileSync(obj, `mtllib mtl/a.mtl\nusemtl m\n${OBJ}`);
  writeFileSync(join(model, 'mtl', 'a.mtl'), 'newmtl m\nmap_Kd ../../beside/secret.png\n');
  expect(await reasonOf(obj)).toBe(outside('texture', '../../beside/secret.png'));
  // What stays below the model's folder is read.
  writeFileSync(join(model, 'red.png'), await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).png().toBuffer());
  writeFileSync(join(model, 'mtl', 'a.mtl'), 'newmtl m\nmap_Kd ../red.png\n');
  expect(await reasonOf(obj)).toBe('loaded');
  // An absolute path is one on the disk of the author, and never one here.
  writeFileSync(join(model, 'mtl', 'a.mtl'), `newmtl m\nmap_Kd ${join(beside, 'secret.png')}\n`);
  expect((await loadModel(obj, { unitM: 1 })).source.missing).toEqual([`texture file "${join(beside, 'secret.png')}" is missing`]);
});

test('links out of the folder are not followed, links inside it are', async () => {
  const { model, beside } = folders();
  const path = writeJson({ ...pyramidJson(), buffers: [{ byteLength: 136, uri: 'a.bin' }] }, model);
  symlinkSync(join(beside, 'secret.bin'), join(model, 'a.bin'));
  expect(await reasonOf(path)).toMatch(/^buffer file "a\.bin" lies outside the model's folder/);
  symlinkSync(beside, join(model, 'sub'));
  writeJson({ ...pyramidJson(), buffers: [{ byteLength: 136, uri: 'sub/secret.bin' }] }, model);
  expect(await reasonOf(path)).toMatch(/lies outside the model's folder/);
  writeFileSync(join(model, 'real.bin'), 'x');
  symlinkSync(join(model, 'real.bin'), join(model, 'inside.bin'));
  writeJson({ ...pyramidJson(), buffers: [{ byteLength: 136, uri: 'inside.bin' }] }, model);
  expect(await reasonOf(path)).toMatch(/^truncated: bufferViews\[0\] ends at byte 60 of 1$/);
  // A folder of links to models finds the files beside the models.
  const links = temporaryFolder();
  symlinkSync(path, join(links, 'linked.gltf'));
  symlinkSync(join(model, 'real.bin'), join(links, 'inside.bin'));
  expect(await reasonOf(join(links, 'linked.gltf'))).toMatch(/^truncated/);
});

test.for(['http://127.0.0.1:9/a.bin', 'https://example.com/a.bin', 'file:///etc/passwd', 'FILE:/etc/passwd', 'ftp://a/b'])('%s is not fetched', async (uri) => {
  const { model } = folders();
  const refusal = (kind: string) => `${kind} file "${uri}" is an address, and nothing is fetched; wanted a file beside the model`;
  expect(await reasonOf(writeJson({ ...pyramidJson(), buffers: [{ byteLength: 136, uri }] }, model))).toBe(refusal('buffer'));
  expect(await reasonOf(writeJson({ ...pyramidJson(), images: [{ uri }] }, model))).toBe(refusal('texture'));
  const obj = join(model, 'a.obj');
  writeFileSync(obj, `mtllib ${uri}\n${OBJ}`);
  expect(await reasonOf(obj)).toBe(refusal('material'));
  writeFileSync(obj, `mtllib a.mtl\n${OBJ}`);
  writeFileSync(join(model, 'a.mtl'), `newmtl m\nmap_Kd ${uri}\n`);
  expect(await reasonOf(obj)).toBe(refusal('texture'));
});

test('names that no file can have are missing files', async () => {
  const { model } = folders();
  for (const uri of ['a%00b.bin', 'constructor', '__proto__', 'x'.repeat(5000), '.', '']) {
    const reason = await reasonOf(writeJson({ ...pyramidJson(), buffers: [{ byteLength: 136, uri }] }, model));
    expect(reason).toMatch(uri === '' ? /^truncated: / : /^buffer file ".{1,100}" is missing$/);
  }
});

/** A PNG of a header and a few bytes of pixels. */
function pngBomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', Buffer.from('789c030000000001', 'hex')), chunk('IEND', Buffer.alloc(0))]);
}

/** A file whose header says another size: the two numbers are 16 bits each. */
async function withSize(format: 'jpeg' | 'webp', side: number): Promise<Buffer> {
  const file = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).toFormat(format).toBuffer();
  const at = format === 'jpeg' ? file.indexOf(Buffer.from([0xff, 0xc0])) + 5 : file.indexOf(Buffer.from([0x9d, 0x01, 0x2a])) + 3;
  for (const to of [at, at + 2]) {
    if (format === 'jpeg') file.writeUInt16BE(side, to);
    else file.writeUInt16LE(side, to);
  }
  return file;
}

test('the size in an image\'s header is checked before its pixels are decoded', async () => {
  const bombs: [Buffer, string][] = [[pngBomb(60_000), '60000 x 60000'], [await withSize('jpeg', 60_000), '60000 x 60000'], [await withSize('webp', 16_000), '16000 x 16000']];
  for (const [bytes, size] of bombs) {
    const before = process.memoryUsage.rss();
    expect(await reasonOfGltf((json) => (json.images[0] = { name: 'bomb', uri: `data:image/png;base64,${bytes.toString('base64')}` }))).toBe(`texture "bomb" is ${size} pixels; wanted 1 to 67108864 pixels (assets.limits.texturePx)`);
    expect(process.memoryUsage.rss() - before).toBeLessThan(500e6);
  }
  const path = writeJson(pyramidJson());
  await expect(loadModel(path, { unitM: 1, texturePx: 15 })).rejects.toThrow('texture "embedded" is 4 x 4 pixels; wanted 1 to 15 pixels (assets.limits.texturePx)');
  await expect(loadModel(path, { unitM: 1, texturePx: 16 })).resolves.toBeDefined();
});

test('a drawing of vectors is no texture, whatever its name', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>').toString('base64');
  expect(await reasonOfGltf((json) => (json.images[0].uri = `data:image/png;base64,${svg}`))).toMatch(/cannot be decoded: it is cut short, or not a PNG/);
});

test('long lines of OBJ and MTL cost no more than short ones', async () => {
  const { model } = folders();
  const obj = join(model, 'a.obj');
  const { user } = process.cpuUsage();
  writeFileSync(obj, `mtllib ${' '.repeat(300_000)}a.mtl\n${OBJ}`);
  expect((await loadModel(obj, { unitM: 1 })).source.missing).toEqual(['material file "a.mtl" is missing']);
  writeFileSync(obj, `mtllib a.mtl\n${OBJ}`);
  writeFileSync(join(model, 'a.mtl'), `newmtl m\r\nKd${' '.repeat(300_000)}1\n`);
  await expect(hashModel(obj)).rejects.toThrow('material file "a.mtl", line 2 is longer than 2000 bytes');
  writeFileSync(join(model, 'a.mtl'), 'newmtl m\n'.repeat(500_000));
  await expect(hashModel(obj)).rejects.toThrow('material file "a.mtl" has 4500000 bytes; at most 4000000');
  expect(process.cpuUsage().user - user).toBeLessThan(10e6);
});

test('files of more bytes than a string may have are not read', async () => {
  for (const name of ['a.obj', 'a.glb']) {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, '');
    truncateSync(path, 5e9); // takes no room on the disk
    await expect(hashModel(path)).rejects.toThrow('5000 MB of files; a model has at most 500 MB');
  }
  const { model } = folders();
  for (const name of ['a.bin', 'b.bin']) {
    writeFileSync(join(model, name), '');
    truncateSync(join(model, name), name === 'a.bin' ? 3000 : 5e8);
  }
  const path = writeJson({ ...pyramidJson(), buffers: ['a.bin', 'b.bin'].map((uri) => ({ byteLength: 3000, uri })) }, model);
  await expect(hashModel(path)).rejects.toThrow('501 MB of files; a model has at most 500 MB');
});
