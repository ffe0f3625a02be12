/** Exports a dataset, or several as one, to a foreign format. The folder is whole under its name, or absent. */
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';
import { type ExportSource } from './export-source.ts';
import { FORMATS, formatsWith } from './formats.ts';
import { renameDurably } from '../dataset/atomic-file.ts';
import { imagesOf, joinDatasets, type JoinedSample, readJoined } from '../dataset/joined-dataset.ts';
import { openDataset, type Wanted } from '../dataset/reader.ts';
import { acquireLock } from '../dataset/lock.ts';
import { parseSplits, WHOLE, type Split } from '../dataset/splits.ts';
import { keyOf } from '../labels/record.ts';

export interface ExportOptions {
  format: string;
  /** A new or an empty folder. */
  out: string;
  /** False: labels only. */
  images?: boolean | undefined;
  /** Polygons in place of boxes, in formats that take the option. */
  segments?: boolean | undefined;
  /** Names and shares of the parts, such as `train=0.9,val=0.1`; one part without a name by default. */
  split?: string | undefined;
  /** Folder of the foreground models, or several, for formats that take the option; by default where each dataset was made from. */
  assets?: string | readonly string[] | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
  onNote?: ((text: string) => void) | undefined;
}

export interface ExportSummary { images: number; instances: number }

/**
 * Exports a dataset. Several become one: their classes are joined by name, and indices of a dataset follow those of the datasets before it.
 * @param dirs folder of a finished dataset, or several
 * @throws UserError where a dataset, the folder or the options are wrong, or where a dataset lacks a label that the format needs
 */
export async function exportDataset(dirs: string | readonly string[], options: ExportOptions): Promise<ExportSummary> {
  const { format, images = true, segments = false, assets, split, onProgress, onNote } = options;
  const chosen = FORMATS[format];
  if (!chosen) throw new UserError(`export: there is no format ${JSON.stringify(format)}; wanted one of ${Object.keys(FORMATS).join(', ')}`);
  // A format without models ignores `assets`, because it writes the same with and without.
  if (segments && !chosen.options?.includes('segments')) throw new UserError(`export: --segments goes with --format ${formatsWith('segments').join(' or ')}, not ${format}`);
  const splits = split === undefined ? [WHOLE] : parseSplits(split);
  const dataset = joinDatasets(await Promise.all([dirs].flat().map(openDataset)));
  const out = resolve(options.out);
  await requireEmpty(out);

  const total = dataset.datasets.reduce((sum, part) => sum + imagesOf(part), 0);
  const summary: ExportSummary = { images: 0, instances: 0 };
  function* samples({ keep }: Split, wanted: Wanted = []): Generator<JoinedSample, void, undefined> {
    for (const sample of readJoined(dataset, wanted === 'all' || !images ? wanted : ['jpg', ...wanted], keep)) {
      yield sample;
      summary.images++;
      summary.instances += sample.record.instances.length;
      onProgress?.(summary.images, total);
    }
  }

  const notes = new Set<string>();
  const note = (text: string): void => {
    if (!notes.has(text)) onNote?.(text);
    notes.add(text);
  };

  let first = 0;
  for (const part of dataset.datasets) {
    const images = imagesOf(part);
    if (dataset.datasets.length > 1 && images > 0) note(`${part.dir}: images ${keyOf(first)} to ${keyOf(first + images - 1)}.`);
    first += images;
  }

  await mkdir(dirname(out), { recursive: true });
  const unlock = await acquireLock(`${out}.lock`);
  const partial = `${out}.partial`;
  try {
    await rm(partial, { recursive: true, force: true }); // of a killed run
    await mkdir(partial);
    const source: ExportSource = { dataset, out: partial, images, segments, assets: assets === undefined ? null : [assets].flat(), splits, samples, note };
    const exportTo = await chosen.load();
    await exportTo(source);
    await rmdir(out).catch(() => undefined);
    await renameDurably(partial, out);
  } finally {
    await rm(partial, { recursive: true, force: true });
    await unlock();
  }
  return summary;
}

async function requireEmpty(out: string): Promise<void> {
  const entries = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(`export: ${out} cannot be listed (${error.code ?? error.message}); wanted a new or an empty folder`);
  });
  if (entries.length > 0) throw new UserError(`export: ${out} is not empty; wanted a new or an empty folder`);
}
