/** Checks that the README of the passes says in which order they run, and what each of them reads and writes. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { makeOutputs, OUTPUT_NAMES } from '../../src/gpu/outputs.ts';
import { framePasses } from '../../src/gpu/renderer.ts';
import { reflectEntry } from '../../src/gpu/shader-entry.ts';
import { resolveShader } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { openDevice, passContext, VARIANTS } from '../support/gpu.ts';

const text = readFileSync('src/gpu/passes/README.md', 'utf8');
const table = [...text.matchAll(/^\| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].slice(1).map(([, name, reads, writes]) => ({ name: name!, reads: listed(reads!), writes: listed(writes!) }));

function listed(cell: string): string[] {
  return cell.split(',').map((name) => name.trim()).sort();
}

/** What any entry point of the shader binds, by whether it may write it. */
function bindings(shader: string): { reads: string[]; writes: string[] } {
  const code = resolveShader(readShaders(), shader, VARIANTS[0]);
  const all = new WgslReflect(code).entry.compute.flatMap(({ name }) => reflectEntry(code, name).bindings);
  const names = (writable: boolean) => new Set(all.filter(({ layout }) => (layout.buffer?.type === 'storage') === writable).map(({ name }) => name.replace(/^(color|data)\d\d+$/, '$1[size]')));
  return { reads: [...names(false)].sort(), writes: [...names(true)].sort() };
}

let steps: string[];
beforeAll(async () => {
  const context = passContext(await openDevice());
  steps = framePasses(context, makeOutputs(context, OUTPUT_NAMES)).map(({ name }) => name);
});

test('the steps of the frame stand there in their order', () => {
  expect(/```\n(transform [\s\S]*?)```/.exec(text)![1]!.trim().split(/\s+/)).toEqual(steps);
});

test('the table has every pass once, where it runs first', () => {
  expect(table.map(({ name }) => name)).toEqual([...new Set(steps)]);
});

test('it says what each of them reads and writes', () => {
  expect(table.length).toBeGreaterThan(0);
  for (const { name, ...row } of table) expect({ name, ...row }).toEqual({ name, ...bindings(name) });
});
