#!/usr/bin/env node
// Starts the command line: registers tsx, which lets Node run the TypeScript sources as they are.
import { availableParallelism } from 'node:os';
import { register } from 'tsx/esm/api';

// Images are encoded on libuv's pool, whose four threads would leave a large machine idle. It is read at the pool's first use.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()));
if (['generate', 'render', 'bench'].includes(process.argv[2] ?? '')) {
  const { launch } = await import('./tools/launch.mjs');
  launch(new URL('./cli.ts', import.meta.url), process.argv.slice(2));
} else {
  register();
  await import('./cli.ts');
}
