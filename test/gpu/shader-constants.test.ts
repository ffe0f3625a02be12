/** Checks which constants of a shader are read, and that flags of WebGPU have the numbers that its globals have. */
import { globals } from 'webgpu';
import { expect, test } from 'vitest';
import { SMALLEST_TEXTURE_PX } from '../../src/assets/compile/textures.ts';
import { textureSizesPx } from '../../src/gpu/pack-format.ts';
import { queueFormat, QUEUE_LISTS } from '../../src/gpu/queues.ts';
import { shaderConstant, shaderList } from '../../src/gpu/shader-constants.ts';
import { oncePerShaders } from '../../src/gpu/shader-texts.ts';
import { BUFFER_USAGE, MAP_MODE, SHADER_STAGE, TEXTURE_USAGE } from '../../src/gpu/usage.ts';
import { readShaders } from '../../src/run/shaders.ts';

const text = `
const PLAIN = 12;
const UNSIGNED = 7u; // with a comment
const HEX = 0x3fffffffu;
const HEX_WITH_F = 0xff;
const SIGNED = -3i;
const REAL = 12582912.0;
const LIST = array(1u, 0x10u, 3u);
const TYPED: array<u32, 2> = array<u32, 2>(4u, 5u,);
const SUM = PLAIN + 1;
`;

test('numbers and lists of numbers are read, expressions are not', () => {
  const number = (name: string) => shaderConstant({ a: text }, 'a', name);
  expect(['PLAIN', 'UNSIGNED', 'HEX', 'HEX_WITH_F', 'SIGNED', 'REAL'].map(number)).toEqual([12, 7, 0x3fffffff, 255, -3, 12582912]);
  expect([shaderList({ a: text }, 'a', 'LIST'), shaderList({ a: text }, 'a', 'TYPED')]).toEqual([[1, 16, 3], [4, 5]]);
  for (const name of ['SUM', 'LIST', 'NOTHING']) expect(() => number(name)).toThrow(`wgsl: no number in a; wanted "const ${name} = ...;"`);
  expect(() => shaderList({ a: text }, 'a', 'PLAIN')).toThrow('wgsl: PLAIN in a is no list; wanted "const PLAIN = array(...);"');
});

test('what is made of the shaders is made once', () => {
  let made = 0;
  const count = oncePerShaders(() => ++made);
  const [a, b] = [{}, {}];
  expect([count(a), count(a), count(b), count(a)]).toEqual([1, 1, 2, 1]);
});

test('lists of triangles and texture arrays are those of the shaders', () => {
  const { row, entryWords } = queueFormat(readShaders());
  expect(Object.values(row).sort((a, b) => a - b)).toEqual(QUEUE_LISTS.map((_, i) => i));
  expect(entryWords).toMatchObject({ pictureSmall: 3, pictureTile: 19, clipped: 16 });
  expect(textureSizesPx(readShaders())).toEqual([64, 128, 256, 512, 1024]);
  expect(textureSizesPx(readShaders())[0]).toBe(SMALLEST_TEXTURE_PX);
});

test.each([['GPUBufferUsage', BUFFER_USAGE], ['GPUTextureUsage', TEXTURE_USAGE], ['GPUMapMode', MAP_MODE], ['GPUShaderStage', SHADER_STAGE]])('%s', (name, flags) => {
  const standard = (globals as unknown as Record<string, Record<string, number>>)[name]!;
  expect(Object.fromEntries(Object.keys(flags).map((flag) => [flag, standard[flag]]))).toEqual(flags);
});
