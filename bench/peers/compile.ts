/**
 * Compares compiling with what glTF-Transform takes to read, weld and simplify the same models to the triangle counts of the same
 * levels of detail: npx tsx bench/peers/compile.ts <folder> [models]. Processor time of one process, which other work on the machine changes little.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Logger, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { cloneDocument, simplify, weld } from '@gltf-transform/functions';
import { MeshoptDecoder, MeshoptSimplifier } from 'meshoptimizer';
import { compile } from '../../src/assets/compile/compile.ts';
import { loadModel } from '../../src/assets/load/load.ts';

const [, , folder, wanted = '200'] = process.argv;
if (!folder) throw new Error('compile: no folder; wanted one of .glb files');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.glb')).sort().map((name) => join(folder, name));
const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.SILENT)).registerExtensions(ALL_EXTENSIONS).registerDependencies({ 'meshopt.decoder': MeshoptDecoder });

/** Of all levels but the finest, which no one has to make. */
async function compileModel(path: string): Promise<{ triangles: number; levels: number[] }> {
  const { source, sha256 } = await loadModel(path, { unitM: 1 });
  const { lods } = await compile(source, sha256, { textureSizePx: 512, viewLevel: 1 });
  return { triangles: lods[0]!.triangleCount, levels: lods.slice(1).map(({ triangleCount }) => triangleCount) };
}

async function transformModel(path: string, { triangles, levels }: { triangles: number; levels: number[] }): Promise<void> {
  const document = await io.read(path);
  await document.transform(weld());
  for (const count of levels) await cloneDocument(document).transform(simplify({ simplifier: MeshoptSimplifier, ratio: count / triangles, error: 1 }));
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const spentMs = { compile: 0, transform: 0 };
let triangles = 0;
// The first model is compiled before the clock starts, because it loads the libraries.
await transformModel(files[0]!, await compileModel(files[0]!));
for (let i = 0; i < Number(wanted); i++) {
  const path = files[i % files.length]!;
  const start = cpuMs();
  const levels = await compileModel(path);
  const between = cpuMs();
  await transformModel(path, levels);
  spentMs.compile += between - start;
  spentMs.transform += cpuMs() - between;
  triangles += levels.triangles;
}
const speed = spentMs.transform / spentMs.compile;
console.log(`${wanted} models, ${triangles} triangles: compiling takes ${(spentMs.compile / 1000).toFixed(1)} s of processor time, glTF-Transform ${(spentMs.transform / 1000).toFixed(1)} s; its speed is ${(1 / speed).toFixed(2)} times ours (ours is ${speed.toFixed(2)} of its)`);
