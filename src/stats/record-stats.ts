/** Accumulates what only our own records tell of a dataset. */
import { Histogram, type HistogramJson } from './histogram.ts';
import { RECORD_STATISTICS, type RecordStatistic, type StatsInstance, type StatsRecord } from './record-statistics.ts';
import { type ScheduleJson, ScheduleStats } from './schedule-stats.ts';
import { SphereBins } from './sphere-bins.ts';
import { viewOfPose } from './view-of-pose.ts';

/** Angles of the rotation about the viewing ray. Multiples of 10 degrees are in the middle of a bin. */
const IN_PLANE = { from: -5, to: 355, count: 36, scale: 'linear' } as const;
/** What is counted by its name. */
const NAME_COUNTS = ['attempt', 'level', 'model', 'backgroundKind', 'occluderModel', 'distractorGroup', 'photo'] as const;
export type NameCount = typeof NAME_COUNTS[number];

/** Objects of a class. */
export interface RecordClass {
  visible: number;
  hidden: number;
  ignored: number;
  visiblePixels: number;
}

export interface RecordStatsJson {
  images: number;
  visible: number;
  hidden: number;
  ignored: number;
  leastBad: number;
  pointLights: number;
  classes: Record<string, RecordClass>;
  counts: Record<NameCount, Record<string, number>>;
  histograms: Record<string, HistogramJson>;
  inPlane: HistogramJson;
  views: number[];
  lightDirections: number[];
  schedule: ScheduleJson;
}

type Rows<Of extends RecordStatistic['of']> = { value: Extract<RecordStatistic, { of: Of }>['value']; histogram: Histogram }[];

/** Records of any scenario: what a record lacks is not counted. */
export class RecordStats {
  images = 0;
  /** Labelled objects with at least one visible pixel. */
  visible = 0;
  hidden = 0;
  ignored = 0;
  /** Images that broke a rule in every attempt. */
  leastBad = 0;
  pointLights = 0;
  readonly classes = new Map<string, RecordClass>();
  readonly counts = Object.fromEntries(NAME_COUNTS.map((name) => [name, new Map<string, number>()])) as Record<NameCount, Map<string, number>>;
  /** By name of the statistic. */
  readonly histograms = new Map(RECORD_STATISTICS.map(({ name, bins }) => [name, new Histogram(bins)]));
  /** Rotation of visible objects about the viewing ray, degrees. */
  inPlane = new Histogram(IN_PLANE);
  /** Directions from visible objects to the camera, in the model's frame: its +y is up, its +z the front. */
  views = new SphereBins();
  /** Directions of travel of directional lights, camera frame: +y is down, +z away from the camera. */
  lightDirections = new SphereBins();
  schedule = new ScheduleStats();
  readonly #ofImage = this.#rows('image');
  readonly #ofInstance = this.#rows('instance');
  readonly #ofLight = this.#rows('light');
  readonly #ofOverlap = this.#rows('overlap');
  readonly #ofOccluder = this.#rows('occluder');

  histogram(name: string): Histogram {
    const histogram = this.histograms.get(name);
    if (!histogram) throw new Error(`stats: records have no statistic ${JSON.stringify(name)}.`);
    return histogram;
  }

