/** Gets one model compiled: from the cache where it is there, else from its file. */
import { createHash } from 'node:crypto';
import { cacheKey, encodeModel, readCached, writeCached } from './cache.ts';
import { compile } from './compile.ts';
import type { CompileOptions } from './compile.ts';
import type { CompiledModel } from './compiled-model.ts';
import { hashModel, loadModel } from './load.ts';
import { BUILTIN_VERSION, builtinModel } from './procedural/builtin.ts';
import { BUILTIN } from './scan.ts';
import type { SourceModel } from './source-model.ts';

export interface CompileJob extends CompileOptions {
  /** Absolute, or builtin:NAME. */
  path: string;
  /** Metres per unit of formats without one. */
  unitM: number;
  cacheFolder: string;
}

const builtinName = (path: string): string | null => (path.startsWith(`${BUILTIN}:`) ? path.slice(BUILTIN.length + 1) : null);
const builtinHash = (name: string): string => createHash('sha256').update(`${BUILTIN} ${BUILTIN_VERSION} ${name}`).digest('hex');

/** Reads and hashes the model's files, but parses nothing. Null when the cache does not have it; throws when a file is missing. */
export async function fromCache(job: CompileJob): Promise<CompiledModel | null> {
  const name = builtinName(job.path);
  const sha256 = name === null ? await hashModel(job.path) : builtinHash(name);
  return readCached(job.cacheFolder, cacheKey(sha256, job.unitM, job));
}

/** Loads, compiles and caches. Returns the block that `decodeModel` reads: it passes between threads without a copy. */
export async function compileFile(job: CompileJob): Promise<SharedArrayBuffer> {
  const { source, sha256 } = await load(job);
  const block = encodeModel(await compile(source, sha256, job));
  writeCached(job.cacheFolder, cacheKey(sha256, job.unitM, job), block);
  return block;
}

async function load({ path, unitM }: CompileJob): Promise<{ source: SourceModel; sha256: string }> {
  const name = builtinName(path);
  return name === null ? loadModel(path, { unitM }) : { source: builtinModel(name), sha256: builtinHash(name) };
}

