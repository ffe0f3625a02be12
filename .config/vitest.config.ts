// Sets how vitest runs the tests.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
/** Tests that replace a module that others load, too. */
const REPLACING = ['test/assets/cache/upkeep.test.ts', 'test/assets/load/hash-imports.test.ts', 'test/assets/pictures/open-pictures.test.ts'];

export default defineConfig({
  // What modules of a user's own import; outside of vitest the program's own hooks resolve it.
  resolve: { alias: [{ find: /^scenemill$/, replacement: `${SRC}/index.ts` }, { find: /^scenemill\/(\w+)$/, replacement: `${SRC}/$1.ts` }] },
  test: {
    setupFiles: [fileURLToPath(new URL('./reset-environment.ts', import.meta.url))],
    pool: 'forks',
    maxWorkers: 2, // the software adapter uses every core by itself
    // They end what hangs; none decides a result, on a machine ten times slower either.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      // A process runs many files: one for each file takes 2.3 times the processor time, because every file loads the program and Dawn anew.
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: REPLACING, isolate: false } },
      { extends: true, test: { name: 'alone', include: REPLACING } },
    ],
  },
});
