/** Writes facts and a guess as the keys of a config, each with a comment that says what was measured. */
import { wholeText } from '../report/numbers.ts';
import { touchingAim } from './aim.ts';
import type { Facts, Guess } from './guess.ts';
import { LEAST_CLUMPS } from './guess.ts';
import { clamped, rounded } from './quantiles.ts';
import { unlitValue } from './surface.ts';

/** A key of the config: where it stands, its value, and a comment. */
export interface Line { path: string[]; value: unknown; comment?: string }

export interface Sources {
  /** Absolute folder of the models, or a built-in group. */
  models: string;
  /** Absolute folder of photos without objects; null: none. */
  photos: string | null;
  /** Vertical fields of view that the sizes allow. */
  fovYDeg: [number, number] | null;
}

/** Images of the dataset; --count changes it. */
const IMAGES = 6000;
/** Light from everywhere and sum of the lights, over the light on a surface that faces the camera. The mean of both adds up to 1. */
const AMBIENT = [0.5, 0.85] as const;
const DIRECTIONAL = [0.35, 0.95] as const;
/** Share of images that show photos, where there are some. */
const PHOTO_SHARE = 0.5;
/** From this share on a kind of background is worth having. */
const LEAST_KIND = 0.15;
/** Largest amounts are at least these, because a detector gains from variety. */
const LEAST = { gradient: 0.05, grain: 0.005, folds: 0.02, noise: 0.004 };
/** Share of the boxes at the border from which photos tell how far objects reach beyond it, and the largest crop below that. */
const LEAST_CUT = 0.01;
const MOST_CROP_OF_WHOLE = 0.1;
const MOST_LEVELS = 12;

const percent = (share: number): string => `${Math.round(100 * share)} %`;

export function configLines(facts: Facts, guess: Guess, sources: Sources): Line[] {
  const { image, convention, hasBoxes } = facts;
  const lines: Line[] = [
    { path: ['seed'], value: 1 },
    { path: ['count'], value: IMAGES },
    { path: ['order'], value: 'shuffled', comment: 'sizes are mixed, for loaders without a shuffle buffer' },
    { path: ['image'], value: { width: image.width, height: image.height, jpegQuality: image.jpegQuality }, comment: `${percent(image.share)} of the photos have this aspect; JPEG: ${image.jpegWhy}` },
    { path: ['assets', 'foreground'], value: sources.models },
  ];
  const kinds = backgroundKinds(facts, sources);
  const hasClutter = kinds.some(({ kind }) => kind === 'clutter');
  if (hasClutter) lines.push({ path: ['assets', 'background'], value: 'builtin' });
  if (sources.photos !== null) lines.push({ path: ['assets', 'photos'], value: sources.photos, comment: 'the photos, without their objects' });
  lines.push({ path: ['assets', 'distractors'], value: [...new Set(facts.distractors.map(({ group }) => `builtin:${group}`))] });
  if (sources.fovYDeg) lines.push({ path: ['camera', 'fovYDeg'], value: sources.fovYDeg, comment: 'narrow: the largest objects would come too near to the camera' });
  if (hasBoxes) lines.push(...objectLines(facts, guess));
  lines.push(...backgroundLines(facts, guess, kinds));
  lines.push(hasClutter
    ? { path: ['occluders'], value: { exempt: 0.6 }, comment: 'what hides objects cannot be told from boxes' }
    : { path: ['occluders'], value: { enabled: false }, comment: 'nothing lies on the objects where the background is plain' });
  lines.push({
    path: ['distractors'], comment: facts.distractors.map(({ group, why }) => `${group}: ${why}`).join('; '),
    value: facts.distractors.map(({ group, count, boxPx, under, tiltDeg }) => ({ group, count, boxPx: boxPx.map((px) => rounded(px)), ...(under && { under, tiltDeg }) })),
  });
  lines.push(...cameraLines(guess, image.width));
  if (hasBoxes && (convention.square || convention.scale !== 1)) {
    const { ratio, measured, square, scale } = convention;
    const spread = ratio ? `; ${measured} objects seen: ${square ? 'box over longer side' : 'box over object'} ${rounded(ratio.median, 3)}, half of them ${rounded(ratio.quartiles[0], 3)} to ${rounded(ratio.quartiles[1], 3)}` : '';
    lines.push({ path: ['labels', 'box'], value: { ...(square && { square }), scale }, comment: `how the real boxes were drawn${spread}` });
  }
  lines.push({ path: ['output', 'dir'], value: 'out/fitted' });
  return lines;
}

