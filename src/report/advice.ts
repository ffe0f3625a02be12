/** Says which keys of the config bring a statistic closer to the real set's. */
import { isSquare } from './sentences.ts';
import { shareOf } from './side-by-side.ts';
import type { ComparedStatistic, Finding, SideOfStatistic } from './report-data.ts';

/** What advice depends on of the config that made the dataset. */
export interface ConfigFacts {
  /** False for a scenario of the user's own, whose keys are not known here. */
  isPaper: boolean;
  /** Kinds of background that its images have. */
  backgrounds: readonly string[];
  hasOccluders: boolean;
  hasClumps: boolean;
}

type Change = NonNullable<Finding['change']>;
interface Case {
  real: SideOfStatistic;
  ours: SideOfStatistic;
  facts: ConfigFacts;
  isHigher: boolean;
  /** Share of the real objects that touch another one; null where it is not known. */
  touchingShare: number | null;
}

/** Reads the facts from the config in dataset.json, which may lack any key. */
export function configFacts(config: unknown): ConfigFacts {
  const of = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined);
  const kind = of(of(config, 'background'), 'kind') ?? 'clutter';
  const scenario = of(config, 'scenario');
  return {
    isPaper: scenario === undefined || scenario === 'paper',
    backgrounds: Array.isArray(kind) ? kind.map((entry) => String(of(entry, 'kind'))) : [String(kind)],
    hasOccluders: of(of(config, 'occluders'), 'enabled') !== false,
    hasClumps: of(of(config, 'foreground'), 'clumps') !== undefined,
  };
}

/** @returns null where no key is known */
export function adviceFor({ name, ours, real }: ComparedStatistic, statistics: readonly ComparedStatistic[], facts: ConfigFacts): Change | null {
  const advice = ADVICE[name];
  if (!advice || !ours || !real) return null;
  // The keys of labels, image and output are those of every scenario.
  if (!facts.isPaper && !EVERY_SCENARIO.has(name)) return null;
  const touches = statistics.find((statistic) => statistic.name === 'touching')?.real;
  return advice({ real, ours, facts, isHigher: real.mean > ours.mean, touchingShare: touches && touches.count > 0 ? shareOf(touches) : null });
}

const EVERY_SCENARIO = new Set(['aspect', 'imageHeight', 'imageAspect', 'bytesPerPixel', 'jpegQuality']);

const yaml = (text: string, note: string | null = null): Change => ({ yaml: text, text: note });
const say = (text: string): Change => ({ yaml: null, text });
/** Enough digits to tell the ends of a range apart. */
const list = (low: number, high: number, digits: number): string => `[${Number(low.toFixed(digits))}, ${Number(high.toFixed(digits))}]`;
const range = ({ quantiles: [low, , high] }: SideOfStatistic, digits: number, least = -Infinity, most = Infinity): string => list(Math.max(least, low), Math.min(most, high), digits);

/** Above this share of pixels with an edge, a background is busier than a surface with grain and seams. */
const SURFACE_EDGES = 0.15;

