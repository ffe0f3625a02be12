// Sets how vitest runs the tests: in processes of their own, as a GPU driver that crashes takes its process with it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

export default defineConfig({
  // What modules of a user's own import; outside of vitest the program's own hooks resolve it.
  resolve: { alias: [{ find: /^scenemill$/, replacement: `${SRC}/index.ts` }, { find: /^scenemill\/(\w+)$/, replacement: `${SRC}/$1.ts` }] },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2, // the software adapter uses every core by itself
    // They end what hangs; none decides a result, on a machine ten times slower either.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
