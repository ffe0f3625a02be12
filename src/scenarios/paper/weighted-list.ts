/** Lists the entries of a level where some come more often than others. */
import type { LevelFactors } from './level-factors.ts';
import { type Entry, type EntryList, GOLDEN, IMAGE_WEIGHT, lastAtMost, type LevelTable } from './level-list.ts';

/**
 * A level's list of about pairs x models entries, in which an entry comes as often as its factor says. With equal factors it is a `LevelList`.
 *
 * A model has its share of the list by the sum of its factors, and its share goes to the views by systematic sampling along the running sum of its
 * factors. So each view shows each model a whole number of times, the cell's count. A view has as many rounds as its largest count. A round shows
 * each model at most once, a model's times are spread evenly over the rounds, and over the in-plane steps.
 * Any entry is found alone: by bisection over views and then over the rounds of a view, whose sums are arithmetic over the models.
 */
export class WeightedList implements EntryList {
  readonly table: LevelTable;
  readonly pairs: number;
  /** views x models: how often the list shows the model at the view. */
  private readonly counts: Float64Array;
  /** By view: its largest count. */
  private readonly rounds: Float64Array;
  /** Entries before each view, and last the count of entries. */
  private readonly entriesTo: Float64Array;
  /** Weight before each view, and last the weight of the list. */
  private readonly weightTo: Float64Array;

  constructor(table: LevelTable, { cells, sum }: LevelFactors, pairs: number) {
    const { views, models, level } = table;
    this.table = table;
    this.pairs = pairs;
    this.counts = new Float64Array(views * models);
    this.rounds = new Float64Array(views);
    this.entriesTo = new Float64Array(views + 1);
    this.weightTo = new Float64Array(views + 1);
    const offset = (0.5 + level * GOLDEN) % 1;
    for (let model = 0; model < models; model++) {
      let ofModel = 0;
      for (let view = 0; view < views; view++) ofModel += cells[view * models + model]!;
      // Another start for each model and level, so that rare models of thinned lists are not rounded away everywhere.
      const wanted = Math.floor((pairs * models * ofModel) / sum + ((model * GOLDEN + level * Math.SQRT2) % 1));
      let before = 0;
      let factors = 0;
      for (let view = 0; view < views; view++) {
        factors += cells[view * models + model]!;
        const to = Math.ceil((factors * wanted) / ofModel - offset);
        this.counts[view * models + model] = to - before;
        before = to;
      }
    }
    for (let view = 0; view < views; view++) {
      for (let model = 0; model < models; model++) this.rounds[view] = Math.max(this.rounds[view]!, this.counts[view * models + model]!);
      const { entries, weight } = this.before(view, this.rounds[view]!);
      this.entriesTo[view + 1] = this.entriesTo[view]! + entries;
      this.weightTo[view + 1] = this.weightTo[view]! + weight;
    }
  }

  get entries(): number {
    return this.entriesTo[this.table.views]!;
  }

  get weight(): number {
    return this.weightTo[this.table.views]!;
  }

  get images(): number {
    if (this.entries === 0) return 0;
    const { view, model } = this.at(this.entries - 1);
    return Math.floor((this.weight - this.weightOf(view, model)) / IMAGE_WEIGHT) + 1;
  }

  entriesBefore(image: number): number {
    const target = image * IMAGE_WEIGHT;
    if (target >= this.weight) return this.entries;
    const view = lastAtMost(this.weightTo, target);
    const rest = target - this.weightTo[view]!;
    const round = this.lastRound(view, (before) => before.weight <= rest);
    let { entries, weight } = this.before(view, round);
    for (let model = 0; weight < rest; model++) {
      if (!this.isShown(view, model, round)) continue;
      entries++;
      weight += this.weightOf(view, model);
    }
    return this.entriesTo[view]! + entries;
  }

  at(index: number): Entry {
    const { views, steps, models, level } = this.table;
    const view = Math.min(lastAtMost(this.entriesTo, index), views - 1);
    const rest = index - this.entriesTo[view]!;
    const round = this.lastRound(view, (before) => before.entries <= rest);
    let left = rest - this.before(view, round).entries;
    let model = 0;
    while (!this.isShown(view, model, round) || left-- > 0) model++;
    const count = this.counts[view * models + model]!;
    const { lap, step } = lapOf(this.timesBefore(view, model, round), count, steps);
    const offset = ((view + 1) * GOLDEN + level * Math.SQRT2) % 1;
    const inPlane = Math.floor(((step + offset) * steps) / count);
    return { entry: (view * steps + inPlane) * models + model, view, inPlane, model, ...(lap > 0 && { lap }) };
  }

  /** How often a view shows a model before a round. */
  private timesBefore(view: number, model: number, round: number): number {
    return Math.floor((round * this.counts[view * this.table.models + model]!) / this.rounds[view]! + ((model * GOLDEN) % 1));
  }

  private isShown(view: number, model: number, round: number): boolean {
    return this.timesBefore(view, model, round + 1) > this.timesBefore(view, model, round);
  }

  private weightOf(view: number, model: number): number {
    const { models, before, pairWeight } = this.table;
    return (model + 1 < models ? before[view * models + model + 1]! : pairWeight[view]!) - before[view * models + model]!;
  }

  /** What a view shows before a round. */
  private before(view: number, round: number): { entries: number; weight: number } {
    let entries = 0;
    let weight = 0;
    for (let model = 0; round > 0 && model < this.table.models; model++) {
      const times = this.timesBefore(view, model, round);
      entries += times;
      weight += times * this.weightOf(view, model);
    }
    return { entries, weight };
  }

  /** The last round of a view before which the sums are small enough. */
  private lastRound(view: number, isSmall: (before: { entries: number; weight: number }) => boolean): number {
    let low = 0;
    let high = this.rounds[view]!;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isSmall(this.before(view, middle))) low = middle;
      else high = middle;
    }
    return low;
  }
}

/**
 * A cell that comes more often than there are in-plane steps goes through them in several laps. Lap j has the numbers j, j + laps, j + 2 laps, ...
 * of all, so a step comes again as late as can be.
 * @param time how often the cell was shown before
 * @returns the lap, and the number whose part of the full turn the entry has
 */
function lapOf(time: number, count: number, steps: number): { lap: number; step: number } {
  const laps = Math.max(1, Math.ceil(count / steps));
  const least = Math.floor(count / laps);
  const longer = count % laps;
  const inLonger = longer * (least + 1);
  const lap = time < inLonger ? Math.floor(time / (least + 1)) : longer + Math.floor((time - inLonger) / least);
  const at = time - (lap * least + Math.min(lap, longer));
  return { lap, step: at * laps + lap };
}
