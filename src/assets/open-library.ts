/** Opens the asset library: finds models and pictures, compiles or checks those that the cache lacks, and lists the faulty ones. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { distractorSources, groupOf } from '../config/asset-groups.ts';
import type { BaseConfig } from '../config/schema.ts';
import { UserError } from '../config/errors.ts';
import { cacheFolder } from './cache/model-cache.ts';
import { removeUnusedOnce } from './cache/upkeep.ts';
import { fromCache } from './cache/compile-file.ts';
import { compileJob, DEFAULT_VIEW_LEVEL, libraryOptions, type OpenJob } from './cache/compile-job.ts';
import { Compiler } from './cache/compiler.ts';
import { readAllKeypoints } from './load/keypoint-file.ts';
import { type AssetLibrary, isBuiltin, type LibraryModel, type LibraryOptions, type OpenedModel } from './library.ts';
import { listModels } from './load/scan.ts';
import { checkPictures, findPictures } from './pictures/open-pictures.ts';

export interface OpenLibraryOptions {
  /** Icosphere subdivision of the silhouettes' views. */
  viewLevel?: number | undefined;
  /** Whether the named points beside the foreground models are read. */
  keypoints?: boolean;
  /** Leaves bad models and pictures out and records them. */
  skipBad?: boolean;
  /** Models that lack a texture or material file are bad ones, not white ones. */
  strict?: boolean;
  /** Called after each model and each picture. */
  onProgress?: OnProgress | undefined;
  /** Called with each line of `noteLines`. */
  onNote?: ((text: string) => void) | undefined;
}

/**
 * Finds, compiles (or takes from the cache) and lists every model of all layers, and checks every picture.
 * @throws UserError that lists every folder, model and picture that cannot be used. With `skipBad` such files are left out and
 *   recorded instead; a source of which nothing is left is an error all the same.
 */
export async function openLibrary(
  { assets }: Pick<BaseConfig, 'assets'>,
  { viewLevel = DEFAULT_VIEW_LEVEL, keypoints: readsKeypoints = false, skipBad = false, strict = false, onProgress = () => {}, onNote = () => {} }: OpenLibraryOptions = {},
): Promise<AssetLibrary> {
  const compiledWith = { ...libraryOptions(assets, viewLevel), strict };
  const problems: Problem[] = [];
  const notes = new Map<string, Problem>();
  const sources = sourcesOf(assets);
  const found = sources.flatMap(({ path, ...source }) => {
    try {
      const listed = listModels(path, source.layer);
      for (const note of listed.notes) notes.set(note.file, note);
      return listed.models.map((model) => ({ ...model, ...source, source: path }));
    } catch (error) {
      problems.push({ file: path, reason: (error as Error).message });
      return [];
    }
  });

  // A folder may serve several layers; its models are compiled once.
  const paths = [...new Set(found.map(({ path }) => path))];
  const foregroundPaths = new Set(found.filter(({ layer }) => layer === 'foreground').map(({ path }) => path));
  const { folders, problems: folderProblems } = findPictures(assets);
  problems.push(...folderProblems);
  const total = folders.reduce((sum, { files }) => sum + files.length, paths.length);
  const { opened, bad } = await openModels(paths, compiledWith, (path) => foregroundPaths.has(path), (ready) => onProgress(ready, total));
  let checked = paths.length;
  const { pictures, bad: badPictures } = await checkPictures(folders, () => onProgress(++checked, total));

  const labelled = found.filter(({ layer, path }) => layer === 'foreground' && opened.has(path)).map(({ path }) => path);
  const keypoints = readsKeypoints ? await readAllKeypoints(labelled, compiledWith.unitM) : null;
  for (const problem of keypoints?.bad ?? []) {
    opened.delete(problem.file);
    bad.push(problem);
  }

  bad.push(...badPictures);

  const models = found.flatMap(({ name, category, path, layer, group }): LibraryModel[] => {
    const model = opened.get(path);
    const points = layer === 'foreground' ? keypoints?.points.get(path) : undefined;
    const named = { name, category: layer === 'foreground' ? category : null, layer, ...(group === undefined ? {} : { group }), path };
    return model ? [{ ...named, ...model, ...(points ? { keypoints: points } : {}) }] : [];
  });
  if (!skipBad) problems.push(...bad);
  for (const { layer, path } of sources) {
    const ofSource = found.filter((model) => model.layer === layer && model.source === path);
    const isLeftEmpty = ofSource.length > 0 && !ofSource.some((model) => opened.has(model.path));
    if (skipBad && isLeftEmpty) problems.push({ file: path, reason: 'no model that can be used' }, ...bad);
  }
  for (const { use, folder } of folders) {
    if (skipBad && !pictures.some((picture) => picture.use === use)) problems.push({ file: folder, reason: 'no image that can be used' }, ...bad);
  }
  if (problems.length > 0) throw new UserError(listProblems(problems));
  noteLines(models, [...notes.values()]).forEach(onNote);

  const foreground = models.filter(({ layer }) => layer === 'foreground');
  return {
    models,
    foregroundCount: foreground.length,
    categories: [...new Set(foreground.map(({ category }) => category!))].sort(),
    pictures,
    skipped: bad,
    compiledWith,
  };
}

