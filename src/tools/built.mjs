// Tells whether dist holds the sources of a checkout as they are now. Programs then start from it, which takes 1.4 s less than from TypeScript.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The file that a build writes last. */
export const LAST_BUILT = join(ROOT, 'dist/shaders.json');

/** False where there is no dist, and where a source has changed since it was built. */
export function isBuilt() {
  const builtMs = statSync(LAST_BUILT, { throwIfNoEntry: false })?.mtimeMs;
  return builtMs !== undefined && sources().every((path) => statSync(path).mtimeMs <= builtMs);
}

function sources() {
  const files = ['src', 'shaders'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
  return ['tsconfig.json', '.config/tsconfig.build.json', ...files.filter((name) => /\.(ts|mjs|wgsl)$/.test(name))].map((name) => join(ROOT, name));
}
