// Builds dist, which the package has and from which a checkout's programs start: src as JavaScript with types, and the texts of all shaders
// in one file, for pages. npm calls it after `npm ci` and before `npm pack`. Where nothing has changed since the last build it does nothing.
import { spawnSync } from 'node:child_process';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isBuilt, lastBuilt } from '../src/threads/import-program.mjs';

if (!isBuilt()) await build();

async function build() {
  const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const start = new Date();
  // Programs that start meanwhile find no dist/shaders.json, and start from the sources.
  rmSync(path('../dist'), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, '-p', path('./tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  const shaders = new URL('../dist/run/shaders.js', import.meta.url).href;
  const { readShaders } = /** @type {{ readShaders(): Record<string, string> }} */ (await import(shaders));
  writeFileSync(lastBuilt(), JSON.stringify(readShaders()));
  // A source that was changed meanwhile is newer.
  utimesSync(lastBuilt(), start, start);
}
