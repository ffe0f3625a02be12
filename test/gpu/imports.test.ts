/** Checks that what src/gpu loads also runs in a page: no module of Node, no sharp, no thread. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Of a file, what is loaded when it runs: types are not. */
function imports(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';|import\('([^']+)'\)/gm)].map(([, name, later]) => name ?? later!);
}

test('src/gpu loads nothing but itself, geometry, compiled models, errors, and two packages that read WGSL', () => {
  const waiting = readdirSync('src/gpu', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join('src/gpu', file));
  const files = new Set<string>();
  const packages = new Set<string>();
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    for (const name of imports(path)) if (name.startsWith('.')) waiting.push(normalize(join(dirname(path), name))); else packages.add(name);
  }
  expect([...packages].sort()).toEqual(['wgsl-preprocessor/wgsl-preprocessor.js', 'wgsl_reflect/wgsl_reflect.module.js']);
  const others = [...files].filter((path) => !path.startsWith('src/gpu/') && !path.startsWith('src/geometry/'));
  expect(others.sort()).toEqual(['src/assets/compiled-model.ts', 'src/config/errors.ts']);
});
