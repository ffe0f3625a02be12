/** Opens the asset library: finds the models of both layers, compiles what the cache does not have, lists what is wrong. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { UserError } from '../errors.ts';
import { WorkerCalls } from '../workers/protocol.ts';
import { cacheFolder, decodeModel } from './cache.ts';
import { fromCache } from './compile-file.ts';
import type { CompileJob } from './compile-file.ts';
import type { CompileAnswer } from './compile-worker.ts';
import type { CompiledModel } from './compiled-model.ts';
import { readAllKeypoints } from './keypoint-file.ts';
import type { AssetLibrary, LibraryModel } from './library.ts';
import { BUILTIN, listModels } from './scan.ts';

/** Metres. */
export const UNIT_M = { mm: 0.001, cm: 0.01, m: 1, in: 0.0254, ft: 0.3048 };

/**
 * Finds, compiles (or takes from the cache) and lists every model of both layers.
 * @param onProgress called after each model with how many are ready, of how many
 * @throws UserError that lists every folder and model that cannot be used. With `skipBad` such models are left out and
 *   recorded instead; a layer without any model is an error all the same.
 */
export async function openLibrary(
  { assets, curriculum, labels }: LibraryConfig,
  { skipBad = false, onProgress = () => {} }: { skipBad?: boolean; onProgress?: Progress | undefined } = {},
): Promise<AssetLibrary> {
  const problems: Problem[] = [];
  const found = LAYERS.flatMap((layer) => {
    const path = assets[layer] === BUILTIN ? BUILTIN : resolve(assets[layer]);
    try {
      return listModels(path, layer).map((model) => ({ ...model, layer }));
    } catch (error) {
      problems.push({ file: path, reason: (error as Error).message });
      return [];
    }
  });

  // A folder may serve both layers: its models are compiled once.
  const paths = [...new Set(found.map(({ path }) => path))];
  const { compiled, bad } = await compileModels(paths, { assets, curriculum }, onProgress);

  const labelled = found.filter(({ layer, path }) => layer === 'foreground' && compiled.has(path)).map(({ path }) => path);
  const keypoints = labels?.keypoints ? await readAllKeypoints(labelled, UNIT_M[assets.unit]) : null;
  for (const problem of keypoints?.bad ?? []) {
    compiled.delete(problem.file);
    bad.push(problem);
  }

  const models = found.flatMap(({ name, category, path, layer }): LibraryModel[] => {
    const model = compiled.get(path);
    const points = layer === 'foreground' ? keypoints?.points.get(path) : undefined;
    return model ? [{ name, category: layer === 'foreground' ? category : null, layer, path, compiled: model, ...(points ? { keypoints: points } : {}) }] : [];
  });
  if (!skipBad) problems.push(...bad);
  for (const layer of LAYERS) {
    const isLeftEmpty = found.some((model) => model.layer === layer) && !models.some((model) => model.layer === layer);
    if (skipBad && isLeftEmpty) problems.push({ file: assets[layer], reason: 'no model that can be used' }, ...bad);
  }
  if (problems.length > 0) throw new UserError(listProblems(problems));

  const foreground = models.filter(({ layer }) => layer === 'foreground');
  return {
    models,
    foregroundCount: foreground.length,
    categories: [...new Set(foreground.map(({ category }) => category!))].sort(),
    skipped: bad,
  };
}

type LibraryConfig = Pick<Config, 'assets' | 'curriculum'> & { labels?: Pick<Config['labels'], 'keypoints'> };
type Progress = (ready: number, total: number) => void;
const LAYERS = ['foreground', 'background'] as const;
type Problem = AssetLibrary['skipped'][number];

export function listProblems(problems: Problem[]): string {
  const lines = [...new Set(problems.map(({ file, reason }) => `  ${file}: ${reason}`))];
  return `assets: ${lines.length} cannot be used; wanted folders of models that load (--skip-bad-assets leaves bad models out)\n${lines.join('\n')}`;
}

/**
 * Takes what the cache has; compiles the rest on all cores.
 * @param paths absolute, or builtin:NAME; each once
 * @returns the models by path, and the paths that cannot be used
 */
export async function compileModels(
  paths: string[], { assets, curriculum }: LibraryConfig, onProgress: Progress = () => {},
): Promise<{ compiled: Map<string, CompiledModel>; bad: Problem[] }> {
  const jobs = paths.map((path): CompileJob => ({
    path, unitM: UNIT_M[assets.unit], textureSizePx: assets.textureSize, viewLevel: curriculum.viewLevel, cacheFolder: cacheFolder(),
  }));
  const compiled = new Map<string, CompiledModel>();
  const reasons = new Map<string, string>();
  const settle = ({ path }: CompileJob, outcome: CompiledModel | string): void => {
    if (typeof outcome === 'string') reasons.set(path, outcome);
    else compiled.set(path, outcome);
    onProgress(compiled.size + reasons.size, jobs.length);
  };

  const waiting: CompileJob[] = [];
  for (const job of jobs) {
    const known = await fromCache(job).catch((error: Error) => error.message);
    if (known === null) waiting.push(job);
    else settle(job, known);
  }

  const queue = waiting.values();
  const threads = Math.min(availableParallelism(), waiting.length);
  await Promise.all(Array.from({ length: threads }, async () => {
    const worker = new WorkerCalls(new URL('./compile-worker.ts', import.meta.url));
    try {
      // All threads draw from one queue.
      for (const job of queue) {
        const answer = await worker.call<CompileAnswer>('compile', job);
        settle(job, 'reason' in answer ? answer.reason : decodeModel(answer.block)!);
      }
    } finally {
      await worker.close();
    }
  }));
  const bad = jobs.flatMap(({ path }) => (reasons.has(path) ? [{ file: path, reason: reasons.get(path)! }] : []));
  return { compiled, bad };
}
