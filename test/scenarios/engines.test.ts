/** Compares plans and compiled models with the hashes that are committed: they are the same on every engine and machine. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/assets/compile/compile.ts';
import type { WholeModel } from '../../src/assets/compiled-model.ts';
import type { AssetLibrary } from '../../src/assets/library.ts';
import { builtinModel, builtinNames } from '../../src/assets/procedural/builtin-models.ts';
import type { SourceModel } from '../../src/assets/source-model.ts';
import { makePlanner } from '../support/paper.ts';
import { digest } from '../support/digest.ts';
import { configOf, libraryOf } from '../support/compiled-shapes.ts';

const GOLDEN = new URL('../golden/engines.json', import.meta.url);
const RENEW = 'where the change is meant, UPDATE_GOLDEN=1 with this test renews test/golden/engines.json';

/** Compiling all of them takes a minute: of the clutter every ninth is compiled, and the source of every model is hashed. */
const foreground = builtinNames('foreground');
const background = builtinNames('background');
const someBackground = background.filter((_, i) => i % 9 === 0);

const sources = new Map<string, SourceModel>();
const compiled = new Map<string, WholeModel>();

// No cache is asked, so none can be out of date.
beforeAll(async () => {
  for (const name of [...foreground, ...background]) sources.set(name, builtinModel(name));
  for (const name of [...foreground, ...someBackground]) compiled.set(name, await compile(sources.get(name)!, name, { textureSizePx: 128, viewLevel: 0 }));
});

/** By image and attempt; the levels are 10 images each. */
const IMAGES = [[0, 0], [11, 0], [22, 2], [33, 0], [44, 1], [59, 0]] as const;

function library(): AssetLibrary {
  return libraryOf(foreground.map((name) => compiled.get(name)!), someBackground.map((name) => compiled.get(name)!));
}

function planHashes(): Record<string, string> {
  return Object.fromEntries((['paper', 'random'] as const).flatMap((strategy) => {
    const planner = makePlanner(configOf({ image: { width: 160, height: 120 }, curriculum: { viewLevel: 0, levels: 6, strategy } }), library());
    return IMAGES.map(([index, attempt]) => [`${strategy} ${index} ${attempt}`, digest(planner.plan(index, attempt).scene)]);
  }));
}

const hashesOf = (models: Map<string, unknown>): Record<string, string> => Object.fromEntries([...models].map(([name, model]) => [name, digest(model)]));

test.each([
  ['sources', () => hashesOf(sources)],
  ['compiled', () => hashesOf(compiled)],
  ['plans', planHashes],
] as const)('%s', (part, hashes) => {
  const actual = hashes();
  if (process.env.UPDATE_GOLDEN === '1') {
    const known = part === 'sources' ? {} : read();
    writeFileSync(GOLDEN, `${JSON.stringify({ ...known, [part]: actual }, null, 1)}\n`);
  }
  expect(actual, RENEW).toEqual(read()[part]);
});

function read(): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`golden: ${(error as Error).message}; ${RENEW}`);
  }
}
