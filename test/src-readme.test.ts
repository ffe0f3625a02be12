/** Checks that src/README.md names existing files, and lists the layers in the order of imports. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ORDER } from './support/layers.ts';

const text = readFileSync('src/README.md', 'utf8');

test('every file and folder that it names exists', () => {
  // From the root of the repository: what has a slash, or the ending of a source file.
  const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].map(([, name]) => name!).filter((name) => name.includes('/') || /\.(ts|mjs|js|wgsl|md)$/.test(name));
  const linked = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => join('src', path!));
  expect(named.length).toBeGreaterThan(20);
  expect(linked.length).toBeGreaterThan(0);
  expect([...named, ...linked].filter((path) => !existsSync(path))).toEqual([]);
});

test('it lists the layers in the order of imports', () => {
  const section = /^## 2\. Layers$([\s\S]*?)^## /m.exec(text)![1]!;
  expect([...section.matchAll(/^- `(\w+)` \S/gm)].map(([, layer]) => layer)).toEqual(ORDER);
});
