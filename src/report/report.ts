/** Reports on a dataset, beside real photos where there are some: a page to be read and a file of all numbers. */
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';
import { writeFileAtomic } from '../dataset/atomic-file.ts';
import { type DatasetInfo, openDataset } from '../dataset/reader.ts';
import { VERSION } from '../run/version.ts';
import { compareSets, type Difference } from '../stats/compare.ts';
import { type LabelledSet, readCocoSet, readPictures } from '../stats/coco-set.ts';
import { datasetStats, type DatasetStats } from '../stats/dataset-stats.ts';
import { measureSet } from '../stats/measure-set.ts';
import { CENTRE_CELLS, type SetStats } from '../stats/set-stats.ts';
import { configFacts } from './config-facts.ts';
import { findCopies } from './copies.ts';
import { findingsOf } from './findings.ts';
import { reportPage } from './page.ts';
import { recordGroups } from './record-groups.ts';
import type { ClassRow, Report, SampledPicture, SetSummary, TwoCurves } from './report-data.ts';
import { type PictureOverlay, sampleDataset, sampleRealSet } from './sampled-pictures.ts';
import { sideBySide } from './side-by-side.ts';
import { fold, warningsOf } from './warnings.ts';

export interface ReportOptions {
  /** A COCO file of real photos, ours or another program's. */
  real?: string | undefined;
  /** Folder of the real photos; alone, photos without labels. */
  images?: string | undefined;
  /** Parts of the real set as `export --split` takes them; the first one is compared. */
  split?: string | undefined;
  /** Default: `report` in the dataset's folder. */
  out?: string | undefined;
  onProgress?: ((task: string, done: number, total: number) => void) | undefined;
}

export interface ReportSummary { page: string; json: string; report: Report }

/** Pictures of each set on the page. */
const SAMPLES = 12;

/**
 * Writes report.html and report.json, each whole or not at all.
 * @throws UserError where the dataset, the COCO file or a picture cannot be used
 */
export async function reportDataset(dir: string, { real, images, split, out = join(dir, 'report'), onProgress }: ReportOptions = {}): Promise<ReportSummary> {
  if (real !== undefined && images === undefined) throw new UserError('report: --real needs --images; wanted the folder of the photos that the COCO file names');
  if (split !== undefined && real === undefined) throw new UserError('report: --split divides the photos of a COCO file; wanted --real, too');
  const dataset = await openDataset(dir);
  const set = images === undefined ? null : real === undefined ? await readPictures(images) : await readCocoSet(real, images, { split });
  const ours = await datasetStats(dataset, { onProgress: (done, total) => onProgress?.('shards', done, total) });
  const measured = set && await measureSet(set, { onProgress: (done, total) => onProgress?.('photos', done, total) });
  const overlays = { ours: await sampleDataset(dataset, SAMPLES), real: set && await sampleRealSet(set, SAMPLES) };
  const report = await buildReport(dataset, ours, set && { set, stats: measured!.stats, name: realName(real, images!), cocoPath: real }, overlays);

  const [page, json] = ['report.html', 'report.json'].map((name) => resolve(out, name)) as [string, string];
  await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`report: ${out} cannot be made (${error.code ?? error.message}); wanted a folder, or nothing of that name`);
  });
  await writeFileAtomic(json, `${JSON.stringify(report)}\n`);
  await writeFileAtomic(page, reportPage(report, overlays));
  return { page, json, report };
}

interface RealSide { set: LabelledSet; stats: SetStats; name: string; cocoPath: string | undefined }

async function buildReport(dataset: DatasetInfo, stats: DatasetStats, real: RealSide | null, overlays: { ours: PictureOverlay[]; real: PictureOverlay[] | null }): Promise<Report> {
  const { set: ours, record } = stats;
  const differences = real ? compareSets(ours, real.stats) : [];
  const statistics = sideBySide(ours, real?.stats ?? null, differences);
  const classes = dataset.categories.map(({ name }) => name);
  const realClasses = real?.set.hasBoxes ? real.set.categories : null;
  const copies = await findCopies(stats, real?.set ?? null, real ? await fileNames(real) : []);
  return {
    format: 1,
    generator: `scenemill ${VERSION}`,
    dataset: { dir: dataset.dir, generator: dataset.generator, configSha256: dataset.configSha256 },
    ours: summaryOf(basename(resolve(dataset.dir)), ours, classes.length),
    real: real && summaryOf(real.name, real.stats, realClasses?.length ?? 0),
    findings: findingsOf(statistics, configFacts(await readConfig(dataset.dir))),
    warnings: warningsOf({ ours, records: record, real: real?.stats ?? null, classes, realClasses, ...copies }),
    notes: [...(real?.set.notes ?? []), ...classNotes(classes, realClasses)],
    classes: classRows(classes, ours, realClasses, real?.stats ?? null),
    statistics,
    hue: curves('hue', [...ours.hue], real && [...real.stats.hue], differences),
    spectrum: curves('spectrum', ours.spectrum(), real && real.stats.spectrum(), differences),
    centers: centersOf(ours, real?.set.hasBoxes ? real.stats : null),
    records: recordGroups(record),
    samples: { ours: overlays.ours.map(withoutPixels), real: (overlays.real ?? []).map(withoutPixels) },
  };
}

