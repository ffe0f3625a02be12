/** Counts how often the curriculum showed each object, level and view, and whether an entry came twice. */
import { EntrySet } from './entry-set.ts';
import { addCounts, packCounts, unpackCounts } from './packed-counts.ts';
import type { StatsRecord } from './record-statistics.ts';

export interface ScheduleJson {
  /** Objects by model, level and view: `packCounts` of the views. */
  shown: Record<string, number[][]>;
  repeated: number;
  /** Entries that came, by epoch and level. */
  entries: Record<string, string>;
}

export class ScheduleStats {
  /** By model and level: how many objects of each view are in the records, hidden ones included. */
  readonly shown = new Map<string, Float64Array<ArrayBuffer>[]>();
  /** Entries that came once more than once: 0 where the schedule is kept. */
  repeated = 0;
  readonly #entries = new Map<string, EntrySet>();

  /** Entries that came, unplaced ones included, each counted once. */
  get distinct(): number {
    return [...this.#entries.values()].reduce((sum, { size }) => sum + size, 0);
  }

  add({ schedule, instances, hidden }: StatsRecord): void {
    if (!schedule) return;
    const { epoch, level, unplaced } = schedule;
    const entries = this.#entriesOf(`${epoch}/${level}`);
    for (let i = 0; i < unplaced.length; i++) if (!entries.add(unplaced[i]!)) this.repeated++;
    for (const list of [instances, hidden]) {
      for (let i = 0; i < list.length; i++) {
        const { model, view, entry } = list[i]!;
        if (typeof entry === 'number' && !entries.add(entry)) this.repeated++;
        if (typeof view === 'number') this.#count(model, level, view, 1);
      }
    }
  }

  merge(other: ScheduleStats): void {
    this.repeated += other.repeated;
    for (const [name, entries] of other.#entries) this.repeated += this.#entriesOf(name).merge(entries);
    for (const [model, levels] of other.shown) {
      for (const [level, views] of levels.entries()) addCounts(this.#views(model, level, views.length), padded(views, this.#views(model, level, views.length).length));
    }
  }

  toJSON(): ScheduleJson {
    return {
      shown: Object.fromEntries([...this.shown.keys()].sort().map((model) => [model, this.shown.get(model)!.map(packCounts)])),
      repeated: this.repeated,
      entries: Object.fromEntries([...this.#entries.keys()].sort().map((name) => [name, this.#entries.get(name)!.toBase64()])),
    };
  }

  static fromJSON({ shown, repeated, entries }: ScheduleJson): ScheduleStats {
    const stats = new ScheduleStats();
    stats.repeated = repeated;
    for (const [name, text] of Object.entries(entries)) stats.#entries.set(name, EntrySet.fromBase64(text));
    for (const [model, levels] of Object.entries(shown)) {
      for (const [level, packed] of levels.entries()) {
        const length = packed.reduce((sum, value) => sum + (value < 0 ? -value : 1), 0);
        addCounts(stats.#views(model, level, length), padded(unpackCounts(packed, length), stats.#views(model, level, length).length));
      }
    }
    return stats;
  }

  #entriesOf(name: string): EntrySet {
    let entries = this.#entries.get(name);
    if (!entries) this.#entries.set(name, entries = new EntrySet());
    return entries;
  }

  #count(model: string, level: number, view: number, count: number): void {
    this.#views(model, level, view + 1)[view]! += count;
  }

  /** Counts of at least `length` views. */
  #views(model: string, level: number, length: number): Float64Array<ArrayBuffer> {
    let levels = this.shown.get(model);
    if (!levels) this.shown.set(model, levels = []);
    while (levels.length <= level) levels.push(new Float64Array(0));
    if (levels[level]!.length < length) levels[level] = padded(levels[level]!, length);
    return levels[level]!;
  }
}

function padded(counts: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (counts.length === length) return counts;
  const longer = new Float64Array(length);
  longer.set(counts);
  return longer;
}
