/** Says which keys of the config bring a statistic closer to the real set's, and what else does where the config has them already. */
import { type ConfigFacts, hasAlready, isOff, numberIn, rangeIn } from './config-facts.ts';
import { isSquare } from './sentences.ts';
import { shareOf } from './side-by-side.ts';
import type { ComparedStatistic, Finding, SideOfStatistic } from './report-data.ts';

type Change = NonNullable<Finding['change']>;
/** A change, and what else can be done where the config has it. */
interface Advice extends Change { otherwise?: string }
interface Case {
  real: SideOfStatistic;
  ours: SideOfStatistic;
  facts: ConfigFacts;
  isHigher: boolean;
  /** Share of the real objects that touch another one; null where it is not known. */
  touchingShare: number | null;
}

/** @returns null where no key is known, or the config has the values already and nothing else is known */
export function adviceFor({ name, ours, real }: ComparedStatistic, statistics: readonly ComparedStatistic[], facts: ConfigFacts): Change | null {
  const advice = ADVICE[name];
  if (!advice || !ours || !real) return null;
  // The keys of labels, image and output are those of every scenario.
  if (!facts.isPaper && !EVERY_SCENARIO.has(name)) return null;
  const touches = statistics.find((statistic) => statistic.name === 'touching')?.real;
  const { otherwise, ...change } = advice({ real, ours, facts, isHigher: real.mean > ours.mean, touchingShare: touches && touches.count > 0 ? shareOf(touches) : null });
  if (change.yaml === null || !hasAlready(facts, change.yaml)) return change;
  return otherwise === undefined ? null : say(`The config has these values already. ${otherwise}`);
}

const EVERY_SCENARIO = new Set(['aspect', 'imageHeight', 'imageAspect', 'bytesPerPixel', 'jpegQuality']);

const yaml = (text: string, note: string | null = null, otherwise?: string): Advice => ({ yaml: text, text: note, ...(otherwise !== undefined && { otherwise }) });
const say = (text: string): Advice => ({ yaml: null, text });
/** Enough digits to tell the ends of a range apart. */
const list = (low: number, high: number, digits: number): string => `[${Number(low.toFixed(digits))}, ${Number(high.toFixed(digits))}]`;
const range = ({ quantiles: [low, , high] }: SideOfStatistic, digits: number, least = -Infinity, most = Infinity): string => list(Math.max(least, low), Math.min(most, high), digits);

/** Above this share of pixels with an edge, a background is busier than a surface with grain and seams. */
const SURFACE_EDGES = 0.15;

