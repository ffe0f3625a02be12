/** Checks that the example in the doc comment of `Scenario` is a whole module: it loads and plans. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { folderOfFile } from '../support/folder.ts';
import { openForTest } from '../support/scenarios.ts';

const path = join(folderOfFile(), 'example.ts');

test('the example in the doc comment loads and plans', async () => {
  const [, example] = /```ts\n(.*?) \* ```/s.exec(readFileSync('src/scenarios/scenario.ts', 'utf8'))!;
  writeFileSync(path, example!.replaceAll(/^ \* /gm, '').replace('scenemill/scenario', join(process.cwd(), 'src/scenario.ts')));
  const { scenario, planOf } = openForTest(await loadScenario(path), { count: 'epoch' });
  expect(scenario.images).toBe(100);
  expect(planOf(3)).not.toEqual(planOf(4));
});