/** Of a COCO file also those that the split leaves out. */
async function fileNames({ set, cocoPath }: RealSide): Promise<string[]> {
  if (cocoPath === undefined) return set.pictures.map(({ key }) => key);
  const { images } = JSON.parse(await readFile(cocoPath, 'utf8')) as { images: { file_name: string }[] };
  return images.map(({ file_name }) => file_name);
}

/** The config in dataset.json with the keys of its scenario, which the reader of datasets leaves out. */
async function readConfig(dir: string): Promise<unknown> {
  return (JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as { config?: unknown }).config;
}

const realName = (real: string | undefined, images: string): string => basename(resolve(real ?? images));

const summaryOf = (name: string, { images, measured, boxes }: SetStats, classes: number): SetSummary => ({ name, images, measured, boxes, classes });

const withoutPixels = ({ key, width, height, objects }: PictureOverlay): SampledPicture => ({ key, width, height, objects });

const CURVES: Record<'hue' | 'spectrum', Pick<TwoCurves, 'title' | 'group'>> = {
  hue: { title: 'hue of coloured pixels', group: 'light and colour' },
  spectrum: { title: 'power of coarse and fine detail', group: 'background' },
};

function curves(name: 'hue' | 'spectrum', ours: number[] | null, real: number[] | null, differences: readonly Difference[]): TwoCurves | null {
  return ours && { ...CURVES[name], ours, real, steps: differences.find((difference) => difference.name === name)?.distance ?? null };
}

/** Classes are matched by name, whatever the case. The most frequent come first. */
function classRows(classes: readonly string[], ours: SetStats, realClasses: readonly string[] | null, real: SetStats | null): ClassRow[] {
  const rows = new Map<string, ClassRow>();
  for (const name of classes) rows.set(fold(name), { name, ours: ours.classes.get(name)?.boxes ?? 0, real: null });
  for (const name of realClasses ?? []) {
    const row = rows.get(fold(name)) ?? { name, ours: null, real: null };
    rows.set(fold(name), { ...row, real: (row.real ?? 0) + (real!.classes.get(name)?.boxes ?? 0) });
  }
  return [...rows.values()].sort((a, b) => (b.ours ?? -1) - (a.ours ?? -1) || (b.real ?? -1) - (a.real ?? -1) || (a.name < b.name ? -1 : 1));
}

function classNotes(classes: readonly string[], realClasses: readonly string[] | null): string[] {
  if (!realClasses) return [];
  const [own, theirs] = [new Set(classes.map(fold)), new Set(realClasses.map(fold))];
  const list = (names: readonly string[]): string => `${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
  const [onlyOurs, onlyReal] = [classes.filter((name) => !theirs.has(fold(name))), realClasses.filter((name) => !own.has(fold(name)))];
  const notes: string[] = [];
  if (onlyReal.length > 0) notes.push(`Classes of the real set that the dataset lacks: ${list(onlyReal)}. All statistics are of all classes together.`);
  if (onlyOurs.length > 0) notes.push(`Classes of the dataset that the real set lacks: ${list(onlyOurs)}.`);
  return notes;
}

/** All classes together, then each, the most frequent first; a class of both sets by its name, whatever the case. */
function centersOf(ours: SetStats, real: SetStats | null): Report['centers'] {
  const byName = (stats: SetStats | null): Map<string, { name: string; boxes: number; centres: Float64Array }> => {
    const maps = new Map<string, { name: string; boxes: number; centres: Float64Array }>();
    for (const [name, { boxes, centres }] of stats?.classes ?? []) {
      if (boxes === 0) continue;
      const before = maps.get(fold(name));
      maps.set(fold(name), { name, boxes: boxes + (before?.boxes ?? 0), centres: before ? centres.map((count, i) => count + before.centres[i]!) : centres });
    }
    return maps;
  };
  const grid = (counts: ArrayLike<number>) => ({ columns: CENTRE_CELLS, rows: CENTRE_CELLS, counts: Array.from(counts) });
  const sum = (maps: Map<string, { centres: Float64Array }>) => {
    const total = new Float64Array(CENTRE_CELLS ** 2);
    for (const { centres } of maps.values()) for (let i = 0; i < total.length; i++) total[i]! += centres[i]!;
    return total;
  };
  const [own, theirs] = [byName(ours), byName(real)];
  if (own.size + theirs.size === 0) return [];
  const names = [...new Set([...own.keys(), ...theirs.keys()])].sort((a, b) => (own.get(b)?.boxes ?? 0) - (own.get(a)?.boxes ?? 0) || (theirs.get(b)?.boxes ?? 0) - (theirs.get(a)?.boxes ?? 0) || (a < b ? -1 : 1));
  const each = names.map((name) => {
    const [mine, real] = [own.get(name), theirs.get(name)];
    return { name: (mine ?? real)!.name, ours: mine ? grid(mine.centres) : null, real: real ? grid(real.centres) : null };
  });
  return [{ name: 'all classes', ours: own.size > 0 ? grid(sum(own)) : null, real: theirs.size > 0 ? grid(sum(theirs)) : null }, ...(each.length > 1 ? each : [])];
}