const ADVICE: Record<string, (of: Case) => Advice> = {
  boxSizePx: (of) => sizes(of, 'boxPx', 0, 1, 2048),
  boxSizeShare: (of) => sizes(of, 'boxShare', 3, 0.001, 2),
  boxesPerImage: ({ real, isHigher }) => yaml(
    `foreground:\n  count: ${range(real, 0, 1, 100)}`, null, `Each number comes equally often: a ${isHigher ? 'larger smallest' : 'smaller largest'} number brings the usual one closer.`,
  ),
  touching: (of) => touching(of, of.isHigher),
  // A larger gap is fewer objects that touch. Its mean is that of the few objects far from all others.
  gapOverSize: (of) => touching(of, of.real.quantiles[1] < of.ours.quantiles[1]),
  atBorder,
  aspect: ({ real, ours }) => (isSquare(real) && !isSquare(ours) ? yaml('labels:\n  box: { square: true }', null, 'Boxes that the border cuts are not square: a smaller foreground.maxCrop.') : say('The models and their poses decide: take models with the shape of the real objects.')),
  edgesOutside: background, edges: background, contrastOutside: background, sharpnessOutside: background,
  brightnessOutside: (of) => surfaceColor(`value: ${range(of.real, 2, 0, 1)}`, of, `${of.isHigher ? 'Higher' : 'Lower'} lights.intensity and lights.ambient.`),
  saturationOutside: (of) => surfaceColor(`saturation: ${range(of.real, 2, 0, 1)}`, of, of.isHigher ? 'A higher saturation than what is seen, because white light and noise lower it.' : 'Lights of less colour: lights.color.'),
  brightnessInside: light, brightness: light,
  contrastInside: softness, contrast: softness,
  standsOut: () => say('The brightness of the background, background.surface.value, and that of the models, foreground.material.value.'),
  saturationInside: ({ real, ours, facts }) => {
    const factor = real.mean / Math.max(ours.mean, 0.01);
    const [low, high] = rangeIn(facts, 'foreground', 'material', 'saturation') ?? [0.85, 1.15];
    return yaml(`foreground:\n  material: { saturation: ${list(factor * low, factor * high, 2)} }`);
  },
  saturation: colour, colored: colour,
  warmth: colour, tint: colour,
  noise: ({ real, isHigher }) => yaml(
    `noise:\n  sigma: ${range(real, 4, 0, 1)}`, null, isHigher ? 'Less blur, which takes noise away.' : 'More blur takes noise away, and the grain of surfaces counts as noise: background.surface.grain.',
  ),
  sharpness: blur, sharpnessInside: blur,
  imageHeight: ({ real }) => yaml(`image: { height: ${Math.round(real.quantiles[1])} }`, 'Boxes keep their sizes in pixels only where curriculum.boxPx gives them.'),
  imageAspect: ({ real }) => say(`A width of ${Number(real.quantiles[1].toFixed(3))} times the height in image.`),
  jpegQuality: ({ real }) => yaml(`image: { jpegQuality: ${Math.round(real.quantiles[1])} }`),
  bytesPerPixel: ({ isHigher }) => say(`Files become ${isHigher ? 'larger' : 'smaller'} with ${isHigher ? 'more' : 'less'} detail and noise, and with a ${isHigher ? 'higher' : 'lower'} image.jpegQuality.`),
};

/** Boxes that are drawn wider than the object are that much larger than the sizes in the config. */
function sizes({ real, ours, facts }: Case, key: 'boxPx' | 'boxShare', digits: number, least: number, most: number): Advice {
  const lines = (low: number, high: number): string => `curriculum:\n  ${key}: ${list(Math.max(least, low), Math.min(most, high), digits)}`;
  const scale = numberIn(facts, 'labels', 'box', 'scale') ?? 1;
  const [low, high] = [real.quantiles[0] / scale, real.quantiles[2] / scale];
  const now = rangeIn(facts, 'curriculum', key);
  if (now && hasAlready(facts, lines(low, high))) {
    const [lower, higher] = [now[0] * real.quantiles[0] / ours.quantiles[0], now[1] * real.quantiles[2] / ours.quantiles[2]];
    return yaml(lines(Math.min(lower, higher), Math.max(lower, higher)), 'The config asks for the real sizes already, and its boxes have others: these values make up for that.');
  }
  return yaml(lines(low, high), scale === 1 ? 'Boxes that are drawn wider than the object count as larger: scenemill fit tells the two apart.' : `Sizes of the objects, whose boxes labels.box makes ${scale} times as large.`);
}

function atBorder({ isHigher, facts }: Case): Advice {
  if (!isHigher) return yaml('foreground:\n  maxCrop: 0', 'Objects then lie wholly in the image. Smaller objects reach the border less often, too.', 'Smaller objects reach the border less often.');
  const maxCrop = numberIn(facts, 'foreground', 'maxCrop') ?? 0;
  if (maxCrop >= 0.5) return say(`A larger foreground.maxCrop than ${maxCrop} lets objects reach further beyond the border. Larger objects reach it more often.`);
  return yaml('foreground:\n  maxCrop: 0.5', 'A larger value lets objects reach further beyond the border.');
}

