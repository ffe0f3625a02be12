/** Writes the results of a worth run as CSV: a row a training, and a row an ablation. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AblationRow, effectOf } from './ablation-rows.ts';
import type { TrainResult } from './steps.ts';

/** A training and what it was trained on. */
export interface Row {
  name: string;
  /** Folder of the training, which holds curve.csv. */
  dir: string;
  result: Pick<TrainResult, 'AP' | 'AP50' | 'AP75' | 'tested'>;
  /** Synthetic images and real photos that it was trained on. */
  synthetic: number;
  real: number;
  /** Images seen, counted each time. */
  seen: number;
  /** Those of them that were seen in the training before, which this one begins with. */
  before?: number;
}

/** How AP grew while training. */
export interface Curve { name: string; points: { seen: number; AP: number }[] }

export const tableCsv = (rows: readonly Row[]): string => csv([
  ['training', 'synthetic_images', 'real_photos', 'images_seen', 'AP50', 'AP50_95', 'AP75', 'photos_judged'],
  ...rows.map(({ name, synthetic, real, seen, result }) => [name, synthetic, real, seen, figure(result.AP50), figure(result.AP), figure(result.AP75), result.tested]),
]);

export const ablationsCsv = (rows: readonly AblationRow[]): string => csv([
  ['variant', 'compared_with', 'paper_mAP', 'paper_difference', 'AP50_95', 'half_range_of_seeds', 'AP50', 'difference', 'same_sign', 'skipped'],
  ...rows.map((row) => {
    const effect = effectOf(row, rows);
    return effect === null
      ? [row.name, row.against ?? '', row.paper, '', '', '', '', '', '', (row.results as { skipped: string }).skipped]
      : [row.name, row.against ?? '', row.paper, figure(effect.paperDifference), figure(effect.meanAP), figure(effect.halfRange), figure(effect.meanAP50), figure(effect.difference), effect.sameSign === null ? '' : effect.sameSign ? 'yes' : 'no', ''];
  }),
]);

/** The curves of trainings that were judged on their way. */
export function curvesOf(rows: readonly Row[]): Curve[] {
  return rows.flatMap(({ name, dir, before = 0 }) => {
    const path = join(dir, 'curve.csv');
    if (!existsSync(path)) return [];
    const points = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(',').map(Number)).map(([seen, , AP]) => ({ seen: seen! + before, AP: AP! }));
    return points.length > 0 ? [{ name, points }] : [];
  });
}

const figure = (value: number | null): string => (value === null ? '' : value.toFixed(4));
const csv = (rows: readonly (readonly (string | number)[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
const cell = (value: string | number): string => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
