// Imports modules of this program. In a checkout it takes what was built from them, which starts 0.5 s faster a thread than their TypeScript.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** `src` in a checkout; a module of the package is JavaScript already. */
const SOURCE = new URL('..', import.meta.url).href;

/**
 * Imports a module: JavaScript as it is; TypeScript as dist has it, where dist holds the sources as they are now, else through tsx.
 * @param {string} url
 */
export async function importProgram(url) {
  if (!url.endsWith('.ts')) return import(url);
  const built = `${new URL('../dist/', SOURCE).href}${url.slice(SOURCE.length, -'.ts'.length)}.js`;
  if (url.startsWith(SOURCE) && existsSync(fileURLToPath(built)) && isBuilt()) return import(built);
  (await import('tsx/esm/api')).register();
  return import(url);
}

/** False where there is no dist, and where a source has changed since it was built. @param {string} root folder of the checkout */
export function isBuilt(root = ROOT) {
  const builtMs = statSync(lastBuilt(root), { throwIfNoEntry: false })?.mtimeMs;
  return builtMs !== undefined && sources(root).every((path) => statSync(path).mtimeMs <= builtMs);
}

/** The file that a build writes last. @param {string} root */
export const lastBuilt = (root = ROOT) => join(root, 'dist/shaders.json');

/** @param {string} root */
function sources(root) {
  const files = ['src', 'shaders'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
  return ['tsconfig.json', '.config/tsconfig.build.json', ...files.filter((name) => /\.(ts|mjs|wgsl)$/.test(name))].map((name) => join(root, name));
}
