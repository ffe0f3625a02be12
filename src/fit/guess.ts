/** Describes what fit looks for: the facts that photos tell at once, and the guess that rendered images correct. */
import { touchingAim } from './aim.ts';
import type { BoxConvention } from './box-convention.ts';
import { isAtBorder } from './boxes.ts';
import { type DistractorGroup, fitDistractors, usualSize } from './distractors.ts';
import type { ImageSize } from './image-size.ts';
import { busyShare, lookOf } from './look.ts';
import type { PhotoMeasures } from './measure-photo.ts';
import type { ModelBoxes } from './model-boxes.ts';
import { type Border, border, clumping, countRange, overlap, sizesOverWithin, wholeSizes } from './numbers.ts';
import { clamped, mean, median, quantile, spread } from './quantiles.ts';
import { fitSurface, type Surface } from './surface.ts';

/** What is measured once. */
export interface Facts {
  image: ImageSize & { jpegQuality: number; jpegWhy: string };
  convention: BoxConvention;
  hasBoxes: boolean;
  photos: number;
  /** Of the labelled boxes: sizes that 5 % and 95 % stay below, pixels. */
  boxesPx: [number, number];
  /** The spread of all sizes over that within a photo; null where photos do not tell. */
  sizesOverWithin: number | null;
  count: [number, number];
  clumps: { share: number; largest: number };
  overlap: number;
  border: Border;
  /** Share of the photos with a busy background. */
  busy: number;
  edges: number;
  surface: Surface;
  /** Shares of the light that the surface lacks close to objects: the usual one, and those that 5 % and 95 % of the photos stay below. Null where few photos tell. */
  halo: { usual: number; spread: [number, number] } | null;
  distractors: DistractorGroup[];
  /** Objects stand upright in the photos, as far as boxes tell. */
  upright: boolean;
}

/** What is corrected by comparing images of the config with the photos. */
export interface Guess {
  /** Sizes of silhouettes' boxes that 5 % and 95 % stay below, pixels. */
  boxPx: [number, number];
  /** Light on a white surface that faces the camera. */
  light: number;
  /** Factors of the models' saturation and of the surface's linear brightness. */
  saturation: number;
  surfaceGain: number;
  /** Most taps of the blur. */
  blurTaps: number;
  /** Largest standard deviation of the noise. */
  noise: number;
  grain: number;
  folds: number;
  gradient: number;
  /** Share of the objects that lie in clumps; chance brings others beside each other. */
  clumpShare: number;
  /** Least and most darkness of the shadows on surfaces; null: none. */
  shadows: [number, number] | null;
  /** Factor of the clutter's areas. */
  clutter: number;
}

/** JPEG artefacts of photos that are reduced to less than this are gone. */
const KEEPS_ARTEFACTS = 0.8;
const GOOD_JPEG = 95;
/** Share of the objects beside another one from which clumps are worth a key. */
export const LEAST_CLUMPS = 0.06;

export function findFacts(photos: readonly PhotoMeasures[], size: ImageSize, convention: BoxConvention, models: ModelBoxes, hasBoxes: boolean): Facts {
  const sizes = wholeSizes(photos);
  const objectsPx = sizes.length > 0 ? spread(sizes) : [0.05 * size.height, 0.2 * size.height] as [number, number];
  const plain = photos.filter((photo) => lookOf(photo) === 'plain');
  const quiet = photos.filter((photo) => lookOf(photo) !== 'busy');
  const even = plain.length > 0 ? plain : photos;
  const tight = objectsPx.map((px) => px / convention.scale) as [number, number];
  return {
    image: { ...size, ...fileQuality(photos) }, convention, hasBoxes, photos: photos.length, boxesPx: objectsPx, sizesOverWithin: sizesOverWithin(photos),
    count: countRange(photos), clumps: clumping(photos, convention), overlap: overlap(photos, convention), border: border(photos),
    busy: busyShare(photos), edges: median(photos.map(({ edges }) => edges)), surface: fitSurface(withoutFrames(even)), halo: haloOf(even),
    distractors: fitDistractors(quiet.length > 0 ? quiet : photos, usualSize(sizes, size.height) / convention.scale, tight),
    upright: isUpright(photos, convention, models),
  };
}

