// Checks that imports of src run one way, with no circle, and that what runs in a page reaches no Node module.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ORDER, PAGE_FOLDERS } from './support/layers.ts';

/** Stands for every folder that is not named. */
const OTHERS = '*';

/** The same within a folder, where it has folders of its own; its own files stand where they are named. The other folders of `scenarios` are scenarios. */
const INNER: Record<string, string[]> = {
  assets: ['open-library', 'pictures', 'cache', 'load', 'procedural', 'compile', 'silhouettes', 'library', 'compiled-model', 'source-model', 'triangles', 'srgb'],
  scenarios: ['builtin-scenarios', 'examples', OTHERS, 'placement', 'randomizers', 'scenario'],
};

/** Arrows that may point up: each with its reason. */
const EXCEPTIONS: Record<string, string> = Object.fromEntries(['fog', 'pile', 'turntable'].map((name) =>
  [`src/scenarios/examples/${name}.ts -> src/scenario.ts`, 'examples are written as a user writes, who has that face alone']));

interface Import { from: string; to: string; isType: boolean }

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|mjs|js)$/.test(file)).map((file) => `src/${file.replaceAll('\\', '/')}`).sort();

/** Every import of a file, types and workers too; `to` is a file of src or the name of a package. */
function importsOf(from: string): Import[] {
  const source = ts.createSourceFile(from, readFileSync(from, 'utf8'), ts.ScriptTarget.Latest);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const { text } = specifier;
    const path = normalize(join(dirname(from), text));
    const file = [path, `${path}.ts`, `${path}.mjs`].find((candidate) => existsSync(candidate)) ?? path;
    found.push({ from, to: text.startsWith('.') ? file : text, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
    // Workers are started by their URLs; folders and texts have such URLs, too.
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'URL' && /\.m?[jt]s'$/.test(node.arguments?.[0]?.getText(source) ?? '')) add(node.arguments![0], false);
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'moduleUrl') add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const imports = files.flatMap(importsOf);
const inSrc = imports.filter(({ to }) => to.startsWith('src/'));
const partsOf = (file: string) => file.replace(/^src\//, '').replace(/\.\w+$/, '').split('/');

test('the test sees the imports', () => {
  expect(files.length).toBeGreaterThan(150);
  expect(inSrc.length).toBeGreaterThan(500);
});

test('every folder of src has its place in the order', () => {
  expect([...new Set(files.map((file) => partsOf(file)[0]!))].filter((name) => !ORDER.includes(name) && name !== 'scenemill')).toEqual([]);
  for (const [folder, order] of Object.entries(INNER)) {
    const inside = files.map(partsOf).filter(([name]) => name === folder);
    const others = inside.filter(({ length }) => length > 2 && order.includes(OTHERS)).map(([, name]) => name!).filter((name) => !order.includes(name));
    expect([...new Set(inside.map(([, name]) => name!))].sort(), folder).toEqual([...new Set([...order.filter((name) => name !== OTHERS), ...others])].sort());
  }
});

test('imports run one way: no arrow points up', () => {
  const up = inSrc.filter(({ from, to }) => {
    const [a, b] = [partsOf(from), partsOf(to)];
    const order = a[0] === b[0] ? INNER[a[0]!] : ORDER;
    const level = a[0] === b[0] ? 1 : 0;
    const rank = (name: string) => order!.indexOf(order!.includes(name) ? name : OTHERS);
    return order !== undefined && rank(b[level]!) < rank(a[level]!);
  }).map(({ from, to }) => `${from} -> ${to}`);
  expect(up.filter((arrow) => !(arrow in EXCEPTIONS))).toEqual([]);
  expect(Object.keys(EXCEPTIONS).filter((arrow) => !up.includes(arrow)), 'exceptions that nothing needs').toEqual([]);
});

test('no file imports itself by way of others', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, way: string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const { to } of inSrc.filter(({ from }) => from === file)) visit(to, [...way, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

const isOfNode = (name: string) => name.startsWith('node:') || builtinModules.includes(name) || ['sharp', 'webgpu', 'tsx'].includes(name.split('/')[0]!);

test.each(PAGE_FOLDERS)('%s reaches no Node module, no sharp and no thread', (folder) => {
  const reasons: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string, way: string[]): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { to } of imports.filter(({ from, isType }) => from === file && !isType)) {
      if (isOfNode(to) || to.startsWith('src/threads/')) reasons.push([...way, file, to].join(' -> '));
      else if (to.startsWith('src/')) visit(to, [...way, file]);
    }
  };
  for (const file of files.filter((path) => path.startsWith(`src/${folder}/`))) visit(file, []);
  expect(reasons).toEqual([]);
});
