// Module hooks for what users write: `scenemill` and `scenemill/...` are this very package, whether or not their folder has a
// node_modules, and their TypeScript loses its types on the way in. Alike in a checkout, in the installed package and on every Node:
// Node's own stripping, which 20 lacks, guesses a folder's module system and prints warnings.
// Both hooks are synchronous, as module.registerHooks wants them; module.register takes them as well.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The folder of the program: nothing in it is a user's. */
export const PROGRAM = import.meta.url.replace(/[^/]+\/[^/]+$/, '');
const ENDING = PROGRAM.endsWith('/dist/') ? '.js' : '.ts';
const require = createRequire(import.meta.url);

/** @type {Readonly<Record<string, string>>} */
const ENTRIES = Object.fromEntries([['scenemill', 'index'], ['scenemill/scenario', 'scenario'], ['scenemill/browser', 'browser']]
  .map(([specifier, file]) => [specifier, `${PROGRAM}${file}${ENDING}`]));

/** @typedef {{ format?: string | null, source?: unknown, url?: string, shortCircuit?: boolean }} Answer what a hook gives; a promise of it where module.register is used */

/** @param {string} specifier @param {object} context @param {(specifier: string, context: object) => Answer} nextResolve @returns {Answer} */
export function resolve(specifier, context, nextResolve) {
  // Not short-circuited: tsx, in a checkout, must see the file that it shall load.
  return nextResolve(ENTRIES[specifier] ?? specifier, context);
}

/** @param {string} url @param {object} context @param {(url: string, context: object) => Answer} nextLoad @returns {Answer} */
export function load(url, context, nextLoad) {
  if (!isUsers(url)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  if (/\.m?ts$/.test(path)) return { format: 'module', source: stripTypes(path), shortCircuit: true };
  // A .js without a package.json is a module if it looks like one, and nobody warns of it.
  const source = /\.js$/.test(path) ? readFileSync(path, 'utf8') : '';
  return /^\s*(import|export)\b/m.test(source) ? { format: 'module', source, shortCircuit: true } : nextLoad(url, context);
}

/** @param {string} url */
function isUsers(url) {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(PROGRAM);
}

/** Types become spaces: lines and columns stay. @param {string} path */
export function stripTypes(path) {
  // What Node has inside for the same; it takes 60 ms to load, which only a user's TypeScript has to wait for.
  const { transformSync } = /** @type {typeof import('@swc/wasm-typescript')} */ (require('@swc/wasm-typescript'));
  try {
    return transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', module: true, filename: path }).code;
  } catch (error) {
    if (error instanceof Error) throw error; // the file cannot be read
    const { message, startLine, startColumn } = /** @type {{ message: string, startLine: number, startColumn: number }} */ (error);
    throw new SyntaxError(`${path}:${startLine}:${startColumn + 1}: ${message}`);
  }
}
