// Checks PLY models, text and binary, against numbers worked out by hand; the binary files are written here byte by byte.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hashModel, loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { doubleArea } from '../../../src/assets/triangles.ts';
import { temporaryFolder } from '../../support/folder.ts';

function write(content: string | Uint8Array, others: Record<string, Uint8Array> = {}): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(others)) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'model.ply'), content);
  return join(folder, 'model.ply');
}

const load = async (content: string | Uint8Array, unitM = 1): Promise<SourceModel> => (await loadModel(write(content), { unitM })).source;
const reasonOf = (content: string | Uint8Array): Promise<string> => load(content).then(() => 'loaded', (error: Error) => error.message);

const XYZ = 'property float x\nproperty float y\nproperty float z\n';
const HEADER = `ply\nformat ascii 1.0\nelement vertex 4\n${XYZ}element face 4\nproperty list uchar int vertex_indices\nend_header\n`;
const TETRAHEDRON = `${HEADER}0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 0 3 2\n`;

function areaOf({ primitives: [mesh] }: SourceModel): number {
  let sum = 0;
  for (let t = 0; t < mesh!.indices.length; t += 3) sum += doubleArea(mesh!.positions, mesh!.indices[t]! * 3, mesh!.indices[t + 1]! * 3, mesh!.indices[t + 2]! * 3) / 2;
  return sum;
}

test('a text, in its unit', async () => {
  const model = await load(TETRAHEDRON, 0.5);
  expect(model.primitives).toEqual([{
    positions: new Float32Array([0, 0, 0, 0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5]), normals: null, uvs: null, colors: null,
    indices: new Uint32Array([0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2]), material: 0,
  }]);
  expect(model.materials).toEqual([expect.objectContaining({ baseColorFactor: [1, 1, 1, 1], doubleSided: true })]);
});

test('line ends of Windows and of old Macs, comments and blank lines change nothing', async () => {
  const plain = await load(TETRAHEDRON);
  const commented = TETRAHEDRON.replace('element vertex', 'comment made by hand: element vertex 9\nobj_info \xe9\n\nelement vertex').replace('0 1 0\n', '0 1 0\ncomment 7 7 7\n\n');
  expect(await load(commented)).toEqual(plain);
  expect(await load(commented.replaceAll('\n', '\r\n'))).toEqual(plain);
  expect(await load(TETRAHEDRON.replaceAll('\n', '\r'))).toEqual(plain);
  expect(await load(TETRAHEDRON.trimEnd())).toEqual(plain);
});

test('a concave face keeps its notch, and faces of five corners their area', async () => {
  const u = '0 0 0\n3 0 0\n3 3 0\n2 3 0\n2 1 0\n1 1 0\n1 3 0\n0 3 0\n';
  const header = HEADER.replace('vertex 4', 'vertex 8').replace('face 4', 'face 1');
  expect(areaOf(await load(`${header}${u}8 0 1 2 3 4 5 6 7\n`))).toBeCloseTo(7, 6);
  expect(areaOf(await load(`${header}${u}5 0 1 2 4 7\n`))).toBeCloseTo(0.5 * Math.abs(3 * 3 + (3 * 1 - 2 * 3) + (2 * 3 - 0 * 1)), 6);
});

const WRITERS = {
  char: ['setInt8', 1], uchar: ['setUint8', 1], short: ['setInt16', 2], ushort: ['setUint16', 2], int: ['setInt32', 4], uint: ['setUint32', 4],
  int8: ['setInt8', 1], uint8: ['setUint8', 1], int16: ['setInt16', 2], uint16: ['setUint16', 2], int32: ['setInt32', 4], uint32: ['setUint32', 4],
  float: ['setFloat32', 4], double: ['setFloat64', 8], float32: ['setFloat32', 4], float64: ['setFloat64', 8],
} as const;
type Type = keyof typeof WRITERS;

function binary(header: string, littleEndian: boolean, numbers: [Type, number][]): Uint8Array {
  const bytes = Buffer.alloc(numbers.reduce((sum, [type]) => sum + WRITERS[type][1], 0));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const [type, value] of numbers) {
    view[WRITERS[type][0]](at, value, littleEndian);
    at += WRITERS[type][1];
  }
  return Buffer.concat([Buffer.from(header), bytes]);
}

