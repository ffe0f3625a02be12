/** Exports a dataset to a foreign format. The folder is whole under its name, or absent. */
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';
import { type ExportSource } from './export-source.ts';
import { FORMATS, formatsWith } from './formats.ts';
import { renameDurably } from '../dataset/atomic-file.ts';
import { openDataset, readSamples, type DatasetSample, type Wanted } from '../dataset/reader.ts';
import { acquireLock } from '../dataset/lock.ts';
import { parseSplits, WHOLE, type Split } from '../dataset/splits.ts';

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
  /** Folder of the foreground models, for formats that take the option; by default where the dataset was made from. */
  assets?: string | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
  onNote?: ((text: string) => void) | undefined;
}

export interface ExportSummary { images: number; instances: number }

/** @throws UserError where the dataset, the folder or the options are wrong, or where the dataset lacks a label that the format needs */
export async function exportDataset(dir: string, options: ExportOptions): Promise<ExportSummary> {
  const { format, images = true, segments = false, assets, split, onProgress, onNote } = options;
  const chosen = FORMATS[format];
  if (!chosen) throw new UserError(`export: there is no format ${JSON.stringify(format)}; wanted one of ${Object.keys(FORMATS).join(', ')}`);
  // A format without models ignores `assets`, because it writes the same with and without.
  if (segments && !chosen.options?.includes('segments')) throw new UserError(`export: --segments goes with --format ${formatsWith('segments').join(' or ')}, not ${format}`);
  const splits = split === undefined ? [WHOLE] : parseSplits(split);
  const dataset = await openDataset(dir);
  const out = resolve(options.out);
  await requireEmpty(out);

  const total = dataset.shards.reduce((sum, { samples }) => sum + samples, 0);
  const summary: ExportSummary = { images: 0, instances: 0 };
  function* samples({ keep }: Split, wanted: Wanted = []): Generator<DatasetSample, void, undefined> {
    for (const sample of readSamples(dataset, wanted === 'all' || !images ? wanted : ['jpg', ...wanted], keep)) {
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

  await mkdir(dirname(out), { recursive: true });
  const unlock = await acquireLock(`${out}.lock`);
  const partial = `${out}.partial`;
  try {
    await rm(partial, { recursive: true, force: true }); // of a killed run
    await mkdir(partial);
    const source: ExportSource = { dataset, out: partial, images, segments, assets: assets ?? null, splits, samples, note };
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
