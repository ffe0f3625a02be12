#!/usr/bin/env node
// Starts the command line from dist; in a checkout whose sources have changed since it was built, from their TypeScript.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2] ?? '')) {
  // Answered before anything else is loaded, which takes several times as long.
  process.stdout.write(`${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version}\n`);
} else {
  // Images are encoded on libuv's pool, whose four threads would leave a large machine idle. It is read at the pool's first use.
  process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()));
  const command = process.argv[2] ?? '';
  const isCheckout = existsSync(new URL('./cli.ts', import.meta.url));
  // The bench has no other form than TypeScript.
  const isTypeScript = isCheckout && (command === 'bench' || !(await import('./tools/built.mjs')).isBuilt());
  const folder = new URL(isTypeScript ? './' : '../dist/', import.meta.url);
  const commandLine = new URL(isTypeScript ? 'cli.ts' : 'cli.js', folder);
  if (['generate', 'render', 'bench', 'fit'].includes(command)) {
    const { launch } = await import(new URL('tools/launch.mjs', folder).href);
    launch(commandLine, process.argv.slice(2));
  } else {
    if (isTypeScript) (await import('tsx/esm/api')).register();
    await import(commandLine.href);
  }
}
