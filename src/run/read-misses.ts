/** Reads misses.json, what a detector missed of a dataset, and makes weights of a config's schedule from it. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../config/errors.ts';
import { viewCount } from '../geometry/icosphere.ts';
import { type MissRow, missWeights } from '../scenarios/paper/miss-weights.ts';
import type { PaperConfig } from '../scenarios/paper/sections.ts';
import type { Weights } from '../scenarios/paper/weights.ts';

type Curriculum = Pick<PaperConfig['curriculum'], 'strategy' | 'viewLevel' | 'levels'>;

const WANTED = 'wanted { "format": 1, "rows": [{ "model", "view", "level", "seen", "missed" }] }, as bench/worth/train.py --misses writes it';

/**
 * @param path of misses.json, relative to the current folder
 * @param curriculum of the config that is weighted
 * @throws UserError where the file is none, or is of another curriculum
 */
export async function readMisses(path: string, { strategy, viewLevel, levels }: Curriculum): Promise<Weights> {
  const wrong = (what: string, wanted = WANTED): never => { throw new UserError(`weights: ${path}${what}; ${wanted}`); };
  if (strategy !== 'paper') wrong(' cannot weight curriculum.strategy random, which has no views and levels', 'wanted strategy paper');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => wrong(` cannot be read (${error.code ?? error.message})`));
  const { format, rows } = parsed(text, (reason) => wrong(` is no JSON (${reason})`)) as { format?: unknown; rows?: unknown };
  if (format !== 1) wrong(` has the format ${JSON.stringify(format)}`);
  if (!Array.isArray(rows) || rows.length === 0) return wrong(` has ${Array.isArray(rows) ? 'no row' : 'no list "rows"'}`);
  const views = viewCount(viewLevel);
  const checked = rows.map((row: unknown, i): MissRow => {
    const { model, view, level, seen, missed } = (row ?? {}) as MissRow;
    const whole = (name: keyof MissRow, value: unknown, most: number, of: string) => {
      if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most) return;
      wrong(`: rows[${i}].${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}`, `wanted a whole number from 0${of}`);
    };
    if (typeof model !== 'string' || model === '') wrong(`: rows[${i}].model is ${model === undefined ? 'missing' : JSON.stringify(model)}`, 'wanted the name of a foreground model');
    whole('view', view, views - 1, ` to ${views - 1}, a view of curriculum.viewLevel ${viewLevel}`);
    whole('level', level, levels - 1, ` to ${levels - 1}, a level of curriculum.levels ${levels}`);
    whole('seen', seen, Infinity, '');
    whole('missed', missed, seen, ` to ${seen}, the row's seen`);
    return { model, view, level, seen, missed };
  });
  const other = otherViewLevel(checked, viewLevel);
  if (other !== null) wrong(` has all ${viewCount(other)} views of curriculum.viewLevel ${other} and no other`, `wanted misses of images of viewLevel ${viewLevel}`);
  return missWeights(checked, { viewLevel, levels });
}

function parsed(text: string, refuse: (reason: string) => never): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** A lower view level whose views are exactly those of the rows; null where there is none. The same index is another view at another level. */
function otherViewLevel(rows: readonly MissRow[], viewLevel: number): number | null {
  const seen = new Set(rows.map(({ view }) => view));
  const lower = Array.from({ length: viewLevel }, (_, level) => level).find((level) => viewCount(level) === seen.size && Math.max(...seen) === seen.size - 1);
  return lower ?? null;
}
