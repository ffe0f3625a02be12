/** The paper's table of what each part is worth, as changes of a config: one key a row. */
import type { Config } from '../../src/run/config.ts';
import { UserError } from '../../src/config/errors.ts';

/** A config as JSON, with all defaults filled in. */
export type PlainConfig = Omit<Config, 'scenario'> & Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- only the scenario knows its sections

export interface Ablation {
  key: string;
  name: string;
  /** mAP in the paper, of its own experiment; PAPER.md's table. */
  paper: number;
  /** The row that it is compared with, by key; null for the rows that others are compared with. */
  against: string | null;
  /** mAP of the row that the paper compares it with, where that is not the row of `against`. */
  paperAgainst?: number;
  /** Changes the config in place. Returns why the row says nothing about this config, or nothing where it does. */
  change(config: PlainConfig, options: { photos: string | undefined }): string | void;
}

const middle = ([from, to]: readonly [number, number]): number => (from + to) / 2;
/** The middle third of a range. */
const narrowed = ([from, to]: [number, number]): [number, number] => [from + (to - from) / 3, to - (to - from) / 3];
function limitObjects(config: PlainConfig, most: number): void {
  const { foreground } = config;
  if (foreground.count !== undefined) {
    const [fewest, largest] = foreground.count as [number, number];
    foreground.count = [Math.min(fewest, most), Math.min(largest, most)];
    // A clump has at least two objects.
    if (most < 2) delete foreground.clumps;
  } else {
    foreground.maxPerImage = most;
    if (most < 2) delete foreground.clumps;
  }
}

/** Clutter behind the objects: the config's own models, or the built-in ones where it has none. */
function setClutter(config: PlainConfig, areaRatio: [number, number]): void {
  config.assets.background ??= 'builtin';
  config.background.kind = 'clutter';
  config.background.areaRatio = areaRatio;
}

export const ABLATIONS: readonly Ablation[] = [
  { key: 'full', name: 'full approach', paper: 0.67, against: null, change: () => undefined },
  { key: 'curriculum-random', name: 'random poses instead of the curriculum', paper: 0.42, against: 'full', change: (config) => { config.curriculum.strategy = 'random'; } },
  { key: 'objects-20', name: 'at most 20 objects', paper: 0.62, against: null, change: (config) => limitObjects(config, 20) },
  { key: 'objects-10', name: 'at most 10 objects', paper: 0.58, against: 'objects-20', change: (config) => limitObjects(config, 10) },
  { key: 'objects-5', name: 'at most 5 objects', paper: 0.46, against: 'objects-20', change: (config) => limitObjects(config, 5) },
  { key: 'objects-1', name: 'at most 1 object', paper: 0.14, against: 'objects-20', change: (config) => limitObjects(config, 1) },
  { key: 'background-0.9-1.5', name: 'clutter 0.9 to 1.5 of the objects\' area', paper: 0.60, against: null, change: (config) => setClutter(config, [0.9, 1.5]) },
  { key: 'background-0.5-1.1', name: 'clutter 0.5 to 1.1', paper: 0.55, against: 'background-0.9-1.5', change: (config) => setClutter(config, [0.5, 1.1]) },
  { key: 'background-0.3-0.9', name: 'clutter 0.3 to 0.9', paper: 0.27, against: 'background-0.9-1.5', change: (config) => setClutter(config, [0.3, 0.9]) },
  { key: 'no-light-colour', name: 'no light colour', paper: 0.55, against: 'full', change: (config) => (config.lights.colorEnabled ? void (config.lights.colorEnabled = false) : 'the config has no light colour') },
  { key: 'no-blur', name: 'no blur', paper: 0.58, against: 'full', change: (config) => (config.blur.enabled ? void (config.blur.enabled = false) : 'the config has no blur') },
  {
    key: 'less-light', name: 'less light variation', paper: 0.60, against: 'full', change: ({ lights }) => {
      const count = Math.round(middle(lights.count));
      Object.assign(lights, { count: [count, count], intensity: narrowed(lights.intensity), ambient: narrowed(lights.ambient) });
    },
  },
  {
    // A surface has no hue to switch off, so this row and its row of comparison have clutter.
    key: 'no-hue', name: 'no background hue', paper: 0.65, against: 'background-clutter', paperAgainst: 0.67, change: (config) => {
      setClutter(config, config.background.areaRatio);
      config.background.hue = false;
    },
  },
  {
    key: 'no-focal-change', name: 'no change of focal length', paper: 0.67, against: 'full', change: ({ camera }) => {
      if (!Array.isArray(camera.fovYDeg)) return 'the config has one focal length';
      camera.fovYDeg = middle(camera.fovYDeg as [number, number]);
    },
  },
  { key: 'background-clutter', name: 'synthetic background only', paper: 0.405, against: null, change: (config) => setClutter(config, config.background.areaRatio) },
  {
    key: 'background-photos', name: 'photos and synthetic background', paper: 0.285, against: 'background-clutter', change: (config, { photos }) => {
      const folder = photos ?? config.assets.photos;
      if (folder === undefined) return 'there are no photos without objects (--photos)';
      config.assets.background ??= 'builtin';
      config.assets.photos = folder;
      config.background.kind = [{ kind: 'photos', weight: 1 }, { kind: 'clutter', weight: 1 }];
    },
  },
];

/** The changed config of a row, or why the row says nothing about it. */
export function ablated(base: Config, ablation: Ablation, photos: string | undefined): { config: PlainConfig } | { skipped: string } {
  const config = structuredClone(base) as PlainConfig;
  if (config['curriculum'] === undefined || config['lights'] === undefined) throw new UserError('worth: the ablations change keys of the paper\'s scenario; wanted a config of scenario: paper');
  const skipped = ablation.change(config, { photos });
  return typeof skipped === 'string' ? { skipped } : { config };
}