/** A frame around the objects is another surface, so its photos say nothing about folds; without other photos they do. */
function withoutFrames(photos: readonly PhotoMeasures[]): readonly PhotoMeasures[] {
  const open = photos.filter(({ background: { things }, width }) => !things.some(({ box, fill }) => Math.min(box[2], box[3]) > 0.3 * width && fill < 0.5));
  return open.length >= Math.max(1, 0.3 * photos.length) ? open : photos;
}

function fileQuality(photos: readonly PhotoMeasures[]): { jpegQuality: number; jpegWhy: string } {
  const qualities = photos.flatMap(({ jpegQuality, scale }) => (jpegQuality !== null && scale > KEEPS_ARTEFACTS ? [jpegQuality] : []));
  if (qualities.length < photos.length / 2) return { jpegQuality: GOOD_JPEG, jpegWhy: 'the photos are no JPEG, or larger than the images, so that no artefacts are left' };
  const [least, most] = [Math.min(...qualities), Math.max(...qualities)];
  return { jpegQuality: Math.round(median(qualities)), jpegWhy: least === most ? 'the photos\'' : `the photos' are ${least} to ${most}` };
}

/** Boxes that tell whether objects stand upright, at least. */
const LEAST_TELLING = 60;
/** Distances of the quantiles of aspects, octaves: from models at all angles at least, and from upright models at most over that. */
const TILTED = { least: 0.3, share: 0.35 };

/** Whether the boxes have the aspects of upright models, and clearly not those of models at all angles. */
function isUpright(photos: readonly PhotoMeasures[], { square }: BoxConvention, { aspects, uprightAspects }: ModelBoxes): boolean {
  const real = photos.flatMap((photo) => photo.boxes.filter((box) => !isAtBorder(box, photo)).map(([, , w, h]) => w / h));
  if (square || real.length < LEAST_TELLING) return false;
  const distance = (model: readonly number[]) => mean([0.1, 0.3, 0.5, 0.7, 0.9].map((share) => Math.abs(Math.log2(quantile(real, share) / quantile(model, share)))));
  return distance(aspects) > TILTED.least && distance(uprightAspects) < TILTED.share * distance(aspects);
}

/** Photos that tell of shadows, at least, and the share of light from which a shadow is worth having. Images without shadows lack 0.00 to 0.01. */
const LEAST_SHADED = 5;
const LEAST_HALO = 0.03;

function haloOf(photos: readonly PhotoMeasures[]): Facts['halo'] {
  const halos = photos.flatMap(({ halo }) => halo ?? []);
  return halos.length < LEAST_SHADED ? null : { usual: median(halos), spread: spread(halos) };
}

/** Loss in the band that is measured over the darkness at the object's border, in images of all looks of shadows. */
const HALO_OF_DARKNESS = 0.44;
export const MOST_DARKNESS = 0.9;

function shadowsOf({ spread: [least, most] }: NonNullable<Facts['halo']>): [number, number] {
  // The looks of shadows differ in more than their darkness, so the range is wide enough.
  return [least, most].map((loss) => clamped(loss / HALO_OF_DARKNESS, 0, MOST_DARKNESS)) as [number, number];
}

const START = { light: 0.9, blurTaps: 3 };

export function firstGuess(facts: Facts, photos: readonly PhotoMeasures[], { longerOverSize }: ModelBoxes): Guess {
  const { convention: { square, scale }, boxesPx, clumps, surface, halo } = facts;
  const perSize = square ? scale * longerOverSize : scale;
  const noise = photos.flatMap((photo) => photo.noise ?? []);
  return {
    boxPx: [boxesPx[0] / perSize, boxesPx[1] / perSize],
    ...START, saturation: 1, surfaceGain: 1,
    noise: noise.length > 0 ? Math.max(0.002, quantile(noise, 0.9)) : 0.01,
    grain: surface.grain[1], folds: surface.folds[1], gradient: surface.gradient[1],
    clumpShare: touchingAim(clumps.share), shadows: halo && halo.usual >= LEAST_HALO ? shadowsOf(halo) : null, clutter: 1,
  };
}
