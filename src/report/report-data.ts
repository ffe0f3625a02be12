/** What report.json holds: every number of the page, and nothing that the page would have to compute. */
import type { Axis } from './distribution-chart.ts';
import type { Grid } from './heat-map.ts';

/** One side of a comparison. */
export interface SideOfStatistic {
  /** How many images or boxes have a value. */
  count: number;
  mean: number;
  /** 5 %, 50 % and 95 % of the values are below. */
  quantiles: [number, number, number];
  /** Values in each bin of the axis. */
  bins: number[];
}

/** A statistic of both sets, or of ours alone. */
export interface ComparedStatistic {
  name: string;
  title: string;
  group: string;
  of: 'image' | 'box';
  axis: Axis;
  ours: SideOfStatistic | null;
  real: SideOfStatistic | null;
  /** Earth mover's distance in the axis' unit, in octaves on a log2 axis; null without both sides. */
  distance: number | null;
  /** The distance over the smallest difference that one sees at a glance. */
  steps: number | null;
}

/** Numbers that are no distribution, with the distance of the two sets; null without a real set. */
export interface TwoCurves { title: string; group: string; ours: number[]; real: number[] | null; steps: number | null }

/** A difference in words: the largest one of its group of statistics. */
export interface Finding {
  group: string;
  statistic: string;
  steps: number;
  text: string;
  /** Other differences of the group. */
  also: string[];
  /** Lines of a config that bring the sets closer, and a sentence where a key alone does not say it; null where none is known. */
  change: { yaml: string | null; text: string | null } | null;
}

export interface Warning {
  kind: string;
  /** Warnings cost accuracy or money; notes are worth knowing. */
  level: 'warning' | 'note';
  title: string;
  text: string;
}

export interface ClassRow { name: string; ours: number | null; real: number | null }

export interface SetSummary {
  name: string;
  images: number;
  /** Of the images, those whose pixels were measured. */
  measured: number;
  boxes: number;
  classes: number;
}

/** A distribution that only our records have. */
export interface RecordDistribution {
  name: string;
  title: string;
  axis: Axis;
  side: SideOfStatistic;
  /** Angles once around: their quantiles depend on where the circle is cut. */
  isCircular: boolean;
}

export interface RecordGrid { name: string; title: string; note: string | null; aspect: number; below: [string, string, string] | null; beside: [string, string] | null; grid: Grid }

/** Parts that add up to 1, such as what hides the objects. */
export interface RecordShares { name: string; title: string; parts: { name: string; share: number }[] }

export interface RecordGroup { title: string; text: string; distributions: RecordDistribution[]; grids: RecordGrid[]; shares: RecordShares[] }

/** An object of a sampled picture; pixels of that picture. */
export interface SampleObject {
  category: string;
  box: [x: number, y: number, width: number, height: number];
  /** Of the visible pixels, where `box` follows another convention. */
  tightBox: [number, number, number, number] | null;
  ignore: boolean;
  visibility: number | null;
}

export interface SampledPicture { key: string; width: number; height: number; objects: SampleObject[] }

export interface Report {
  format: 1;
  generator: string;
  dataset: { dir: string; generator: string; configSha256: string };
  ours: SetSummary;
  real: SetSummary | null;
  findings: Finding[];
  warnings: Warning[];
  /** What the reader of the numbers has to know: classes without a partner, photos without a file, what was sampled. */
  notes: string[];
  classes: ClassRow[];
  statistics: ComparedStatistic[];
  /** Coloured pixels in equal parts of the colour circle, from red on. */
  hue: TwoCurves | null;
  /** Mean log2 of the power, from one to as many rings of `SPECTRUM_CYCLES_PX` cycles a pixel. */
  spectrum: TwoCurves | null;
  /** Centres of the boxes: of all classes, then of each. */
  centers: { name: string; ours: Grid | null; real: Grid | null }[];
  records: RecordGroup[];
  samples: { ours: SampledPicture[]; real: SampledPicture[] };
}