const ADVICE: Record<string, (of: Case) => Change | null> = {
  boxSizePx: ({ real }) => yaml(`curriculum:\n  boxPx: ${range(real, 0, 1, 2048)}`, 'Boxes that are drawn wider than the object count as larger: scenemill fit tells the two apart.'),
  boxSizeShare: ({ real }) => yaml(`curriculum:\n  boxShare: ${range(real, 3, 0.001, 2)}`),
  boxesPerImage: ({ real }) => yaml(`foreground:\n  count: ${range(real, 0, 1, 100)}`),
  touching: (of) => touching(of, of.isHigher),
  // A larger gap is fewer objects that touch. Its mean is that of the few objects far from all others.
  gapOverSize: (of) => touching(of, of.real.quantiles[1] < of.ours.quantiles[1]),
  atBorder: ({ isHigher }) => (isHigher ? yaml('foreground:\n  maxCrop: 0.5', 'A larger value lets objects reach further beyond the border.') : yaml('foreground:\n  maxCrop: 0', 'Objects then lie wholly in the image. Smaller objects reach the border less often, too.')),
  aspect: ({ real, ours }) => (isSquare(real) && !isSquare(ours) ? yaml('labels:\n  box: { square: true }') : say('The models and their poses decide: take models with the shape of the real objects.')),
  edgesOutside: background, edges: background, contrastOutside: background, sharpnessOutside: background,
  brightnessOutside: ({ real, facts }) => surfaceColor(`value: ${range(real, 2, 0, 1)}`, facts),
  saturationOutside: ({ real, facts }) => surfaceColor(`saturation: ${range(real, 2, 0, 1)}`, facts),
  brightnessInside: light, brightness: light,
  contrastInside: softness, contrast: softness,
  standsOut: () => say('The brightness of the background, background.surface.value, and that of the models, foreground.material.value.'),
  saturationInside: ({ real, ours }) => {
    const factor = real.mean / Math.max(ours.mean, 0.01);
    return yaml(`foreground:\n  material: { saturation: ${list(0.85 * factor, 1.15 * factor, 2)} }`);
  },
  saturation: colour, colored: colour,
  warmth: colour, tint: colour,
  noise: ({ real }) => yaml(`noise:\n  sigma: ${range(real, 4, 0, 1)}`),
  sharpness: blur, sharpnessInside: blur,
  imageHeight: ({ real }) => yaml(`image: { height: ${Math.round(real.quantiles[1])} }`, 'Boxes keep their sizes in pixels only where curriculum.boxPx gives them.'),
  imageAspect: ({ real }) => say(`A width of ${Number(real.quantiles[1].toFixed(3))} times the height in image.`),
  jpegQuality: ({ real }) => yaml(`image: { jpegQuality: ${Math.round(real.quantiles[1])} }`),
  bytesPerPixel: ({ isHigher }) => say(`Files become ${isHigher ? 'larger' : 'smaller'} with ${isHigher ? 'more' : 'less'} detail and noise, and with a ${isHigher ? 'higher' : 'lower'} image.jpegQuality.`),
};

function touching({ touchingShare, facts }: Case, isMore: boolean): Change {
  const share = touchingShare === null ? null : Number(touchingShare.toFixed(2));
  if (isMore) return yaml(`foreground:\n  clumps: { share: ${share ?? 0.5}, size: [2, 5], gap: [0, 2] }`);
  if (facts.hasClumps) return say(`A smaller foreground.clumps.share${share === null ? '' : `, near ${share}`}, and fewer objects in an image.`);
  return yaml('foreground:\n  maxOverlap: 0', 'Fewer or smaller objects touch less often, too; foreground.clumps with a small share keeps all others apart.');
}

function background({ real, isHigher, facts }: Case): Change {
  const { backgrounds, hasOccluders } = facts;
  const occluders = hasOccluders ? '\noccluders: { enabled: false }' : '';
  if (isHigher) {
    return backgrounds.includes('photos') ? say('Photos of busier places in assets.photos, or clutter in background.kind.') : yaml('background:\n  kind: photos', 'With assets.photos: pictures of such places without the objects. Or a share of clutter in background.kind.');
  }
  if (backgrounds.every((kind) => kind === 'surface')) return yaml('background:\n  surface: { grain: [0, 0.01], folds: [0, 0.03], seams: [0, 0] }', 'And fewer distractors.');
  const isMixed = real.bins.length > 2 && real.quantiles[2] > SURFACE_EDGES && real.quantiles[0] < SURFACE_EDGES;
  if (isMixed) return yaml(`background:\n  kind:\n    - { kind: surface, weight: 2 }\n    - { kind: ${backgrounds.find((kind) => kind !== 'surface')}, weight: 1 }${occluders}`, 'Some real backgrounds are plain and some are not.');
  return yaml(`background:\n  kind: surface${occluders}`);
}

function surfaceColor(entry: string, { backgrounds }: ConfigFacts): Change {
  if (backgrounds.includes('surface')) return yaml(`background:\n  surface: { ${entry} }`, 'The light on the surface changes it: compare again.');
  return yaml(`background:\n  kind: surface\n  surface: { ${entry} }`, 'Where the real background is a surface; else photos of such places.');
}

function light({ isHigher }: Case): Change {
  return say(`${isHigher ? 'Higher' : 'Lower'} lights.intensity and lights.ambient.`);
}

function softness({ isHigher }: Case): Change {
  return say(isHigher ? 'Harder light: less lights.ambient, more lights.intensity.' : 'Softer light: more lights.ambient, less lights.intensity. A plain background has less contrast, too.');
}

function colour({ isHigher }: Case): Change {
  return isHigher ? say('Wider ranges of lights.color and of the background\'s saturation.') : yaml('lights:\n  color: [0.95, 1]', 'And a background with less colour: background.surface.saturation.');
}

function blur({ isHigher }: Case): Change {
  return say(isHigher ? 'Less blur: lower blur.kernel and blur.sigma.' : 'More blur: higher blur.kernel and blur.sigma.');
}