const COUNTS: Type[] = ['char', 'uchar', 'short', 'ushort', 'int', 'uint', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32'];
const POSITIONS: Type[] = ['float', 'double', 'float32', 'float64'];

test.for([['binary_little_endian', true], ['binary_big_endian', false]] as const)('%s, with every type and properties that mean nothing here', async ([format, little]) => {
  const plain = await load(TETRAHEDRON);
  for (const [i, count] of COUNTS.entries()) {
    const [index, position] = [COUNTS[(i + 5) % 12]!, POSITIONS[i % 4]!];
    const header = `ply\nformat ${format} 1.0\nelement vertex 4\nproperty list ${count} double extra\nproperty ${position} z\nproperty ushort flag\nproperty ${position} y\nproperty ${position} x\n`
      + `element edge 1\nproperty list ${index} ${count} ends\nelement face 4\nproperty uchar k\nproperty list ${count} ${index} ${i % 2 ? 'vertex_index' : 'vertex_indices'}\nend_header\n`;
    const vertices = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]].flatMap(([x, y, z]): [Type, number][] => [[count, 1], ['double', 9], [position, z!], ['ushort', 65535], [position, y!], [position, x!]]);
    const faces = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]].flatMap((face): [Type, number][] => [['uchar', 200], [count, 3], ...face.map((vertex): [Type, number] => [index, vertex])]);
    const whole = binary(header, little, [...vertices, [index, 2], [count, 0], [count, 1], ...faces]);
    expect(await load(whole), `${count} ${index} ${position}`).toEqual(plain);
    expect(await reasonOf(whole.subarray(0, -1))).toMatch(/^truncated: /);
  }
});

test('colours of vertices are decoded from sRGB, with alpha; bytes, 16 bits and fractions', async () => {
  const linear = (code: number): number => (code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4);
  for (const [type, full] of [['uchar', 255], ['ushort', 65535], ['float', 1]] as const) {
    const codes = [0.2, 0.6, 1].map((part) => part * full);
    const header = HEADER.replace('element face 4', `property ${type} red\nproperty ${type} green\nproperty ${type} blue\nproperty ${type} alpha\nelement face 1`).replace('vertex 4', 'vertex 3');
    const { primitives: [mesh] } = await load(`${header}0 0 0 ${codes.join(' ')} ${full}\n1 0 0 0 0 0 0\n0 1 0 ${full} ${full} ${full} ${full}\n3 0 1 2\n`);
    const wanted = [linear(0.2), linear(0.6), 1, 1, 0, 0, 0, 0, 1, 1, 1, 1];
    wanted.forEach((value, i) => expect(mesh!.colors![i], `${type} ${i}`).toBeCloseTo(value, 6));
  }
});

test('colours of faces end at their edges', async () => {
  const header = HEADER.replace('property list', 'property uchar red\nproperty uchar green\nproperty uchar blue\nproperty list').replace('face 4', 'face 2');
  const { primitives: [mesh] } = await load(`${header}0 0 0\n1 0 0\n1 1 0\n0 1 0\n255 0 0 3 0 1 2\n0 0 255 3 0 2 3\n`);
  expect([...mesh!.colors!]).toEqual([...Array.from({ length: 3 }, () => [1, 0, 0, 1]), ...Array.from({ length: 3 }, () => [0, 0, 1, 1])].flat());
  expect([...mesh!.positions]).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0]);
});

