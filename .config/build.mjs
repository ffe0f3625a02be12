// Builds dist, which `npm pack` packs: src as JavaScript with types, and the texts of all shaders in one file, for pages.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(path('../dist'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, '-p', path('./tsconfig.build.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
const shaders = new URL('../dist/run/shaders.js', import.meta.url).href;
const { readShaders } = /** @type {{ readShaders(): Record<string, string> }} */ (await import(shaders));
writeFileSync(path('../dist/shaders.json'), JSON.stringify(readShaders()));
