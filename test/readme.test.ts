/** Checks that README.md names files that are there, shows the examples as they are, and that its Python reads a shard. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from '../src/run/generate.ts';
import { parseConfig, recordSchemaOf } from '../src/run/read-config.ts';
import { temporaryFolder } from './support/folder.ts';
import { findPython } from './support/python.ts';

const text = readFileSync('README.md', 'utf8');
const python = findPython('numpy', 'PIL');

test('every file and folder that it names exists', () => {
  const named = [...text.matchAll(/`((?:src|shaders|test|bench)\/[\w./-]*)`/g), ...text.matchAll(/\]\(((?!http|#)[^)#]+)\)/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

test('it shows the examples as they are', () => {
  const blocks = [...text.matchAll(/```ts\n\/\/ (src\/scenarios\/examples\/\w+\.ts)\n([\s\S]*?)```/g)];
  expect(blocks.map(([, path]) => path)).toEqual(['pile', 'turntable', 'fog'].map((name) => `src/scenarios/examples/${name}.ts`));
  for (const [, path, code] of blocks) expect(code).toBe(readFileSync(path!, 'utf8').replace('../../scenario.ts', 'scenemill/scenario'));
});

test('it lists the passes in the order of their README', () => {
  const passes = [...readFileSync('src/gpu/passes/README.md', 'utf8').matchAll(/^\| (\w+) \| (?:[^|]+) \| (?:[^|]+) \| (?:[^|]+) \|$/gm)].slice(1).map(([, name]) => name!);
  expect(passes.length).toBeGreaterThan(10);
  expect(/these passes run, in this order: ([^.]+)\./.exec(text)![1]!.split(/,\s+/)).toEqual(passes);
});

test('the abridged record has the shape of records', async () => {
  const record = /```jsonc\n([\s\S]*?)```/.exec(text)![1]!.replaceAll(/\/\/.*$/gm, '');
  const schema = z.fromJSONSchema(await recordSchemaOf() as Parameters<typeof z.fromJSONSchema>[0]);
  const keys = new Set(Object.keys((await recordSchemaOf() as { properties: object }).properties));
  const value = JSON.parse(record) as object;
  expect(() => schema.parse(value)).not.toThrow();
  expect(Object.keys(value).filter((key) => !keys.has(key))).toEqual([]);
});

test.skipIf(!python)('its Python reads a shard', async () => {
  const config = await parseConfig({
    count: 2, image: { width: 160, height: 120 }, assets: { foreground: 'builtin', background: 'builtin' },
    labels: { instances: true }, output: { dir: join(temporaryFolder(), 'demo') },
  });
  await generate(config, {});
  const program = /```python\n([\s\S]*?)```/.exec(text)![1]!.replace('out/demo', config.output.dir);
  const { stdout, stderr, status } = spawnSync(python!, ['-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const lines = stdout.trim().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  // The last two numbers are the object's pixels in the mask and its area.
  for (const line of lines) expect(line).toMatch(/^00000000\d \(\d+, \d+\) \w+ \[[^\]]+\] (\d+) \1$/);
});
