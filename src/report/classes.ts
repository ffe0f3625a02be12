/** Puts the classes of both sets side by side, and their heat maps. Classes are matched by name, whatever the case. */
import { CENTRE_CELLS, type SetStats } from '../stats/set-stats.ts';
import type { ClassRow, Report } from './report-data.ts';
import { fold } from './warnings.ts';

/** The most frequent come first. */
export function classRows(classes: readonly string[], ours: SetStats, realClasses: readonly string[] | null, real: SetStats | null): ClassRow[] {
  const rows = new Map<string, ClassRow>();
  for (const name of classes) rows.set(fold(name), { name, ours: ours.classes.get(name)?.boxes ?? 0, real: null });
  for (const name of realClasses ?? []) {
    const row = rows.get(fold(name)) ?? { name, ours: null, real: null };
    rows.set(fold(name), { ...row, real: (row.real ?? 0) + (real!.classes.get(name)?.boxes ?? 0) });
  }
  return [...rows.values()].sort((a, b) => (b.ours ?? -1) - (a.ours ?? -1) || (b.real ?? -1) - (a.real ?? -1) || (a.name < b.name ? -1 : 1));
}

/** Says which classes one of the sets lacks. */
export function classNotes(classes: readonly string[], realClasses: readonly string[] | null): string[] {
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
export function centersOf(ours: SetStats, real: SetStats | null): Report['centers'] {
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
