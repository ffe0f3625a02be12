/** Checks that the browser's entry reaches no Node module, and that it works without Node's globals. */
import { build, type Plugin } from 'esbuild';
import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import type * as Browser from '../../src/browser.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { PAGE_FOLDERS } from '../support/layers.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Packages that run on Node alone count as its modules. */
const ON_NODE = new Set([...builtinModules, 'webgpu', 'sharp']);

interface Bundle { code: string; chains: string[] }

/** Bundles as a page's builder does, and lists every import of Node with the chain of files that leads to it. */
async function bundle(...entries: string[]): Promise<Bundle> {
  const found: { specifier: string; importer: string }[] = [];
  const noNode: Plugin = {
    name: 'no-node',
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point' || (!path.startsWith('node:') && !ON_NODE.has(path.split('/')[0]!))) return undefined;
        found.push({ specifier: path, importer: relative(ROOT, importer) });
        return { path, external: true };
      });
    },
  };
  const { metafile, outputFiles } = await build({
    entryPoints: entries, outdir: 'out', absWorkingDir: ROOT, bundle: true, platform: 'browser', format: 'iife', globalName: 'scenemill', target: 'es2022', write: false,
    metafile: true, logLevel: 'silent', plugins: [noNode],
  });
  // Who imports whom, the other way round, gives the chain up to the entry.
  const importerOf = new Map<string, string>();
  for (const [file, { imports }] of Object.entries(metafile.inputs)) for (const { path } of imports) if (!importerOf.has(path)) importerOf.set(path, file);
  const chain = (file: string): string[] => {
    const files = [file];
    for (let at = importerOf.get(file); at !== undefined && !files.includes(at); at = importerOf.get(at)) files.push(at);
    return files.reverse();
  };
  return { chains: found.map(({ specifier, importer }) => [...chain(importer), specifier].join(' > ')).sort(), code: outputFiles[0]!.text };
}

test.each(['src/browser.ts', 'src/scenario.ts'])('%s reaches no Node module', async (entry) => {
  expect((await bundle(entry)).chains).toEqual([]);
});

test.each(PAGE_FOLDERS)('no file of src/%s reaches a Node module', async (folder) => {
  const files = readdirSync(join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  expect(files.length).toBeGreaterThan(0);
  expect((await bundle(...files.map((file) => join('src', folder, file)))).chains).toEqual([]);
});

test('an import of Node is found, with the files that lead to it', async () => {
  expect((await bundle('src/index.ts')).chains).toContainEqual(expect.stringMatching(/^src\/index\.ts > .* > node:fs$/));
});

test('built-in models are compiled, planned and packed where there is no Node', async () => {
  // A context has the language's own globals; these few are the page's.
  const page = createContext({ console, performance, TextDecoder, TextEncoder, URL, setTimeout, atob });
  const { code } = await bundle('src/browser.ts');
  const browser = runInContext(`${code}; scenemill`, page) as typeof Browser;
  const image = { width: 96, height: 64 };
  const background = browser.builtinNames('background').slice(0, 2);
  const library = await browser.builtinLibrary({ foreground: ['battery'], background }, { textureSizePx: 64, viewLevel: 0 });
  const config = browser.PaperConfigSchema.parse({
    count: 4, image, curriculum: { viewLevel: 0, levels: 2 }, assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: 'none' },
  });
  const paper = browser.openPaper(config, library);
  const { scene } = paper.plan(1, 0, browser.streamsOf(config.seed, 1, 0));
  const shaders = readShaders();
  const { pack, meshOf } = browser.packLibrary(library, shaders);
  const packed = browser.packScene(scene, library, meshOf, browser.sceneLayouts(shaders));
  expect(scene.instances.length).toBeGreaterThan(3);
  expect(packed.triangles).toBeGreaterThan(100);
  expect(pack.positions.byteLength).toBeGreaterThan(1000);
});
