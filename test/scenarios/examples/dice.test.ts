/** Checks the example of a config for photos of dice: it is short, every key of it counts, and it plans what it says. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { openPlan } from '../../../src/run/open-plan.ts';
import { type ConfigInput, parseConfig, readConfig } from '../../../src/run/read-config.ts';

const PATH = 'src/scenarios/examples/dice.yaml';
const text = readFileSync(PATH, 'utf8');

/** Paths of all keys, such as ['distractors', '0', 'count']. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  const holdsKeys = typeof value === 'object' && value !== null && !(Array.isArray(value) && value.every((entry) => typeof entry !== 'object'));
  if (!holdsKeys) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

/** The config without a key, or why there is none. */
async function without(path: string[]): Promise<string> {
  const document = parseDocument(text);
  document.deleteIn(path);
  return parseConfig(document.toJS() as ConfigInput, 'src/scenarios/examples').then((config) => JSON.stringify(config), (error: Error) => error.message);
}

test('it has at most 25 lines, and every key says something else than the default', async () => {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  const whole = JSON.stringify(await readConfig(PATH));
  const paths = pathsOf(parseDocument(text).toJS());
  expect(paths.length).toBeGreaterThan(20);
  for (const path of paths) expect(await without(path), path.join('.')).not.toBe(whole);
});

test('its images have a plain ground, dice that it counts, feet beside them, and no clutter', async () => {
  const { library, scenario, planOf } = await openPlan({ ...await readConfig(PATH), count: 60 });
  expect(scenario.images).toBe(60);
  const counts = new Set<number>();
  for (let index = 0; index < 60; index += 2) {
    const { backdrop, instances, ambient, lights } = planOf(index, 0).scene;
    const of = (layer: string) => instances.filter((instance) => instance.layer === layer);
    const groups = of('distractor').map(({ model }) => library.models[model]!.group);
    expect(backdrop).toMatchObject({ kind: 'surface' });
    expect(of('foreground').length).toBeGreaterThan(0);
    expect(of('foreground').length).toBeLessThanOrEqual(25);
    expect(of('background').length + of('occluder').length).toBe(0);
    expect(groups.filter((group) => group === 'feet').length).toBeGreaterThan(0);
    expect(groups.filter((group) => group === 'trays').length).toBeLessThan(2);
    expect(ambient).toBeGreaterThan(lights.reduce((sum, { intensity }) => sum + intensity, 0) / 2);
    counts.add(of('foreground').length);
  }
  expect(counts.size).toBeGreaterThan(8);
});
