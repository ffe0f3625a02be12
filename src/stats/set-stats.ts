/** Accumulates what can be compared between any two sets of labelled pictures. */
import { boxNumbers, type BoxRow } from './box-numbers.ts';
import { Histogram, type HistogramJson } from './histogram.ts';
import { HUE_BINS, type PictureMeasures } from './measure-picture.ts';
import { addCounts, packCounts, unpackCounts } from './packed-counts.ts';
import { SPECTRUM_RINGS } from './power-spectrum.ts';
import type { FileNumbers } from './rgb-picture.ts';
import { STATISTICS, type PictureNumbers } from './statistics.ts';

/** The heat map of a class's centres has so many cells along both axes of the picture. */
export const CENTRE_CELLS = 32;
/** Images with as many boxes or more count as one. */
const MOST_BOXES = 1000;
/** Quanta of a spectrum's octaves: sums of whole numbers do not depend on their order. */
const QUANTA = 2 ** 24;

/** One class of a set. Boxes to be ignored are counted apart. */
export interface ClassStats {
  boxes: number;
  ignored: number;
  /** Images that show the class. */
  images: number;
  /** Boxes whose centre is in a cell, rows from the top. */
  centres: Float64Array<ArrayBuffer>;
}

/** A picture to be added; null is what is not known. */
export interface SetPicture {
  width: number;
  height: number;
  boxes: readonly (BoxRow & { category: string })[] | null;
  pixels: PictureMeasures | null;
  file: FileNumbers | null;
}

export interface SetStatsJson {
  images: number;
  labelled: number;
  measured: number;
  boxes: number;
  ignored: number;
  boxCounts: number[];
  classes: Record<string, { boxes: number; ignored: number; images: number; centres: number[] }>;
  histograms: Record<string, HistogramJson>;
  hue: number[];
  spectrum: number[];
  spectra: number;
}

export class SetStats {
  images = 0;
  /** Images whose boxes are known. */
  labelled = 0;
  /** Images whose pixels were measured. */
  measured = 0;
  /** Boxes that are not to be ignored. */
  boxes = 0;
  ignored = 0;
  /** Labelled images by their number of boxes. */
  readonly boxCounts = new Float64Array(MOST_BOXES + 1);
  readonly classes = new Map<string, ClassStats>();
  /** By name of the statistic; every statistic has one. */
  readonly histograms = new Map(STATISTICS.map(({ name, bins }) => [name, new Histogram(bins)]));
  /** Coloured pixels by hue. */
  readonly hue = new Float64Array(HUE_BINS);
  /** Images that have a spectrum. */
  spectra = 0;
  /** Sums of log2 power, in quanta. */
  readonly #spectrum = new Float64Array(SPECTRUM_RINGS);
  readonly #rows = STATISTICS.map((statistic) => ({ statistic, histogram: this.histograms.get(statistic.name)! }));

  histogram(name: string): Histogram {
    const histogram = this.histograms.get(name);
    if (!histogram) throw new Error(`stats: there is no statistic ${JSON.stringify(name)}.`);
    return histogram;
  }

  add({ width, height, boxes, pixels, file }: SetPicture): void {
    this.images++;
    if (boxes) this.#addBoxes(boxes, width, height);
    if (pixels) this.#addPixels(pixels);
    const numbers: PictureNumbers = { width, height, boxes: boxes && boxNumbers(boxes, width, height), pixels, file };
    for (const { statistic, histogram } of this.#rows) {
      if (statistic.needsBoxes && !boxes) continue;
      const values = statistic.values(numbers);
      if (values === null) continue;
      if (typeof values === 'number') histogram.add(values);
      else for (let i = 0; i < values.length; i++) histogram.add(values[i]!);
    }
  }