  add(record: StatsRecord): void {
    const { instances, hidden, lights, overlaps, occluders, distractors, background, schedule, attempt, leastBad } = record;
    const { counts } = this;
    this.images++;
    if (leastBad) this.leastBad++;
    increment(counts.attempt, String(attempt));
    if (schedule) increment(counts.level, String(schedule.level));
    if (background.kind !== undefined) increment(counts.backgroundKind, background.kind);
    if (background?.photo !== undefined) increment(counts.photo, background.photo.name);
    addAll(this.#ofImage, record);
    for (let i = 0; i < instances.length; i++) this.#addVisible(instances[i]!);
    for (let i = 0; i < hidden.length; i++) {
      this.hidden++;
      this.#class(hidden[i]!.category).hidden++;
    }
    for (const light of lights) {
      addAll(this.#ofLight, light);
      if ('direction' in light) this.lightDirections.add(...light.direction);
      else this.pointLights++;
    }
    for (let i = 0; i < overlaps.length; i++) addAll(this.#ofOverlap, overlaps[i]!);
    for (const occluder of occluders ?? []) {
      addAll(this.#ofOccluder, occluder);
      increment(counts.occluderModel, occluder.model);
    }
    for (const { group } of distractors ?? []) increment(counts.distractorGroup, group);
    this.schedule.add(record);
  }

  merge(other: RecordStats): void {
    this.images += other.images;
    this.visible += other.visible;
    this.hidden += other.hidden;
    this.ignored += other.ignored;
    this.leastBad += other.leastBad;
    this.pointLights += other.pointLights;
    for (const [name, more] of other.classes) {
      const own = this.#class(name);
      own.visible += more.visible;
      own.hidden += more.hidden;
      own.ignored += more.ignored;
      own.visiblePixels += more.visiblePixels;
    }
    for (const name of NAME_COUNTS) for (const [key, count] of other.counts[name]) increment(this.counts[name], key, count);
    for (const [name, histogram] of this.histograms) histogram.merge(other.histogram(name));
    this.inPlane.merge(other.inPlane);
    this.views.merge(other.views);
    this.lightDirections.merge(other.lightDirections);
    this.schedule.merge(other.schedule);
  }

  toJSON(): RecordStatsJson {
    const { images, visible, hidden, ignored, leastBad, pointLights } = this;
    return {
      images, visible, hidden, ignored, leastBad, pointLights,
      classes: sortedObject(this.classes),
      counts: Object.fromEntries(NAME_COUNTS.map((name) => [name, sortedObject(this.counts[name])])) as RecordStatsJson['counts'],
      histograms: Object.fromEntries([...this.histograms].map(([name, histogram]) => [name, histogram.toJSON()])),
      inPlane: this.inPlane.toJSON(),
      views: this.views.toJSON(),
      lightDirections: this.lightDirections.toJSON(),
      schedule: this.schedule.toJSON(),
    };
  }

  static fromJSON(json: RecordStatsJson): RecordStats {
    const stats = new RecordStats();
    const { images, visible, hidden, ignored, leastBad, pointLights } = json;
    Object.assign(stats, { images, visible, hidden, ignored, leastBad, pointLights });
    for (const [name, row] of Object.entries(json.classes)) stats.classes.set(name, { ...row });
    for (const name of NAME_COUNTS) for (const [key, count] of Object.entries(json.counts[name])) stats.counts[name].set(key, count);
    for (const [name, histogram] of stats.histograms) histogram.merge(Histogram.fromJSON(json.histograms[name]!));
    stats.inPlane = Histogram.fromJSON(json.inPlane);
    stats.views = SphereBins.fromJSON(json.views);
    stats.lightDirections = SphereBins.fromJSON(json.lightDirections);
    stats.schedule = ScheduleStats.fromJSON(json.schedule);
    return stats;
  }

  #addVisible(instance: StatsInstance): void {
    const { category, model, area, ignore, pose } = instance;
    const row = this.#class(category);
    this.visible++;
    row.visible++;
    row.visiblePixels += area;
    if (ignore === true) {
      this.ignored++;
      row.ignored++;
    }
    increment(this.counts.model, model);
    addAll(this.#ofInstance, instance);
    const view = viewOfPose(pose);
    if (!view) return;
    this.views.add(...view.direction);
    // Angles from 355 on belong to the bin around 0.
    this.inPlane.add(view.inPlaneDeg >= 355 ? view.inPlaneDeg - 360 : view.inPlaneDeg);
  }

  #class(name: string): RecordClass {
    let row = this.classes.get(name);
    if (!row) this.classes.set(name, row = { visible: 0, hidden: 0, ignored: 0, visiblePixels: 0 });
    return row;
  }

  #rows<Of extends RecordStatistic['of']>(of: Of): Rows<Of> {
    return RECORD_STATISTICS.filter((row) => row.of === of).map(({ name, value }) => ({ value, histogram: this.histogram(name) })) as Rows<Of>;
  }
}

function addAll<Item>(rows: readonly { value: (item: Item) => number | undefined; histogram: Histogram }[], item: Item): void {
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]!.value(item);
    if (value !== undefined) rows[i]!.histogram.add(value);
  }
}

function increment(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const sortedObject = <Value>(map: Map<string, Value>): Record<string, Value> => Object.fromEntries([...map.keys()].sort().map((name) => [name, map.get(name)!]));