function touching({ touchingShare, facts }: Case, isMore: boolean): Advice {
  const share = touchingShare === null ? null : Number(touchingShare.toFixed(2));
  const now = numberIn(facts, 'foreground', 'clumps', 'share');
  if (isMore && now !== null && now >= (share ?? 0.5)) return say(`${now < 1 ? `A larger foreground.clumps.share than ${now}` : 'Fewer objects in a clump, foreground.clumps.size'}: what finds no position in its clump lies alone.`);
  if (isMore) return yaml(`foreground:\n  clumps: { share: ${share ?? 0.5}, size: [2, 5], gap: [0, 2] }`);
  if (now === null) return yaml('foreground:\n  maxOverlap: 0', 'Fewer or smaller objects touch less often, too; foreground.clumps with a small share keeps all others apart.', 'Fewer or smaller objects touch less often; foreground.clumps with a small share keeps all others apart.');
  if (share !== null && now <= share) return say('Fewer or smaller objects in an image, which chance brings together less often.');
  return say(`A smaller foreground.clumps.share${share === null ? '' : `, near ${share}`}, and fewer objects in an image.`);
}

function background({ real, isHigher, facts }: Case): Advice {
  const { backgrounds, hasOccluders } = facts;
  const occluders = hasOccluders ? '\noccluders: { enabled: false }' : '';
  const clutter = backgrounds.includes('clutter') ? 'a larger share of clutter' : 'a share of clutter';
  if (isHigher) {
    return backgrounds.includes('photos') ? say(`Photos of busier places in assets.photos, or ${clutter} in background.kind.`) : yaml('background:\n  kind: photos', `With assets.photos: pictures of such places without the objects. Or ${clutter} in background.kind.`);
  }
  if (backgrounds.every((kind) => kind === 'surface')) return yaml('background:\n  surface: { grain: [0, 0.01], folds: [0, 0.03], seams: [0, 0] }', 'And fewer distractors.', 'Fewer distractors, or more blur.');
  const isMixed = real.bins.length > 2 && real.quantiles[2] > SURFACE_EDGES && real.quantiles[0] < SURFACE_EDGES;
  if (isMixed && backgrounds.includes('surface')) return say(`A larger weight of surface in background.kind${hasOccluders ? ', and occluders.enabled: false' : ''}.`);
  if (isMixed) return yaml(`background:\n  kind:\n    - { kind: surface, weight: 2 }\n    - { kind: ${backgrounds[0]}, weight: 1 }${occluders}`, 'Some real backgrounds are plain and some are not.');
  return yaml(`background:\n  kind: surface${occluders}`);
}

function surfaceColor(entry: string, { facts }: Case, otherwise: string): Advice {
  if (facts.backgrounds.includes('surface')) return yaml(`background:\n  surface: { ${entry} }`, 'The light on the surface changes it: compare again.', otherwise);
  return yaml(`background:\n  kind: surface\n  surface: { ${entry} }`, 'Where the real background is a surface; else photos of such places.');
}

function light({ isHigher }: Case): Advice {
  return say(`${isHigher ? 'Higher' : 'Lower'} lights.intensity and lights.ambient.`);
}

function softness({ isHigher }: Case): Advice {
  return say(isHigher ? 'Harder light: less lights.ambient, more lights.intensity.' : 'Softer light: more lights.ambient, less lights.intensity. A plain background has less contrast, too.');
}

function colour({ isHigher }: Case): Advice {
  return isHigher ? say('Wider ranges of lights.color and of the background\'s saturation.') : yaml('lights:\n  color: [0.95, 1]', 'And a background with less colour: background.surface.saturation.', 'A background and objects with less colour: background.surface.saturation, foreground.material.saturation.');
}

function blur({ isHigher, facts }: Case): Advice {
  if (!isOff(facts, 'blur')) return say(isHigher ? 'Less blur: lower blur.kernel and blur.sigma.' : 'More blur: higher blur.kernel and blur.sigma.');
  return isHigher ? say('There is no blur: models with finer textures, or a higher image.jpegQuality.') : yaml('blur: { enabled: true }');
}
