// Module hooks for modules that users write. `scenemill` and `scenemill/...` resolve to this package, even where the user's folder has no
// node_modules. TypeScript is loaded with its types stripped, in a checkout, in the installed package and on every version of Node alike:
// Node 20 cannot strip types, and later versions guess a folder's module system and print warnings.
// Both hooks are synchronous, as module.registerHooks requires and module.register allows.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The URL of the program's own folder. */
const PROGRAM = import.meta.url.replace(/[^/]+\/[^/]+$/, '');
const ENDING = PROGRAM.endsWith('/dist/') ? '.js' : '.ts';
const require = createRequire(import.meta.url);

/** @type {Readonly<Record<string, string>>} */
const ENTRIES = Object.fromEntries([['scenemill', 'index'], ['scenemill/scenario', 'scenario'], ['scenemill/browser', 'browser']]
  .map(([specifier, file]) => [specifier, `${PROGRAM}${file}${ENDING}`]));

/** @typedef {{ format?: string | null, source?: unknown, url?: string, shortCircuit?: boolean }} Answer what a hook returns; with module.register, a promise of it */

/** @param {string} specifier @param {object} context @param {(specifier: string, context: object) => Answer} nextResolve @returns {Answer} */
export function resolve(specifier, context, nextResolve) {
  // No short circuit: in a checkout, tsx must see each file that it loads.
  return nextResolve(ENTRIES[specifier] ?? specifier, context);
}

/** @param {string} url @param {object} context @param {(url: string, context: object) => Answer} nextLoad @returns {Answer} */
export function load(url, context, nextLoad) {
  if (!isUsers(url)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  if (/\.m?ts$/.test(path)) return { format: 'module', source: stripTypes(path), shortCircuit: true };
  // A .js file without a package.json is loaded as a module where it has an import or an export. Node would print a warning.
  const source = /\.js$/.test(path) ? readFileSync(path, 'utf8') : '';
  return /^\s*(import|export)\b/m.test(source) ? { format: 'module', source, shortCircuit: true } : nextLoad(url, context);
}

/** Whether a user wrote the module: it is none of the program's, a package's or Node's. @param {string} url */
export function isUsers(url) {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(PROGRAM);
}

/** Replaces types by spaces, so that lines and columns stay. @param {string} path @throws {SyntaxError} whose message begins with the position */
export function stripTypes(path) {
  // The package that Node itself strips types with. It is loaded only for a user's TypeScript, because loading takes 60 ms.
  const { transformSync } = /** @type {typeof import('@swc/wasm-typescript')} */ (require('@swc/wasm-typescript'));
  try {
    return transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', module: true, filename: path }).code;
  } catch (error) {
    if (error instanceof Error) throw error; // the file cannot be read
    const { message, startLine, startColumn } = /** @type {{ message: string, startLine: number, startColumn: number }} */ (error);
    throw new SyntaxError(`${path}:${startLine}:${startColumn + 1}: ${message}`);
  }
}
