// Checks STL models, text and binary, against numbers worked out by hand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { temporaryFolder } from '../../support/folder.ts';

async function load(content: string | Uint8Array, unitM = 1): Promise<SourceModel> {
  const path = join(temporaryFolder(), 'model.stl');
  writeFileSync(path, content);
  return (await loadModel(path, { unitM })).source;
}

const reasonOf = (content: string | Uint8Array): Promise<string> => load(content).then(() => 'loaded', (error: Error) => error.message);

const facet = (...corners: string[]): string => `  facet normal 0 0 1\n    outer loop\n${corners.map((corner) => `      vertex ${corner}\n`).join('')}    endloop\n  endfacet\n`;
const TEXT = `solid part\n${facet('0 0 0', '1 0 0', '0 1e0 0')}${facet('0 0 0', '0 1 0', '0 0 +2.5E-1')}endsolid part\n`;
const POSITIONS = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0.25];

/** 80 bytes of header, the count, and for each facet normal, corners and 16 bits. */
function binary(header: string, bits: number[] = [0, 0], positions = POSITIONS): Buffer {
  const bytes = Buffer.alloc(84 + 50 * bits.length);
  bytes.write(header, 'latin1');
  bytes.writeUInt32LE(bits.length, 80);
  bits.forEach((value, facetIndex) => {
    for (let i = 0; i < 9; i++) bytes.writeFloatLE(positions[facetIndex * 9 + i]!, 84 + facetIndex * 50 + 12 + i * 4);
    bytes.writeUInt16LE(value, 84 + facetIndex * 50 + 48);
  });
  return bytes;
}

test('text, in its unit', async () => {
  const model = await load(TEXT, 2);
  expect(model.primitives).toEqual([{
    positions: new Float32Array(POSITIONS.map((value) => value * 2)), normals: null, uvs: null, colors: null, indices: new Uint32Array([0, 1, 2, 3, 4, 5]), material: 0,
  }]);
  expect(model.materials).toEqual([expect.objectContaining({ baseColorFactor: [1, 1, 1, 1], doubleSided: true })]);
});

test('line ends, letter case, names that hold the words of the format, several solids', async () => {
  const plain = await load(TEXT);
  for (const text of [
    TEXT.replaceAll('\n', '\r\n'), TEXT.replaceAll('\n', '\r'), TEXT.toUpperCase(), `\ufeff${TEXT}`, TEXT.replaceAll(' part', ''), TEXT.replaceAll(' ', '\t'),
    TEXT.replaceAll('part', 'endsolid facet vertex 1 2 3 endfacet (\xe4"%20)'),
    TEXT.replace('  facet normal 0 0 1\n    outer loop\n      vertex 0 0 0\n      vertex 0 1', 'endsolid a\n\nsolid b vertex 4 4 4\n  facet normal 0 0 1\n    outer loop\n      vertex 0 0 0\n      vertex 0 1'),
    TEXT.replace('normal 0 0 1', 'normal nan nan nan'),
  ]) expect(await load(text)).toEqual(plain);
});

test('binary, also where the header begins as a text does', async () => {
  const plain = await load(TEXT);
  expect(await load(binary('made by a scanner'))).toEqual(plain);
  expect(await load(binary('solid part facet normal'))).toEqual(plain);
  expect(await load(Buffer.concat([binary('solid with bytes behind it'), Buffer.alloc(7)]))).toEqual(plain);
});

test('facets of a binary file have colours of their own or the header\'s', async () => {
  const red31 = 31, half = 16 << 5;
  const { primitives: [mesh] } = await load(binary('solid x COLOR=\xff\x80\x00\xff,', [red31 | half, 0x8000]));
  const linear = (code: number): number => ((code + 0.055) / 1.055) ** 2.4;
  const wanted = [...Array.from({ length: 3 }, () => [1, linear(16 / 31), 0, 1]), ...Array.from({ length: 3 }, () => [1, linear(128 / 255), 0, 1])].flat();
  wanted.forEach((value, i) => expect(mesh!.colors![i]).toBeCloseTo(value, 6));
  expect((await load(binary('no colours', [5, 6]))).primitives[0]!.colors).toBeNull();
});

test.for([
  ['truncated: it ends before "endsolid"', TEXT.slice(0, -14)],
  ['truncated: it ends before "endsolid"', TEXT.slice(0, TEXT.indexOf('      vertex 1 0 0'))],
  ['line 4: "0,5" is no number', TEXT.replace('vertex 0 0 0', 'vertex 0,5 0 0')],
  ['line 4: a vertex of 2 numbers; wanted 3', TEXT.replace('vertex 0 0 0', 'vertex 0 0')],
  ['NaN or infinite positions', TEXT.replace('vertex 0 0 0', 'vertex 0 nan 0')],
  ['no triangles', 'solid empty\nendsolid empty\n'],
  ['truncated or not an STL: 12 bytes; wanted "solid", or at least 84', 'hello, world'],
  ['truncated or not an STL: 183 bytes for 2 triangles; wanted 184', binary('x').subarray(0, -1)],
  ['NaN or infinite positions', binary('x', [0], [NaN, ...POSITIONS.slice(1)])],
] as const)('%s', async ([reason, content]) => {
  expect(await reasonOf(content)).toBe(reason);
});
