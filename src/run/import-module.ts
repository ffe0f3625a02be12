/** Imports a module that a user wrote, JavaScript or TypeScript, on any thread, and finds the line where an error arose in it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as hooks from './scenario-hooks.mjs';

let isRegistered = false;

/** Registers the hooks once per thread, because a thread does not inherit the hooks of the main thread. */
function registerHooks(): void {
  if (isRegistered) return;
  isRegistered = true;
  // Node has registerHooks from 22.15 on. Node 20 has only register, which later versions deprecate.
  const { registerHooks: registerSync } = nodeModule as { registerHooks?: (hooks: object) => void };
  if (registerSync) registerSync(hooks);
  else nodeModule.register('./scenario-hooks.mjs', import.meta.url);
}

/**
 * @param path absolute
 * @throws the module's own error, which `describeError` turns into a message
 */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  registerHooks();
  return await import(pathToFileURL(path).href) as Record<string, unknown>;
}

/** The module's file, then all files that it imports by path, each once. A path that is no file is left out: it may stand in a comment. */
export function filesOfModule(path: string): { path: string; text: string }[] {
  const files = new Map<string, string>();
  const add = (file: string): void => {
    if (files.has(file) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return;
    const text = readFileSync(file, 'utf8');
    files.set(file, text);
    for (const [, imported] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]((?:\.{0,2}\/|file:)[^'"]+)['"]/g)) {
      // As Node resolves it: a URL, whose query is no part of the file's name.
      add(fileURLToPath(new URL(imported!, pathToFileURL(file))));
    }
  };
  add(resolve(path));
  return [...files].map(([file, text]) => ({ path: file, text }));
}

/**
 * Describes an error of a user's module as `file:line:column: message`. Where no line is known, the module's path stands in front. Where
 * the message contains the position already, it stands alone.
 * @param path of the module, absolute
 */
export function describeError(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = positionIn(error) ?? positionOfImport(message) ?? (error instanceof SyntaxError ? positionOfSyntaxError(path) : null) ?? path;
  return message.includes(position) ? message : `${position}: ${message}`;
}

/** The position of the topmost stack frame in a user's file. Null where all frames are the program's, a package's or Node's. */
function positionIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const stripped = error instanceof SyntaxError ? /^(\/.*?:\d+:\d+|[A-Z]:\\.*?:\d+:\d+): /.exec(error.message)?.[1] : undefined;
  if (stripped !== undefined) return stripped; // the hook that strips types has put the position in front
  // Matches stack frames, and the first line of V8's SyntaxError: `file:///a/b.js:3`.
  for (const [, file, line, column] of (error.stack ?? '').matchAll(/(?<=^|[\s(])((?:file:\/\/)?\/[^\s()]+?):(\d+)(?::(\d+))?\)?$/gm)) {
    const url = file!.startsWith('file:') ? file!.replace(/\?.*$/, '') : pathToFileURL(file!).href;
    if (!hooks.isUsers(url)) continue;
    return [fileURLToPath(url), line, column].filter(Boolean).join(':');
  }
  return null;
}

/** The position of the line that imports what is not there: Node names the file alone. */
function positionOfImport(message: string): string | null {
  const [, target, file] = /^Cannot find (?:module|package) '(.+?)' imported from (.+)$/.exec(message) ?? [];
  if (target === undefined || file === undefined || !existsSync(file)) return null;
  const names = (specifier: string): boolean => specifier === target || specifier.startsWith(`${target}/`) || resolve(dirname(file), specifier) === target;
  const line = readFileSync(file, 'utf8').split('\n').findIndex((text) => [...text.matchAll(/['"]([^'"]+)['"]/g)].some(([, specifier]) => names(specifier!)));
  return line < 0 ? null : `${file}:${line + 1}`;
}

/**
 * V8 prints the line of a syntax error in a module only when the error ends the process. So another process checks one file after the other,
 * until one does not parse.
 */
function positionOfSyntaxError(path: string): string | null {
  for (const file of filesOfModule(path)) {
    const input = /\.m?ts$/.test(file.path) ? hooks.stripTypes(file.path) : file.text;
    const { stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input, encoding: 'utf8' });
    const line = /^\[?(?:stdin|file:.*?)\]?:(\d+)$/m.exec(stderr)?.[1];
    if (line !== undefined) return `${file.path}:${line}`;
  }
  return null;
}
