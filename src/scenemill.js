#!/usr/bin/env node
// Starts the command line, which lies beside in a checkout, and in dist in the package.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2] ?? '')) {
  // Answered before anything else is loaded, which takes several times as long.
  process.stdout.write(`${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version}\n`);
} else {
  // Images are encoded on libuv's pool, whose four threads would leave a large machine idle. It is read at the pool's first use.
  process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()));
  const isCheckout = existsSync(new URL('./cli.ts', import.meta.url));
  const folder = new URL(isCheckout ? './' : '../dist/', import.meta.url);
  const commandLine = new URL(isCheckout ? 'cli.ts' : 'cli.js', folder);
  if (['generate', 'render', 'bench', 'fit', 'inspect'].includes(process.argv[2] ?? '')) {
    const { launch } = await import(new URL('tools/launch.mjs', folder).href);
    launch(commandLine, process.argv.slice(2));
  } else {
    const { importProgram } = await import(new URL('threads/import-program.mjs', folder).href);
    await importProgram(commandLine.href);
  }
}
