/** Imports a module that a user wrote, JavaScript or TypeScript, on the main thread or in another, and says where in it an error arose. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as hooks from './scenario-hooks.mjs';

let isRegistered = false;

/** Once per thread: others do not take over what the main thread has registered. */
function registerHooks(): void {
  if (isRegistered) return;
  isRegistered = true;
  // registerHooks is there from Node 22.15 on; register, the only one that 20 has, is deprecated since.
  const { registerHooks: registerSync } = nodeModule as { registerHooks?: (hooks: object) => void };
  if (registerSync) registerSync(hooks);
  else nodeModule.register('./scenario-hooks.mjs', import.meta.url);
}

/** @param path absolute */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  registerHooks();
  return await import(pathToFileURL(path).href) as Record<string, unknown>;
}

/** The file and all that it imports by relative paths, itself first; each once. Files that are not there are left out. */
export function filesOfModule(path: string): { path: string; text: string }[] {
  const files = new Map<string, string>();
  const add = (file: string): void => {
    if (files.has(file) || !existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    files.set(file, text);
    for (const [, imported] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) add(resolve(dirname(file), imported!));
  };
  add(resolve(path));
  return [...files].map(([file, text]) => ({ path: file, text }));
}

/**
 * `file:line:column: what` of an error of a user's module. Where no line is known it names the module; where the message has the place, it
 * is not said twice.
 * @param path of the module, absolute
 */
export function describeError(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = placeIn(error) ?? (error instanceof SyntaxError ? placeOfSyntaxError(path) : null) ?? path;
  return message.includes(place) ? message : `${place}: ${message}`;
}

/** Of the topmost frame that is a user's: not the program's, no package's, not Node's; null where there is none. */
function placeIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const told = error instanceof SyntaxError ? /^(\/.*?:\d+:\d+|[A-Z]:\\.*?:\d+:\d+): /.exec(error.message)?.[1] : undefined;
  if (told !== undefined) return told; // by the hook that strips types
  // Frames, and the first line of a SyntaxError of V8's, `file:///a/b.js:3`.
  for (const [, file, line, column] of (error.stack ?? '').matchAll(/(?<=^|[\s(])((?:file:\/\/)?\/[^\s()]+?):(\d+)(?::(\d+))?\)?$/gm)) {
    const url = file!.startsWith('file:') ? file!.replace(/\?.*$/, '') : pathToFileURL(file!).href;
    if (url.startsWith(hooks.PROGRAM) || url.includes('/node_modules/')) continue;
    return [fileURLToPath(url), line, column].filter(Boolean).join(':');
  }
  return null;
}

/** V8 tells where a module does not parse only when it ends the process: another one is asked, of each file until one does not parse. */
function placeOfSyntaxError(path: string): string | null {
  for (const file of filesOfModule(path)) {
    const input = /\.m?ts$/.test(file.path) ? hooks.stripTypes(file.path) : file.text;
    const { stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input, encoding: 'utf8' });
    const line = /^\[?(?:stdin|file:.*?)\]?:(\d+)$/m.exec(stderr)?.[1];
    if (line !== undefined) return `${file.path}:${line}`;
  }
  return null;
}
