/** Opens the asset library: finds models and pictures, compiles or checks those that the cache lacks, and lists the faulty ones. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { distractorSources, groupOf } from '../config/asset-groups.ts';
import { type FileFrame, FOREGROUND_GROUP, type ModelRule } from '../config/asset-rules.ts';
import type { BaseConfig } from '../config/schema.ts';
import { UserError } from '../config/errors.ts';
import { cacheFolder } from './cache/model-cache.ts';
import { removeUnusedOnce } from './cache/upkeep.ts';
import { fromCache } from './cache/compile-file.ts';
import { compileJob, DEFAULT_VIEW_LEVEL, libraryOptions, type OpenJob } from './cache/compile-job.ts';
import { Compiler } from './cache/compiler.ts';
import { rulesOf } from './load/asset-rules.ts';
import { fileUnitM, frameOf, pointInFrame, symmetriesInFrame } from './load/file-frame.ts';
import { type KeypointsOfModels, readAllKeypoints } from './load/keypoint-file.ts';
import { type AssetLibrary, isBuiltin, type LibraryModel, type LibraryOptions, modelKey, type ModelToOpen, type NamedPoint, type OpenedModel } from './library.ts';
import { type FoundModel, listModels } from './load/scan.ts';
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
  /** Called with each line that a user should know and that stops nothing. */
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
  const found = inOrder(sources.flatMap((source): DescribedModel[] => {
    try {
      return describeModels(source, assets, compiledWith.unitM, onNote, (note) => notes.set(note.file, note));
    } catch (error) {
      // The message of assets.json names its line.
      if (error instanceof UserError) throw error;
      problems.push({ file: source.path, reason: (error as Error).message });
      return [];
    }
  }));

  // A folder may serve several layers; its models are compiled once.
  const toOpen = [...new Map(found.map((model) => [modelKey(model), model])).values()];
  const foregroundKeys = new Set(found.filter(({ layer }) => layer === 'foreground').map(modelKey));
  const { folders, problems: folderProblems } = findPictures(assets);
  problems.push(...folderProblems);
  const total = folders.reduce((sum, { files }) => sum + files.length, toOpen.length);
  const { opened, bad } = await openModels(toOpen, compiledWith, (model) => foregroundKeys.has(modelKey(model)), (ready) => onProgress(ready, total));
  let checked = toOpen.length;
  const { pictures, bad: badPictures } = await checkPictures(folders, () => onProgress(++checked, total));

  const labelled = found.filter((model) => model.layer === 'foreground' && model.rule.keypoints === undefined && opened.has(modelKey(model))).map(({ path }) => path);
  const keypoints = readsKeypoints ? await readAllKeypoints(labelled, compiledWith.unitM) : null;
  const badPoints = new Set(keypoints?.bad.map(({ file }) => file));
  for (const model of found) if (badPoints.has(model.path)) opened.delete(modelKey(model));
  bad.push(...(keypoints?.bad ?? []));

  bad.push(...badPictures);

  const models = found.flatMap((described): LibraryModel[] => {
    const model = opened.get(modelKey(described));
    return model ? [libraryModel(described, model, keypoints, compiledWith.unitM)] : [];
  });
  if (!skipBad) problems.push(...bad);
  for (const { layer, path } of sources) {
    const ofSource = found.filter((model) => model.layer === layer && model.source === path);
    const isLeftEmpty = ofSource.length > 0 && !ofSource.some((model) => opened.has(modelKey(model)));
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

/** A model that was found, its layer, and what assets.json and the config say of it. */
interface DescribedModel extends FoundModel, Omit<Source, 'path'> {
  source: string;
  rule: ModelRule;
  frame?: FileFrame | undefined;
}

/**
 * The models of a source. Those of the foreground whose role is distractor are distractors of a group of their own.
 * @param onNote called with a line for each pattern that matches nothing
 * @param onUnread called with each file that looks like a model and is not read
 * @throws Error whose message is the reason alone; UserError where assets.json is wrong
 */
function describeModels({ path: source, layer, group }: Source, assets: BaseConfig['assets'], unitM: number, onNote: (text: string) => void, onUnread: (note: Problem) => void): DescribedModel[] {
  const { models: listed, notes } = listModels(source, layer);
  notes.forEach(onUnread);
  const { rules, unmatched } = rulesOf(source, listed, layer === 'foreground' ? assets.models : undefined);
  unmatched.forEach(onNote);
  const described = listed.map((model, i): DescribedModel => {
    const rule = rules[i]!;
    const isDistractor = layer === 'foreground' && rule.role === 'distractor';
    const place = isDistractor ? { layer: 'distractor' as const, group: FOREGROUND_GROUP } : { layer, ...(group !== undefined && { group }) };
    return { ...model, ...place, source, rule, frame: frameOf(rule, model.path, unitM) };
  });
  if (layer === 'foreground' && !described.some((model) => model.layer === layer)) throw new Error('every model has the role distractor; wanted one to label');
  const isTaken = described.some((model) => model.group === FOREGROUND_GROUP) && distractorSources(assets).some((other) => groupOf(other) === FOREGROUND_GROUP);
  if (isTaken && layer === 'foreground') throw new Error(`models with the role distractor are the group ${FOREGROUND_GROUP}, and assets.distractors has a folder of that name; wanted another name`);
  return described;
}

/** The library's order: the foreground's distractors come first among the distractors. */
function inOrder(models: DescribedModel[]): DescribedModel[] {
  const rank = ({ layer, group }: DescribedModel): number => (layer === 'foreground' ? 0 : layer === 'background' ? 1 : group === FOREGROUND_GROUP ? 2 : 3);
  return models.sort((a, b) => rank(a) - rank(b));
}

/** A model as the library has it. What only labels need is left out of other layers. */
function libraryModel({ name, category, layer, group, path, rule, frame }: DescribedModel, opened: OpenedModel, keypoints: KeypointsOfModels | null, unitM: number): LibraryModel {
  const license = rule.license ?? opened.compiled.license;
  const general = { ...(group !== undefined && { group }), path, ...opened, ...(frame && { frame }), ...(license !== undefined && { license }) };
  if (layer !== 'foreground') return { name, category: null, layer, ...general };
  const fileUnit = fileUnitM(path, unitM);
  const ofRule = rule.keypoints && Object.entries(rule.keypoints).map(([point, [x, y, z]]): NamedPoint => ({ name: point, at: [fileUnit * x, fileUnit * y, fileUnit * z] }));
  const points = keypoints && (ofRule ?? keypoints.points.get(path))?.map(({ name: point, at }) => ({ name: point, at: pointInFrame(at, frame) }));
  return {
    name, category: rule.category ?? category, layer, ...general,
    ...(rule.weight !== undefined && rule.weight !== 1 && { weight: rule.weight }),
    ...(rule.symmetries && rule.symmetries.length > 0 && { symmetries: symmetriesInFrame(rule.symmetries, fileUnit, frame) }),
    ...(points && { keypoints: points, ...(ofRule && { hasOwnKeypoints: true }) }),
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
 * @param models each once
 * @param keepsDrawing whether the drawing of a model is kept in memory
 * @returns the models by their keys, and the paths that cannot be used
 */
export async function openModels(
  models: readonly ModelToOpen[], options: LibraryOptions, keepsDrawing: (model: ModelToOpen) => boolean, onProgress: OnProgress = () => {},
): Promise<{ opened: Map<string, OpenedModel>; bad: Problem[] }> {
  const folder = cacheFolder();
  const jobs = models.map((model): OpenJob => ({ ...compileJob(model, options, folder), keepsDrawing: keepsDrawing(model) }));
  const opened = new Map<string, OpenedModel>();
  const reasons = new Map<string, string>();
  const settle = (job: OpenJob, outcome: OpenedModel | string): void => {
    const reason = typeof outcome === 'string' ? outcome : options.strict ? outcome.compiled.missing?.[0] : undefined;
    if (reason !== undefined) reasons.set(modelKey(job), reason);
    else opened.set(modelKey(job), outcome as OpenedModel);
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
  const bad = jobs.flatMap((job) => (reasons.has(modelKey(job)) ? [{ file: job.path, reason: reasons.get(modelKey(job))! }] : []));
  return { opened, bad };
}
