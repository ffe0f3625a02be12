/** Turns what a detector missed into weights of the schedule. */
import { viewCount } from '../../geometry/icosphere.ts';
import { USUAL, type Weights } from './weights.ts';

/** What a detector missed of one model at one view of one level. */
export interface MissRow {
  /** Name of the model. */
  model: string;
  /** Index of the view on the icosphere. */
  view: number;
  /** Index of the level, 0 = nearest. */
  level: number;
  /** Objects that were judged. */
  seen: number;
  /** Those of them that no detection fits. */
  missed: number;
}

/** A rate of few objects is drawn to the mean of its kind, which counts as much as so many objects. */
const PRIOR_OBJECTS = 8;
/** Largest factor, and the inverse of the least one: no pose is lost, and none takes the place of all others. */
const MOST_FACTOR = 3;

/**
 * Weights in proportion to the rates of misses: twice the rate, twice as often. With p = missed / seen over all rows, and k = PRIOR_OBJECTS,
 *
 *   p(model, level)       = (missed + k p) / (seen + k)                over the rows of the model and the level,
 *   p(model, view, level) = (missed + k p(model, level)) / (seen + k)  over the rows of the three,
 *   factor                = p(model, view, level) / p, from 1 / MOST_FACTOR to MOST_FACTOR.
 *
 * Adding k objects of the parent's rate is the mean of a beta-binomial posterior with that prior. So a pose that was seen twice and missed twice gets
 * no factor of chance, and a pose that was never seen has the rate of its model and level. Where nothing was missed, all factors are 1.
 * @param rows rows of the same model, view and level are added up
 */
export function missWeights(rows: readonly MissRow[], { viewLevel, levels }: Pick<Weights, 'viewLevel' | 'levels'>): Weights {
  const views = viewCount(viewLevel);
  const byModel = new Map<string, Float64Array>();
  const [all, counts] = [new Float64Array(2), new Map<string, Float64Array>()];
  for (const { model, view, level, seen, missed } of rows) {
    const cells = byModel.get(model) ?? new Float64Array(2 * levels * views);
    const perLevel = counts.get(model) ?? new Float64Array(2 * levels);
    byModel.set(model, cells);
    counts.set(model, perLevel);
    [seen, missed].forEach((count, which) => {
      cells[2 * (level * views + view) + which]! += count;
      perLevel[2 * level + which]! += count;
      all[which]! += count;
    });
  }
  const [seen, missed] = all as unknown as [number, number];
  const mean = seen === 0 ? 0 : missed / seen;
  const drawnTo = (prior: number, of: Float64Array, at: number) => (of[2 * at + 1]! + PRIOR_OBJECTS * prior) / (of[2 * at]! + PRIOR_OBJECTS);
  const factorOf = (rate: number) => (mean === 0 ? 1 : Math.min(MOST_FACTOR, Math.max(1 / MOST_FACTOR, rate / mean)));
  const names = [...byModel.keys()].sort();
  const models = Object.fromEntries(names.map((name) => [name, Array.from({ length: levels }, (_, level) => {
    const ofLevel = drawnTo(mean, counts.get(name)!, level);
    return Array.from({ length: views }, (_, view) => Math.round(USUAL * factorOf(drawnTo(ofLevel, byModel.get(name)!, level * views + view)))).join(' ');
  })]));
  return { viewLevel, levels, models };
}