function objectLines({ boxesPx, sizesOverWithin, count, clumps, overlap, border, photos, upright }: Facts, { boxPx, clumpShare, saturation }: Guess): Line[] {
  // Few photos tell the ends of a range less well.
  const wider = 1.05 + 0.5 / Math.sqrt(photos);
  const isCut = border.atBorder >= LEAST_CUT * border.boxes;
  const lines: Line[] = [
    { path: ['curriculum', 'boxPx'], value: [rounded(boxPx[0] / wider, 3), rounded(boxPx[1] * wider, 3)], comment: `real boxes are ${Math.round(boxesPx[0])} to ${Math.round(boxesPx[1])} px` },
    ...levelLines(sizesOverWithin),
    { path: ['foreground', 'count'], value: count, comment: 'objects in a photo' },
    { path: ['foreground', 'order'], value: 'perObject' },
  ];
  if (upright) lines.push({ path: ['curriculum', 'inPlaneSteps'], value: 1, comment: 'the boxes are those of objects that stand upright' });
  if (clumps.share >= LEAST_CLUMPS && clumps.largest >= 2 && count[1] >= 2) {
    lines.push({
      path: ['foreground', 'clumps'], comment: `${percent(clumps.share)} of the real objects lie beside another; images aim at ${percent(touchingAim(clumps.share))}, because these are the hardest`,
      value: { share: rounded(clamped(clumpShare, 0.05, 0.9)), size: [2, clamped(clumps.largest + 1, 2, count[1])] },
    });
  }
  lines.push(
    { path: ['foreground', 'maxCrop'], value: isCut ? rounded(clamped(border.crop, 0.2, 0.7), 1) : MOST_CROP_OF_WHOLE, comment: `${wholeText(border.atBorder)} of ${wholeText(border.boxes)} real boxes end${border.atBorder === 1 ? 's' : ''} at the border` },
    { path: ['foreground', 'maxOverlap'], value: rounded(clamped(1.2 * overlap, 0.1, 0.5), 1) },
    {
      path: ['foreground', 'material'], comment: 'around the models\' own colours',
      value: { hue: [-0.02, 0.02], saturation: [rounded(0.8 * saturation), rounded(1.15 * saturation)], value: [0.8, 1.15] },
    },
  );
  return lines;
}

/** An image shows the sizes of one level. A detector that has seen only equal ones in an image guesses an object's size by its neighbours. */
function levelLines(sizesOverWithin: number | null): Line[] {
  if (sizesOverWithin === null) return [];
  const levels = clamped(Math.round(sizesOverWithin), 1, MOST_LEVELS);
  const comment = levels === 1 ? 'sizes differ within a photo as they do over all photos' : `sizes differ ${rounded(sizesOverWithin)} times as much over all photos as within one`;
  return [{ path: ['curriculum', 'levels'], value: levels, comment }];
}

interface Kind { kind: 'surface' | 'photos' | 'clutter'; weight: number }

function backgroundKinds({ busy }: Facts, { photos }: Sources): Kind[] {
  const made: Kind[] = [];
  // Things stand on surfaces in busy pictures too.
  const surface = busy > 1 - LEAST_KIND ? 0.25 : 1 - busy;
  if (busy >= LEAST_KIND) made.push({ kind: 'clutter', weight: busy });
  made.push({ kind: 'surface', weight: surface });
  const total = made.reduce((sum, { weight }) => sum + weight, 0);
  const share = photos === null ? 1 : 1 - PHOTO_SHARE;
  const kinds = made.map(({ kind, weight }) => ({ kind, weight: rounded((share * weight) / total) }));
  return photos === null ? kinds : [{ kind: 'photos', weight: PHOTO_SHARE }, ...kinds];
}

function backgroundLines({ busy, edges, surface, halo }: Facts, { light, surfaceGain, gradient, grain, folds, shadows, clutter }: Guess, kinds: Kind[]): Line[] {
  const lines: Line[] = [{
    path: ['background', 'kind'], value: kinds.length === 1 ? kinds[0]!.kind : kinds,
    comment: `${Math.round(100 * busy)} % of the real backgrounds are busy; the usual one has an edge at ${rounded(100 * edges)} % of its pixels`,
  }];
  const value = surface.shownValue.map((shown) => rounded(unlitValue(shown, light / surfaceGain))) as [number, number];
  const numbers = {
    hue: surface.hue.map((hue) => rounded(hue)), saturation: surface.saturation.map((saturation) => rounded(saturation)), value,
    gradient: [0, rounded(Math.max(LEAST.gradient, gradient))], grain: [0, rounded(Math.max(LEAST.grain, grain))], folds: [0, rounded(Math.max(LEAST.folds, folds))], seams: surface.seams,
    ...(shadows && { shadows: shadows.map((darkness) => rounded(darkness)) }),
  };
  lines.push({ path: ['background', 'surface'], value: numbers, comment: `shown values are ${rounded(surface.shownValue[0])} to ${rounded(surface.shownValue[1])}${shadows && halo ? `; close to objects they lack ${percent(halo.usual)} of the light` : ''}` });
  if (kinds.some(({ kind }) => kind === 'clutter')) lines.push({ path: ['background', 'areaRatio'], value: [rounded(0.9 * clutter), rounded(1.5 * clutter)] });
  return lines;
}

function cameraLines({ light, noise, blurTaps }: Guess, width: number): Line[] {
  // A kernel of so many taps, and none larger.
  const kernel = (taps: number) => Number(((taps + 0.5) / width).toFixed(5));
  return [
    {
      path: ['lights'], comment: 'as bright as the real objects',
      value: { count: [1, 4], intensity: DIRECTIONAL.map((share) => rounded(share * light)), color: [0.88, 1], ambient: AMBIENT.map((share) => rounded(share * light)) },
    },
    { path: ['noise', 'sigma'], value: [0, rounded(Math.max(LEAST.noise, noise))] },
    { path: ['blur'], value: { kernel: [blurTaps > 5 ? kernel(blurTaps - 4) : 0, kernel(blurTaps)], sigma: [0.2, 0.35] } },
  ];
}
