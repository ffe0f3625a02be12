// Loads every model of the shared asset folder, where there is one.
import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hashModel, loadModel, MODEL_EXTENSIONS } from '../../../src/assets/load/load.ts';

const ASSETS = '../shared/assets';
const present = existsSync(ASSETS);
if (!present) console.log(`skipped: no ${ASSETS}`);

test.skipIf(!present)('every shared model loads, and hashing it takes a fraction of that', async () => {
  const paths = readdirSync(ASSETS, { recursive: true, encoding: 'utf8' }).filter(path => MODEL_EXTENSIONS.includes(extname(path)));
  expect(paths.length).toBeGreaterThan(40);
  const hashes = new Set<string>();
  const loadingStart = performance.now();
  for (const path of paths) {
    const { source, sha256 } = await loadModel(join(ASSETS, path), { unitM: 1 });
    expect(source.primitives.length, path).toBeGreaterThan(0);
    hashes.add(sha256);
  }
  expect(hashes.size).toBe(paths.length);
  const start = performance.now();
  const loadingMs = start - loadingStart;
  for (const path of paths) expect(hashes).toContain(await hashModel(join(ASSETS, path)));
  // 0.15 s on two idle cores; a warm start has 3 s for everything.
  expect(performance.now() - start).toBeLessThan(loadingMs / 2);
});
