// Checks .npy files against numpy.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeNpy } from '../../src/encode/npy.ts';
import type { NpyArray } from '../../src/encode/npy.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'json');
const CASES: { values: NpyArray; shape: number[]; dtype: string }[] = [
  { values: new Float32Array([0, 1.5, -2.25, 3e38, 1e-40, 7]), shape: [2, 3], dtype: 'float32' },
  { values: new Float64Array([Math.PI]), shape: [], dtype: 'float64' },
  { values: new Uint8Array([0, 255]), shape: [2], dtype: 'uint8' },
  { values: new Uint16Array([65535, 1]), shape: [1, 2, 1], dtype: 'uint16' },
  { values: new Uint32Array([4294967295]), shape: [1], dtype: 'uint32' },
  { values: new Int8Array([-128]), shape: [1], dtype: 'int8' },
  { values: new Int16Array([-32768]), shape: [1], dtype: 'int16' },
  { values: new Int32Array([-2147483648]), shape: [1], dtype: 'int32' },
  { values: new Float32Array(0), shape: [0, 640], dtype: 'float32' },
];

test.skipIf(!python)('numpy reads the type, the shape and every value', () => {
  const folder = temporaryFolder();
  const paths = CASES.map(({ values, shape }, i) => {
    const path = join(folder, `${i}.npy`);
    writeFileSync(path, encodeNpy(values, shape));
    return path;
  });
  const seen = askPython<unknown[]>(
    python!,
    `
import json, sys, numpy
arrays = [numpy.load(path) for path in sys.argv[1:]]
print(json.dumps([dict(dtype=str(a.dtype), shape=a.shape, values=a.ravel().tolist(), fortran=a.flags.fnc) for a in arrays]))`,
    ...paths,
  );
  expect(seen).toEqual(CASES.map(({ values, shape, dtype }) => ({ dtype, shape, values: [...values], fortran: false })));
});

test('the values start at a multiple of 64 bytes, and a view writes its own part only', () => {
  for (let dimensions = 1; dimensions <= 64; dimensions++) {
    const header = encodeNpy(
      new Uint8Array(1),
      Array.from({ length: dimensions }, () => 1),
    ).subarray(0, -1);
    expect([header.length % 64, header.at(-1)]).toEqual([0, '\n'.charCodeAt(0)]);
  }
  const view = new Uint16Array([9, 1, 2, 9]).subarray(1, 3);
  expect([...encodeNpy(view, [2]).subarray(-4)]).toEqual([1, 0, 2, 0]);
});

test('values that do not fit the shape are refused', () => {
  expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow('npy: 5 values for shape (2, 3); wanted 6');
});
