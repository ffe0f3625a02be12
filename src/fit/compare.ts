/** Compares photos with images of a config: the numbers that the guess can change. */
import type { BoxConvention } from './box-convention.ts';
import { lookOf } from './look.ts';
import type { PhotoMeasures } from './measure-photo.ts';
import type { MadeImage } from './render-images.ts';
import { clumping, wholeSizes } from './numbers.ts';
import { mean, median, quantile } from './quantiles.ts';

/** NaN where a set does not tell. */
export interface Numbers {
  sizeLow: number;
  sizeMiddle: number;
  sizeHigh: number;
  brightness: number;
  saturation: number;
  touching: number;
  sharpness: number;
  noise: number;
  surfaceValue: number;
  gradient: number;
  folds: number;
  grain: number;
  edges: number;
  halo: number;
}

export type NumberName = keyof Numbers;

/** A difference that one sees at a glance, and whether it is one of binary logarithms. */
const STEPS: Record<NumberName, { step: number; isRatio: boolean; title: string }> = {
  sizeLow: { step: 0.32, isRatio: true, title: 'size of the boxes, 5 %' },
  sizeMiddle: { step: 0.32, isRatio: true, title: 'size of the boxes, middle' },
  sizeHigh: { step: 0.32, isRatio: true, title: 'size of the boxes, 95 %' },
  brightness: { step: 0.1, isRatio: false, title: 'brightness of the objects' },
  saturation: { step: 0.1, isRatio: false, title: 'saturation of the objects' },
  touching: { step: 0.15, isRatio: false, title: 'share of objects beside another' },
  sharpness: { step: 1, isRatio: false, title: 'sharpness in the boxes, octaves' },
  noise: { step: 0.01, isRatio: false, title: 'noise' },
  surfaceValue: { step: 0.1, isRatio: false, title: 'value of plain backgrounds' },
  gradient: { step: 0.15, isRatio: false, title: 'gradient of plain backgrounds' },
  folds: { step: 0.08, isRatio: false, title: 'folds of plain backgrounds' },
  grain: { step: 0.02, isRatio: false, title: 'grain of plain backgrounds' },
  edges: { step: 0.08, isRatio: false, title: 'share of edges of other backgrounds' },
  halo: { step: 0.08, isRatio: false, title: 'light that plain surfaces lack at objects' },
};

export const numbersOfPhotos = (photos: readonly PhotoMeasures[], convention: BoxConvention): Numbers =>
  numbersOf(photos, photos.filter((photo) => lookOf(photo) === 'plain'), photos.filter((photo) => lookOf(photo) !== 'plain'), convention);

export const numbersOfImages = (images: readonly MadeImage[], convention: BoxConvention): Numbers =>
  numbersOf(images, images.filter(({ kind }) => kind === 'surface'), images.filter(({ kind }) => kind === 'clutter'), convention);

function numbersOf(all: readonly PhotoMeasures[], plain: readonly PhotoMeasures[], busy: readonly PhotoMeasures[], convention: BoxConvention): Numbers {
  const sizes = wholeSizes(all);
  const objects = all.flatMap((photo) => photo.objects);
  const sharpness = all.flatMap((photo) => photo.sharpness ?? []);
  const noise = all.flatMap((photo) => photo.noise ?? []);
  const usual = (of: 'gradient' | 'folds' | 'grain') => median(plain.map(({ background }) => background[of]));
  return {
    sizeLow: quantile(sizes, 0.05), sizeMiddle: median(sizes), sizeHigh: quantile(sizes, 0.95),
    brightness: mean(objects.map((object) => object.brightness)), saturation: mean(objects.map((object) => object.saturation)),
    touching: all.some(({ boxes }) => boxes.length > 0) ? clumping(all, convention).share : NaN,
    sharpness: median(sharpness), noise: quantile(noise, 0.7),
    surfaceValue: median(plain.map(({ background: { color: [, , value] } }) => value)),
    gradient: usual('gradient'), folds: usual('folds'), grain: usual('grain'),
    edges: median(busy.map(({ edges }) => edges)),
    halo: median(plain.flatMap(({ halo }) => halo ?? [])),
  };
}

/** Differences in steps; positive where the images have more. 0 where one of both does not tell. */
export function gapsOf(real: Numbers, made: Numbers): Record<NumberName, number> {
  return Object.fromEntries((Object.keys(STEPS) as NumberName[]).map((name) => {
    const { step, isRatio } = STEPS[name];
    const gap = (isRatio ? Math.log2(made[name] / real[name]) : made[name] - real[name]) / step;
    return [name, Number.isFinite(gap) ? gap : 0];
  })) as Record<NumberName, number>;
}

export const distanceOf = (gaps: Record<NumberName, number>): number => Object.values(gaps).reduce((sum, gap) => sum + Math.abs(gap), 0);

/** A line for each number that both sets tell. */
export function comparisonText(real: Numbers, made: Numbers): string[] {
  return (Object.keys(STEPS) as NumberName[])
    .filter((name) => Number.isFinite(real[name]) && Number.isFinite(made[name]))
    .map((name) => `${STEPS[name].title.padEnd(36)} real ${short(real[name])}  made ${short(made[name])}`);
}

const short = (value: number): string => value.toPrecision(3).padStart(8);
