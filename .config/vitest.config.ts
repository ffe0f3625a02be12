// Sets how vitest runs the tests: in processes of their own, as a GPU driver that crashes takes its process with it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2, // the software adapter uses every core by itself
    // They end what hangs; none decides a result, on a machine ten times slower either.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
