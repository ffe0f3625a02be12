/** Checks that every shader compiles, stays within the requested limits, and is a pass with a host file, a reference and a test. */
import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { STORAGE_BUFFERS } from '../../src/gpu/device.ts';
import { reflectEntry } from '../../src/gpu/shader-entry.ts';
import { resolveShader } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';

const shaders = readShaders();
const names = Object.keys(shaders).filter((name) => !name.includes('/')).sort();
// And a software adapter that is to do without 64-bit atomics.
const variants = names.flatMap((name) => [...VARIANTS, { ...VARIANTS[0], ATOMIC64: false }, ...(name === 'shade' || name === 'blend' ? [{ ...VARIANTS[0], ANISOTROPIC: true }] : [])].map((defines) => ({ name, defines })));

let device: GPUDevice;
beforeAll(async () => {
  device = await openDevice('backend=null', 'enable-dawn-features=allow_unsafe_apis');
});

test.each(variants)('$name compiles with $defines', async ({ name, defines }) => {
  const code = resolveShader(shaders, name, defines);
  device.pushErrorScope('validation');
  const { messages } = await device.createShaderModule({ code }).getCompilationInfo();
  const error = await device.popErrorScope();
  expect(messages.map((m) => `${m.lineNum}:${m.linePos} ${m.message}`)).toEqual([]);
  expect(error?.message ?? '').toBe('');
});

test.each(names)('no entry point of %s binds more storage buffers than the device is asked for', (name) => {
  const code = resolveShader(shaders, name, VARIANTS[0]);
  for (const { name: entry } of new WgslReflect(code).entry.compute) {
    const storage = reflectEntry(code, entry).bindings.filter(({ layout }) => layout.buffer?.type?.includes('storage'));
    expect(storage.length, entry).toBeLessThanOrEqual(STORAGE_BUFFERS);
  }
});

test.each(variants)('the workgroup sizes of $name are read as they are with $defines', ({ name, defines }) => {
  const code = resolveShader(shaders, name, defines);
  for (const { name: entry } of new WgslReflect(code).entry.compute) {
    const threads = reflectEntry(code, entry).workgroupSize.reduce((product, size) => product * size, 1);
    expect([1, 8, 64, 128], entry).toContain(threads);
    if (code.includes(`@workgroup_size(LANES)\nfn ${entry}(`)) expect(threads, entry).toBe(defines.NARROW ? 8 : 64);
  }
});

test('every pass has a shader, a host file, a reference and a test', () => {
  const stems = (folder: string, end: string) => readdirSync(folder).filter((file) => file.endsWith(end)).map((file) => file.slice(0, -end.length)).sort();
  expect(names.length).toBeGreaterThan(0);
  expect(stems('src/gpu/passes', '.ts')).toEqual(names);
  expect(stems('test/reference', '.ts')).toEqual(names);
  expect(stems('test/passes', '.test.ts')).toEqual(names);
});

test('every shader function has a name in camelCase', () => {
  const functions = Object.values(shaders).flatMap((text) => [...text.matchAll(/\bfn (\w+)/g)].map(([, name]) => name));
  expect(functions.length).toBeGreaterThan(0);
  expect(functions.filter((name) => !/^[a-z][a-zA-Z0-9]*$/.test(name!))).toEqual([]);
});
