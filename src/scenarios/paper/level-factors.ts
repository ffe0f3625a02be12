/** Makes factors of the schedule's entries out of `curriculum.weights` and the weights of models. */
import { UserError } from '../../config/errors.ts';
import { viewCount } from '../../geometry/icosphere.ts';
import { USUAL, type Weights } from './weights.ts';

/** How often the entries of a level come, compared with each other and with other levels. */
export interface LevelFactors {
  /** views x models: whole numbers from 1; 0 where the view shows nothing of the model. */
  cells: Float64Array;
  /** Of the cells. */
  sum: number;
  /** The mean of `sum` over all levels. */
  meanSum: number;
}

/** By view: indices of the models of which something can be seen from there, ascending. */
export type ShownModels = readonly (readonly number[])[];

/** Steps of a model's weight: two decimals are kept. */
const WEIGHT_STEPS = 100;

/**
 * The factors of each level, nearest first.
 * @param models names of the foreground models, in the library's order
 * @param ofModels weights of the same models, which multiply their factors; default: 1
 * @param shown by view: the models that it shows; default: all
 * @throws UserError where the weights name a model that is not there
 */
export function levelFactors({ viewLevel, levels, models: textsOf }: Weights, models: readonly string[], ofModels?: readonly number[], shown?: ShownModels): LevelFactors[] {
  const unknown = Object.keys(textsOf).find((name) => !models.includes(name));
  if (unknown !== undefined) {
    const named = models.slice(0, 8).map((name) => JSON.stringify(name)).join(', ');
    throw new UserError(`plan: curriculum.weights names the model ${JSON.stringify(unknown)}, which assets.foreground has not; wanted weights of ${named}${models.length > 8 ? ` or ${models.length - 8} others` : ''}`);
  }
  const views = viewCount(viewLevel);
  const cells = Array.from({ length: levels }, () => new Float64Array(views * models.length).fill(USUAL));
  models.forEach((name, model) => (Object.hasOwn(textsOf, name) ? textsOf[name]! : []).forEach((text, level) =>
    text.split(' ').forEach((number, view) => { cells[level]![view * models.length + model] = Number(number); })));
  if (ofModels) for (const ofLevel of cells) ofLevel.forEach((factor, i) => { ofLevel[i] = factor * Math.round(WEIGHT_STEPS * ofModels[i % models.length]!); });
  shown?.forEach((ofView, view) => models.forEach((_, model) => {
    if (!ofView.includes(model)) for (const ofLevel of cells) ofLevel[view * models.length + model] = 0;
  }));
  const sums = cells.map((ofLevel) => ofLevel.reduce((sum, factor) => sum + factor, 0));
  const all = sums.reduce((a, b) => a + b, 0);
  return cells.map((ofLevel, level) => ({ cells: ofLevel, sum: sums[level]!, meanSum: all / levels }));
}

/** Models that a line names at most. */
const NAMED = 5;

/**
 * What the factors make of the models, as a line.
 * @param by where the factors come from
 */
export function describeFactors(levels: readonly LevelFactors[], models: readonly string[], by: string): string {
  const sums = models.map((name, model) => ({ name, sum: levels.reduce((sum, { cells }) => sum + cells.reduce((part, factor, i) => (i % models.length === model ? part + factor : part), 0), 0) }));
  const mean = sums.reduce((all, { sum }) => all + sum, 0) / models.length;
  sums.sort((a, b) => b.sum - a.sum);
  const times = (sum: number) => (sum / mean).toFixed(2);
  const named = sums.slice(0, NAMED).map(({ name }) => name).join(', ');
  return `By ${by} the models come ${times(sums.at(-1)!.sum)} to ${times(sums[0]!.sum)} times as often as the mean; most often: ${named}.`;
}
