/** Chooses the list of a level: the whole one, or one of as few pairs as will do. */
import { type EntryList, IMAGE_WEIGHT, LevelList, type LevelTable } from './level-list.ts';
import { WeightedList } from './weighted-list.ts';

/** Count of the (view, in-plane) pairs of a whole pass; with factors that of as many entries. */
function wholePairs({ views, steps, models, factors, shown }: LevelTable): number {
  if (!factors) return views * steps;
  const shownShare = shown ? shown.reduce((sum, ofView) => sum + ofView.length, 0) / (views * models) : 1;
  return Math.max(1, Math.round((views * steps * factors.sum * shownShare) / factors.meanSum));
}

const listOf = (table: LevelTable, pairs: number): EntryList => (table.factors ? new WeightedList(table, table.factors, pairs) : new LevelList(table, pairs));

/** A level's list in a whole pass. */
export const wholeList = (table: LevelTable): EntryList => listOf(table, wholePairs(table));

/** A level's list with the fewest pairs whose entries fill so many images. Entries of the last pair may be left over. */
export const listOfImages = (table: LevelTable, images: number): EntryList => fewestPairs(table, ({ weight }) => weight >= images * IMAGE_WEIGHT);

/** A level's list with the fewest pairs that have so many entries. Entries of the last pair may be left over. */
export const listOfEntries = (table: LevelTable, entries: number): EntryList => fewestPairs(table, (list) => list.entries >= entries);

function fewestPairs(table: LevelTable, isEnough: (list: EntryList) => boolean): EntryList {
  let low = -1;
  let high = wholePairs(table);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isEnough(listOf(table, middle))) high = middle;
    else low = middle;
  }
  return listOf(table, high);
}
