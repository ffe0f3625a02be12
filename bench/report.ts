/** Prints a report as text, and appends it to the results of its adapter. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchReport } from './bench.ts';

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));

/** The report as lines of text. */
export function reportText(report: BenchReport): string {
  const { workload, stages, megatrianglesPerSecond, firstImageSeconds, peers, ratios } = report;
  const lines: [string, string][] = [
    ['adapter', `${report.adapter.device}, ${report.adapter.driver}`],
    ['workload', `${workload.images} images of ${workload.widthPx} x ${workload.heightPx}, as many of each of ${workload.levels} ${workload.levels === 1 ? 'kind' : 'kinds'}; ${workload.models} models, ${stages.instances.toFixed(0)} instances an image`],
    ['end to end', `${number(report.imagesPerSecond)} images/s, ${number(report.megapixelsPerSecond)} Mpixel/s, ${number(report.coreMsPerImage)} ms of processor time an image`],
    ...(report.runs.length > 1 ? [['', `${report.runs.map(number).join(' before the peers, after them ')} images/s`] satisfies [string, string]] : []),
    ['busy', `processors ${percent(report.busyShare.processors)}, device ${percent(report.busyShare.device)} of the time`],
    ['triangles', `${number(megatrianglesPerSecond.submitted)} M/s submitted, ${number(megatrianglesPerSecond.drawn)} M/s after culling`],
    ['bytes', `${kilobytes(report.bytesReadBackPerImage)} read back and ${kilobytes(report.bytesWrittenPerImage)} written an image`],
    ['attempts', `${number(1 + report.attemptsPerImage)} an image`],
    ['memory', `${(report.peakResidentBytes / 2 ** 20).toFixed(0)} MiB resident at the most`],
    ['first image', `${number(firstImageSeconds.warm)} s after the start${firstImageSeconds.cold === null ? '' : `, ${number(firstImageSeconds.cold)} s with an empty cache`}`],
    ['', ''],
    ['host', 'ms an image on one thread'],
    ...Object.entries(stages.hostMs).map(([stage, ms]): [string, string] => [`  ${stage}`, number(ms)]),
    ['device', Object.keys(stages.deviceMs).length > 0 ? 'ms an image' : 'the adapter has no timestamps'],
    ...Object.entries(stages.deviceMs).map(([stage, ms]): [string, string] => [`  ${stage}`, number(ms)]),
    ['', ''],
    ...Object.entries(peers).map(([peer, outcome]): [string, string] => [peer, 'skipped' in outcome ? `skipped: ${outcome.skipped}`
      : `${number(outcome.imagesPerSecond)} images/s, ${number(outcome.coreMsPerImage)} ms of processor time an image (${outcome.settings}); scenemill makes ${number(ratios[peer as keyof typeof ratios]!)} times as many, ${number(outcome.coreMsPerImage / report.coreMsPerImage)} times by processor time`]),
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}`.trimEnd()).join('\n');
}

/** Three significant digits. */
const number = (value: number) => (value === 0 ? '0' : String(Number(value.toPrecision(3))));
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const kilobytes = (bytes: number) => `${number(bytes / 1000)} kB`;

/**
 * Adds a row to `<folder>/<adapter>.csv`, and a column for each figure that the earlier rows do not have.
 * @param commit that was measured
 * @returns the file's path
 */
export function appendResult(report: BenchReport, commit: string, folder: string = RESULTS): string {
  const row = new Map<string, string>([['commit', commit], ['date', new Date().toISOString().slice(0, 10)], ['cores', String(availableParallelism())], ['driver', report.adapter.driver.replaceAll(',', ' ')], ...flat(report)]);
  const name = report.adapter.device.replace(/[^A-Za-z0-9.]+/g, '-').replace(/-+$/, '');
  const path = join(folder, `${name}.csv`);
  const [header = [], ...rows] = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(',')) : [];
  const columns = [...new Set([...header, ...row.keys()])];
  const lines = [columns, ...rows.map((cells) => columns.map((_, i) => cells[i] ?? '')), columns.map((column) => row.get(column) ?? '')];
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${lines.map((cells) => cells.join(',')).join('\n')}\n`);
  return path;
}

/** The numbers of a report by their paths, in the report's order, with four significant digits, which tell any two runs apart. */
function flat(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof inner === 'number') return [[name, String(Number.isInteger(inner) ? inner : Number(inner.toPrecision(4)))]];
    return typeof inner === 'object' && inner !== null ? flat(inner, name) : [];
  });
}

/** The checkout's commit, with a + where src or shaders differ from it; null outside a git checkout. */
export function currentCommit(): string | null {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    // An installed package may lie within another repository.
    if (git('rev-parse', '--show-prefix') !== '') return null;
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '--', 'src', 'shaders') === '' ? '' : '+');
  } catch {
    return null;
  }
}