  merge(other: SetStats): void {
    this.images += other.images;
    this.labelled += other.labelled;
    this.measured += other.measured;
    this.boxes += other.boxes;
    this.ignored += other.ignored;
    this.spectra += other.spectra;
    addCounts(this.boxCounts, other.boxCounts);
    addCounts(this.hue, other.hue);
    addCounts(this.#spectrum, other.#spectrum);
    for (const [name, histogram] of this.histograms) histogram.merge(other.histogram(name));
    for (const [name, { boxes, ignored, images, centres }] of other.classes) {
      const own = this.#class(name);
      own.boxes += boxes;
      own.ignored += ignored;
      own.images += images;
      addCounts(own.centres, centres);
    }
  }

  /** Mean log2 power of each ring, codes^2; null where no picture has a spectrum. */
  spectrum(): number[] | null {
    return this.spectra === 0 ? null : Array.from(this.#spectrum, (sum) => sum / QUANTA / this.spectra);
  }

  toJSON(): SetStatsJson {
    const { images, labelled, measured, boxes, ignored, spectra } = this;
    const names = [...this.classes.keys()].sort();
    return {
      images, labelled, measured, boxes, ignored,
      boxCounts: packCounts(this.boxCounts),
      classes: Object.fromEntries(names.map((name) => {
        const { centres, ...counts } = this.classes.get(name)!;
        return [name, { ...counts, centres: packCounts(centres) }];
      })),
      histograms: Object.fromEntries([...this.histograms].map(([name, histogram]) => [name, histogram.toJSON()])),
      hue: packCounts(this.hue),
      spectrum: [...this.#spectrum],
      spectra,
    };
  }

  static fromJSON(json: SetStatsJson): SetStats {
    const stats = new SetStats();
    const { images, labelled, measured, boxes, ignored, spectra } = json;
    Object.assign(stats, { images, labelled, measured, boxes, ignored, spectra });
    addCounts(stats.boxCounts, unpackCounts(json.boxCounts, stats.boxCounts.length));
    addCounts(stats.hue, unpackCounts(json.hue, HUE_BINS));
    addCounts(stats.#spectrum, json.spectrum);
    for (const [name, histogram] of stats.histograms) histogram.merge(Histogram.fromJSON(json.histograms[name]!));
    for (const [name, { centres, ...counts }] of Object.entries(json.classes)) {
      stats.classes.set(name, { ...counts, centres: unpackCounts(centres, CENTRE_CELLS ** 2) });
    }
    return stats;
  }

  #class(name: string): ClassStats {
    let stats = this.classes.get(name);
    if (!stats) this.classes.set(name, stats = { boxes: 0, ignored: 0, images: 0, centres: new Float64Array(CENTRE_CELLS ** 2) });
    return stats;
  }

  #addBoxes(rows: readonly (BoxRow & { category: string })[], width: number, height: number): void {
    this.labelled++;
    const before = this.boxes;
    const seen = new Set<ClassStats>();
    for (let i = 0; i < rows.length; i++) {
      const { category, box: [x, y, w, h], ignore } = rows[i]!;
      const stats = this.#class(category);
      if (ignore) {
        stats.ignored++;
        this.ignored++;
        continue;
      }
      stats.boxes++;
      this.boxes++;
      stats.centres[cell((y + h / 2) / height) * CENTRE_CELLS + cell((x + w / 2) / width)]!++;
      seen.add(stats);
    }
    for (const stats of seen) stats.images++;
    this.boxCounts[Math.min(MOST_BOXES, this.boxes - before)]!++;
  }

  #addPixels({ hue, spectrum }: PictureMeasures): void {
    this.measured++;
    addCounts(this.hue, hue);
    if (!spectrum) return;
    this.spectra++;
    for (let ring = 0; ring < SPECTRUM_RINGS; ring++) this.#spectrum[ring]! += Math.round(spectrum[ring]! * QUANTA);
  }
}

const cell = (share: number): number => Math.min(CENTRE_CELLS - 1, Math.max(0, Math.floor(share * CENTRE_CELLS)));
