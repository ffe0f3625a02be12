/** Checks that README.md names files that are there, shows the examples as they are, and that its Python reads a shard. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AssetsFileSchema } from '../src/config/asset-rules.ts';
import { generate } from '../src/run/generate.ts';
import { parseConfig, recordSchemaOf } from '../src/run/read-config.ts';
import { CASES, writeDataset } from './support/dataset.ts';
import { temporaryFolder } from './support/folder.ts';
import { findPython } from './support/python.ts';

interface AbridgedRecord { instances: object[]; background: object; [key: string]: unknown }

const text = readFileSync('README.md', 'utf8');
const python = findPython('numpy', 'PIL');
const torch = python && findPython('numpy', 'PIL', 'torch');

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

test('the five steps to a config for photos are the example that is shipped, line by line', () => {
  const steps = [...text.matchAll(/```yaml\n# dice\.yaml, step (\d)[^\n]*\n([\s\S]*?)```/g)];
  expect(steps.map(([, step]) => step)).toEqual(['1', '2', '3', '4', '5']);
  const shown = steps.flatMap(([, , lines]) => linesInSections(lines!));
  const shipped = linesInSections(readFileSync('src/scenarios/examples/dice.yaml', 'utf8').replace(/^#.*\n/, ''));
  expect(shown.filter((line) => !shipped.includes(line))).toEqual([expect.stringMatching(/^assets: {3}background: builtin +# until step 3$/)]);
  expect(shipped.filter((line) => !shown.includes(line))).toEqual([]);
});

/** Indented lines of a YAML text come after the line that they belong to. */
function linesInSections(yaml: string): string[] {
  let section = '';
  return yaml.trimEnd().split('\n').map((line) => {
    if (line.startsWith(' ')) return `${section} ${line}`;
    section = line;
    return line;
  });
}

test('its assets.json is one, and its table has every key', () => {
  const [, json] = /```json\n(\{\n  "models"[\s\S]*?)```/.exec(text)!;
  expect(AssetsFileSchema.safeParse(JSON.parse(json!)).error).toBeUndefined();
  const keys = Object.keys(AssetsFileSchema.shape.models.valueType.shape);
  const [, table] = /\| key \| default \| what it says \|\n([\s\S]*?)\n\n/.exec(text)!;
  expect([...table!.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key)).toEqual(keys);
});

test('it lists the passes in the order of their README', () => {
  const passes = [...readFileSync('src/gpu/passes/README.md', 'utf8').matchAll(/^\| (\w+) \| (?:[^|]+) \| (?:[^|]+) \| (?:[^|]+) \|$/gm)].slice(1).map(([, name]) => name!);
  expect(passes.length).toBeGreaterThan(10);
  expect(/these passes run, in this order: ([^.]+)\./.exec(text)![1]!.split(/,\s+/)).toEqual(passes);
});

test('the abridged record has the shape of records, also with what the keys of composition add', async () => {
  const [record, added] = [...text.matchAll(/```jsonc\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!.replaceAll(/\/\/.*$/gm, '')) as AbridgedRecord);
  const schema = z.fromJSONSchema(await recordSchemaOf() as Parameters<typeof z.fromJSONSchema>[0]);
  const keys = new Set(Object.keys((await recordSchemaOf() as { properties: object }).properties));
  expect(() => schema.parse(record)).not.toThrow();
  expect(Object.keys({ ...record, ...added }).filter((key) => !keys.has(key))).toEqual([]);
  const whole = {
    ...record!, ...added!,
    background: { ...record!.background, ...added!.background },
    instances: [{ ...record!.instances[0], ...added!.instances[0] }],
  };
  expect(schema.parse(whole)).toEqual(whole);
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

test.skipIf(!torch)('its Python trains on a dataset', async () => {
  const dir = temporaryFolder();
  await writeDataset(dir, CASES);
  const example = [...text.matchAll(/```python\n([\s\S]*?)```/g)][1]![1]!.replace('out/demo', dir);
  const check = '        print(epoch, len(images), [(image.size, len(rows), len(ids)) for image, rows, ids in zip(images, boxes, labels)])\n';
  const { stdout, stderr, status } = spawnSync(torch!, ['-c', example + check], { encoding: 'utf8', env: { ...process.env, PYTHONPATH: 'src/formats/python', PYTHONDONTWRITEBYTECODE: '1' } });
  expect([stderr, status]).toEqual(['', 0]);
  const lines = stdout.trim().split('\n');
  // Two workers have a batch each.
  expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(['0', '0', '1', '1', '2', '2']);
  expect(lines.every((line) => /^\d [23] (?:\[|, |\(\(\d, \d\), (\d), \1\)|\])+$/.test(line))).toBe(true);
});
