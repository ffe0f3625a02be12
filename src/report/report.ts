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
import type { SetStats } from '../stats/set-stats.ts';
import { centersOf, classNotes, classRows } from './classes.ts';
import { configFacts } from './config-facts.ts';
import { findCopies } from './copies.ts';
import { findingsOf } from './findings.ts';
import { reportPage } from './page.ts';
import { recordGroups } from './record-groups.ts';
import type { Report, SampledPicture, SetSummary, TwoCurves } from './report-data.ts';
import { type PictureOverlay, sampleDataset, sampleRealSet } from './sampled-pictures.ts';
import { sideBySide } from './side-by-side.ts';
import { warningsOf } from './warnings.ts';

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