test('normals and texture coordinates of vertices and of faces; the texture counts for the hash', async () => {
  const png = await sharp(new Uint8Array([255, 0, 0, 255]), { raw: { width: 1, height: 1, channels: 4 } }).png().toBuffer();
  const header = HEADER.replace('element vertex 4', 'comment TextureFile my skin.png\nelement vertex 3').replace('element face 4', 'property float nx\nproperty float ny\nproperty float nz\nproperty float s\nproperty float t\nelement face 1');
  const body = '0 0 0 0 0 2 0 0\n1 0 0 0 0 2 1 0\n0 1 0 0 0 2 0 0.75\n';
  const path = write(`${header}${body}3 0 1 2\n`, { 'my skin.png': png });
  const { source, sha256 } = await loadModel(path, { unitM: 1 });
  expect([...source.primitives[0]!.normals!]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
  expect([...source.primitives[0]!.uvs!]).toEqual([0, 1, 1, 1, 0, 0.25]);
  expect(source.materials[0]!.baseColorTexture!.image.rgba).toEqual(new Uint8Array([255, 0, 0, 255]));
  expect(await hashModel(path)).toBe(sha256);
  writeFileSync(join(path, '..', 'my skin.png'), Buffer.concat([png, Buffer.from(' ')]));
  expect(await hashModel(path)).not.toBe(sha256);

  const wedge = header.replace('vertex_indices\n', 'vertex_indices\nproperty list uchar float texcoord\n');
  const ofFaces = await load(`${wedge}${body}3 0 1 2 6 0.5 0 0.25 0 0.5 1\n`);
  expect([...ofFaces.primitives[0]!.uvs!]).toEqual([0.5, 1, 0.25, 1, 0.5, 0]);
  expect(ofFaces).toMatchObject({ notes: ['texture file "my skin.png" is missing; drawn without it'], missing: ['texture file "my skin.png" is missing'] });
});

test('triangle strips turn every second triangle over, and begin anew at -1', async () => {
  const header = HEADER.replace('element face 4\nproperty list uchar int', 'element tristrips 1\nproperty list int int');
  const { primitives: [mesh] } = await load(`${header}0 0 0\n1 0 0\n0 1 0\n1 1 0\n8 0 1 2 3 -1 3 2 1\n`);
  expect([...mesh!.indices]).toEqual([0, 1, 2, 2, 1, 3, 3, 2, 1]);
});

test.for([
  ['truncated or not a PLY: it does not begin with "ply"', 'solid x\n'],
  ['truncated or not a PLY: its header has no end_header', HEADER.slice(0, -12)],
  ['line 2 of its header is "format ascii_ 1.0"; wanted format ascii, binary_little_endian or binary_big_endian', TETRAHEDRON.replace('ascii', 'ascii_')],
  ['line 3 of its header is "element vertex -4"; wanted element, its name and how many there are', TETRAHEDRON.replace('vertex 4', 'vertex -4')],
  ['line 4 of its header is "property half x"; wanted property, its type and its name', TETRAHEDRON.replace('float x', 'half x')],
  ['no element "vertex" with x, y and z', TETRAHEDRON.replace('float z', 'float w')],
  ['no element "face" with a list "vertex_indices": points without faces cannot be drawn; wanted a mesh', TETRAHEDRON.replace('element face', 'element mask')],
  ['face 2 names vertex 9; the file has 4 of them, from 0', TETRAHEDRON.replace('3 1 2 3', '3 1 2 9')],
  ['face 2 names vertex -1; the file has 4 of them, from 0', TETRAHEDRON.replace('3 1 2 3', '3 1 2 -1')],
  ['list "vertex_indices" of face 2 has -3 values; wanted a whole number from 0', TETRAHEDRON.replace('3 1 2 3', '-3 1 2 3')],
  ['line 13: "0,5" is no number', TETRAHEDRON.replace('0 1 0', '0 0,5 0').replace('end_header\n', 'end_header\n\n')],
  ['NaN or infinite positions', TETRAHEDRON.replace('0 1 0', '0 nan 0')],
  ['NaN or infinite positions', TETRAHEDRON.replace('0 1 0', '0 nan 0').replace('face 4', 'face 1').replace('3 0 2 1', '4 0 1 3 2')],
  ['truncated: it ends before its last number', TETRAHEDRON.trimEnd().slice(0, -1)],
  ['truncated: it lists 3000000000 of element "vertex", for which its 56 bytes are too few', TETRAHEDRON.replace('vertex 4', 'vertex 3000000000')],
  ['element "nothing" has no property', TETRAHEDRON.replace('element face', 'element nothing 3\nelement face')],
] as const)('%s', async ([reason, text]) => {
  expect(await reasonOf(text)).toBe(reason);
});
