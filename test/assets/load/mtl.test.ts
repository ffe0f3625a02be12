// Checks material libraries: options before a map's file name, numbers, names, line ends, and what counts as opacity.
import { expect, test } from 'vitest';
import { parseMtl } from '../../../src/assets/load/mtl.ts';

test.for([
  ['wood.png', 'wood.png', false],
  ['-clamp on wood.png', 'wood.png', true],
  ['-imfchan r -bm 1e-2 -t 0 0 0 my wood 2.png', 'my wood 2.png', false],
  ['-mm -0.5 1 -blendu off 7.png', '7.png', false],
  ['-texres 512 wood-clamp on.png', 'wood-clamp on.png', false],
] as const)('map options: %s', ([value, file, clamp]) => {
  expect(parse(`newmtl m\nmap_Kd ${value}\n`).get('m')!.colorMap).toEqual({ file, clamp, scale: [1, 1], offset: [0, 0] });
});

test.for([
  ['d 0.3', 0.3], ['Tr 0.3', 0.7], ['Tr 0.3\nd 0.6', 0.6], ['d 0.6\nTr 0.3', 0.6], ['Tr 0', 1], ['Tr 1', 1], ['d -halo 0.4', 0.4], ['Kd 1 1 1', 1],
] as const)('opacity of %j is %d', ([lines, opacity]) => {
  expect(parse(`newmtl m\n${lines}\n`).get('m')!.opacity).toBe(opacity);
});

test.for([
  ['-s 4 2 1 -o 0.5 -1.25 0 checks.png', [4, 2], [0.5, -1.25]],
  ['-S 4 -o -.5 checks.png', [4, 1], [-0.5, 0]],
  ['-o 1e-1 0 0 -s 2 3 checks.png', [2, 3], [0.1, 0]],
] as const)('scale and offset of a map: %s', ([value, scale, offset]) => {
  expect(parse(`newmtl m\nmap_Kd ${value}\n`).get('m')!.colorMap).toEqual({ file: 'checks.png', clamp: false, scale, offset });
});

test('names may have quotes, accents of either kind and of Latin-1, and upper-case keywords after tabs', () => {
  const names = [...parse('NEWMTL "old oak"\n\tnewmtl\tcafe\u0301\nnewmtl it\'s').keys()];
  expect(names).toEqual(['old oak', 'caf\u00e9', 'it\'s']);
  expect([...parseMtl(Buffer.from('newmtl caf\u00e9\nmap_Kd "na\u00efve wood.png"', 'latin1'))].map(([name, { colorMap }]) => [name, colorMap!.file])).toEqual([['caf\u00e9', 'na\u00efve wood.png']]);
});

test('lines end in any way, and the file may be UTF-16 or begin with a mark', () => {
  const text = 'newmtl m\nd 0.25\nKd 1 0.5 0 # orange\nNs 30';
  const expected = parse(text);
  expect(expected.get('m')).toMatchObject({ opacity: 0.25, diffuse: [1, 0.5, 0], specularExponent: 30 });
  for (const end of ['\r', '\r\n']) expect(parse(text.replaceAll('\n', end))).toEqual(expected);
  expect(parse(`\ufeff${text}`)).toEqual(expected);
  expect(parseMtl(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected);
  expect(parseMtl(Buffer.from(text, 'utf16le').swap16())).toEqual(expected);
});

test.for([
  ['Kd 0,5 0,5 0,5', 'line 2: "0,5" is not a number; wanted a decimal point in place of the comma'],
  ['d opaque', 'line 2: "opaque" is not a number'],
  ['Ns nan', 'line 2: "nan" is not a number'],
  ['map_Kd -s 0,5 1 1 a.png', 'line 2: "0,5" is not a number; wanted a decimal point in place of the comma'],
] as const)('what is not a number is refused with its line: %s', ([line, reason]) => {
  expect(() => parse(`newmtl m\n${line}\n`)).toThrow(reason);
});

test('forms that are no plain number are read where they are in the format', () => {
  expect(parse('newmtl m\nKd spectral red.rfl 1\nd -halo 0.5\nmap_Kd -bm 1 -type sphere a.png').get('m')).toMatchObject({ diffuse: null, opacity: 0.5, colorMap: { file: 'a.png' } });
});

test('emission: a colour that may exceed 1, one number for all three, and a map with options', () => {
  const materials = parse('newmtl a\nKe 0.5 2 0\nmap_Ke -s 2 3 glow.png\nnewmtl b\nke 0.25 # dim\nnewmtl c\nKe\nKe spectral a.rfl\n');
  expect([...materials.values()].map(({ emission }) => emission)).toEqual([[0.5, 2, 0], [0.25, 0.25, 0.25], null]);
  expect([...materials.values()].map(({ emissionMap }) => emissionMap)).toEqual([{ file: 'glow.png', clamp: false, scale: [2, 3], offset: [0, 0] }, null, null]);
});

function parse(text: string): ReturnType<typeof parseMtl> {
  return parseMtl(Buffer.from(text));
}
