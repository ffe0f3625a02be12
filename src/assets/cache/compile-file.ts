/** Gets one compiled model from the cache, or else compiles its file. */
import { createHash } from 'node:crypto';
import { cacheKey, encodeModel, readDrawing, readPlanning, writeCached, type ModelBlocks } from './model-cache.ts';
import type { CompileJob, OpenJob } from './compile-job.ts';
import { BUILTIN, type OpenedModel } from '../library.ts';
import { inFrame } from '../load/file-frame.ts';
import { hashModel, loadModel } from '../load/load.ts';
import type { SourceModel } from '../source-model.ts';

/**
 * Reads and hashes the model's files, but parses nothing.
 * @returns null when the cache does not have the model
 * @throws Error when a file is missing
 */
export async function fromCache(job: OpenJob): Promise<OpenedModel | null> {
  const name = builtinName(job.path);
  const key = keyOf(job, name === null ? await hashModel(job.path) : await builtinHash(name));
  const compiled = readPlanning(job.cacheFolder, key);
  const drawing = compiled && job.keepsDrawing ? readDrawing(job.cacheFolder, key, SharedArrayBuffer) : null;
  return compiled && (drawing || !job.keepsDrawing) ? { compiled, drawing } : null;
}

/** Loads, compiles and caches a model. The blocks are shared memory, so that they pass between threads without a copy. */
export async function compileFile(job: CompileJob): Promise<{ blocks: ModelBlocks; sha256: string; isCached: boolean }> {
  const { source: inFile, sha256 } = await load(job);
  const source = inFrame(inFile, job.frame);
  // Imported only when a model is compiled, because a warm start needs no compiler.
  const { compile } = await import('../compile/compile.ts');
  const blocks = encodeModel(await compile(source, sha256, job));
  return { blocks, sha256, isCached: writeCached(job.cacheFolder, keyOf(job, sha256), blocks) };
}

/** Of the cache's entry. */
export const keyOf = (job: CompileJob, sha256: string): string => cacheKey(sha256, job.unitM, job, job.frame);
const builtinName = (path: string): string | null => (path.startsWith(`${BUILTIN}:`) ? path.slice(BUILTIN.length + 1) : null);

async function load({ path, unitM, limits }: CompileJob): Promise<{ source: SourceModel; sha256: string }> {
  const name = builtinName(path);
  if (name === null) return loadModel(path, { unitM, texturePx: limits?.texturePx });
  const { builtinModel } = await import('../procedural/builtin-models.ts');
  return { source: builtinModel(name), sha256: await builtinHash(name) };
}

async function builtinHash(name: string): Promise<string> {
  const { BUILTIN_VERSION } = await import('../procedural/builtin-models.ts');
  return createHash('sha256').update(`${BUILTIN} ${BUILTIN_VERSION} ${name}`).digest('hex');
}
