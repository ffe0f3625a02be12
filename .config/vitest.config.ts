// Sets how vitest runs the tests: in processes of their own, as a GPU driver that crashes takes its process with it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2, // the software adapter uses every core by itself
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