type OnProgress = (ready: number, total: number) => void;

interface Source {
  layer: LibraryModel['layer'];
  /** Of distractors. */
  group?: string;
  /** Absolute, `builtin`, or builtin:GROUP. */
  path: string;
}

/** Where the models are, in the library's order. */
function sourcesOf(assets: BaseConfig['assets']): Source[] {
  const pathOf = (source: string) => (isBuiltin(source) ? source : resolve(source));
  return [
    { layer: 'foreground', path: pathOf(assets.foreground) },
    ...(assets.background === undefined ? [] : [{ layer: 'background' as const, path: pathOf(assets.background) }]),
    ...distractorSources(assets).map((source) => ({ layer: 'distractor' as const, group: groupOf(pathOf(source)), path: pathOf(source) })),
  ];
}

type Problem = AssetLibrary['skipped'][number];

/** An error message with a line for each distinct problem. */
export function listProblems(problems: Problem[]): string {
  const lines = [...new Set(problems.map(({ file, reason }) => `  ${file}: ${reason}`))];
  return `assets: ${lines.length} cannot be used; wanted folders of files that load (--skip-bad-assets leaves bad ones out)\n${lines.join('\n')}`;
}

/** Lines of notes at most: a folder of thousands of models shall not hide what else a command says. */
const MOST_NOTE_LINES = 20;

/**
 * A line for each file that is not read, and for each model with notes, in the library's order; one for the rest beyond the first 20.
 * A file in several layers has one line.
 * @param unread what `listModels` says
 */
export function noteLines(models: readonly { path: string; compiled: { notes: readonly string[] } }[], unread: readonly Problem[] = []): string[] {
  const ofModels = models.filter(({ compiled }) => compiled.notes.length > 0).map(({ path, compiled }) => ({ file: path, reason: compiled.notes.join('; ') }));
  const noted = [...new Map([...unread, ...ofModels].map((note) => [note.file, note])).values()];
  const lines = noted.slice(0, MOST_NOTE_LINES).map(({ file, reason }) => `assets: ${file}: ${reason}`);
  const more = noted.length - lines.length;
  return more === 0 ? lines : [...lines, `assets: notes on ${more} more files: scenemill inspect FOLDER lists them all`];
}

/**
 * Takes models from the cache, and compiles the others in a process a core.
 * @param paths absolute, or builtin:NAME; each once
 * @param keepsDrawing whether the drawing of the model at a path is kept in memory
 * @returns the models by path, and the paths that cannot be used
 */
export async function openModels(
  paths: string[], options: LibraryOptions, keepsDrawing: (path: string) => boolean, onProgress: OnProgress = () => {},
): Promise<{ opened: Map<string, OpenedModel>; bad: Problem[] }> {
  const folder = cacheFolder();
  const jobs = paths.map((path): OpenJob => ({ ...compileJob(path, options, folder), keepsDrawing: keepsDrawing(path) }));
  const opened = new Map<string, OpenedModel>();
  const reasons = new Map<string, string>();
  const settle = ({ path }: OpenJob, outcome: OpenedModel | string): void => {
    if (typeof outcome === 'string') reasons.set(path, outcome);
    else opened.set(path, outcome);
    onProgress(opened.size + reasons.size, jobs.length);
  };

  const waiting: OpenJob[] = [];
  for (const job of jobs) {
    const known = await fromCache(job).catch((error: Error) => error.message);
    if (known === null) waiting.push(job);
    else settle(job, known);
  }

  const queue = waiting.values();
  const processes = Math.min(availableParallelism(), waiting.length);
  await Promise.all(Array.from({ length: processes }, async () => {
    const compiler = new Compiler(options.limits);
    try {
      // All processes draw from one queue.
      for (const job of queue) settle(job, await compiler.compile(job));
    } finally {
      compiler.close();
    }
  }));
  // What this run uses is marked by now.
  removeUnusedOnce(folder);
  const bad = jobs.flatMap(({ path }) => (reasons.has(path) ? [{ file: path, reason: reasons.get(path)! }] : []));
  return { opened, bad };
}
