/** Checks what a plan puts behind its instances. */
import type { Picture } from '../assets/library.ts';
import { MOST_SEAMS, MOST_SHADOWS, type Backdrop, type PictureCrop, type SurfaceBackdrop } from './scene.ts';

/** Sides of a picture, or nothing where the library has no picture of that index. */
export type PictureSize = Pick<Picture, 'widthPx' | 'heightPx'> | undefined;

/**
 * Checks every number of a backdrop, also of one that a plan without types holds.
 * @param wrong throws an error of what is wrong and what was wanted
 */
export function checkBackdrop(backdrop: Backdrop, pictureOf: (index: number) => PictureSize, wrong: (what: string, wanted: string) => never): void {
  if (backdrop.kind === 'photo') return checkCrop('backdrop', backdrop, pictureOf, wrong);
  if (backdrop.kind !== 'surface') wrong(`backdrop is ${JSON.stringify(backdrop)}`, 'kind photo or surface');
  const { colorLinear, seams, shadows = [], key, texture } = backdrop;
  const { gradient, grain, folds } = backdrop as Partial<SurfaceBackdrop>;
  if (!areNumbers(colorLinear, 3) || colorLinear.some((value) => value < 0)) wrong(`backdrop.colorLinear is ${JSON.stringify(colorLinear)}`, 'three numbers of 0 or more');
  if (!isNumber(gradient?.angleRad) || !isShare(gradient?.amount)) wrong(`backdrop.gradient is ${JSON.stringify(gradient)}`, 'an angle, and an amount of 0 to 1');
  if (!isShare(grain?.amount) || !isSize(grain?.sizePx)) wrong(`backdrop.grain is ${JSON.stringify(grain)}`, 'an amount of 0 to 1 and a size above 0');
  if (!isShare(folds?.amount) || !isSize(folds?.sizePx) || !isNumber(folds?.angleRad)) wrong(`backdrop.folds is ${JSON.stringify(folds)}`, 'an angle, an amount of 0 to 1 and a size above 0');
  if (!(Number.isInteger(key) && key >= 0 && key <= 0xffffffff)) wrong(`backdrop.key is ${key}`, 'a whole number of 32 bits');
  if (!Array.isArray(seams) || seams.length > MOST_SEAMS) wrong(`backdrop.seams is ${JSON.stringify(seams)}`, `a list of at most ${MOST_SEAMS}`);
  seams.forEach((seam, i) => {
    const { angleRad, offsetPx, widthPx, darkness, step } = seam;
    if (!areNumbers([angleRad, offsetPx], 2) || !isSize(widthPx) || !isShare(darkness) || !isShare(step)) {
      wrong(`backdrop.seams[${i}] is ${JSON.stringify(seam)}`, 'an angle, an offset, a width above 0, and shares of 0 to 1');
    }
  });
  if (!Array.isArray(shadows) || shadows.length > MOST_SHADOWS) wrong(`backdrop.shadows are ${Array.isArray(shadows) ? shadows.length : JSON.stringify(shadows)}`, `a list of at most ${MOST_SHADOWS}`);
  shadows.forEach((shadow, i) => {
    const { xPx, yPx, halfPx, angleRad, roundPx, softPx, darkness } = shadow;
    if (!areNumbers([xPx, yPx, angleRad, roundPx], 4) || roundPx < 0 || !areNumbers(halfPx, 2) || !halfPx.every(isSize) || !isSize(softPx) || !isShare(darkness)) {
      wrong(`backdrop.shadows[${i}] is ${JSON.stringify(shadow)}`, 'a position, two halves above 0, an angle, a radius of 0 or more, a softness above 0, and a share of 0 to 1');
    }
  });
  if (texture) checkCrop('backdrop.texture', texture, pictureOf, wrong);
}

function checkCrop(path: string, { picture, crop, flip }: PictureCrop, pictureOf: (index: number) => PictureSize, wrong: (what: string, wanted: string) => never): void {
  const size = pictureOf(picture);
  if (!size) return wrong(`${path}.picture is ${picture}`, 'an index in the library\'s pictures');
  const [x, y, width, height] = areNumbers(crop, 4) ? crop : [NaN, NaN, NaN, NaN];
  if (![x, y, width, height].every(Number.isInteger) || !(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= size.widthPx && y + height <= size.heightPx)) {
    wrong(`${path}.crop is ${JSON.stringify(crop)}`, `whole x, y, width and height within ${size.widthPx} x ${size.heightPx} pixels`);
  }
  if (typeof flip !== 'boolean') wrong(`${path}.flip is ${JSON.stringify(flip)}`, 'true or false');
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isShare = (value: unknown): boolean => isNumber(value) && value >= 0 && value <= 1;
const isSize = (value: unknown): boolean => isNumber(value) && value > 0;
const areNumbers = (values: unknown, length: number): values is number[] => Array.isArray(values) && values.length === length && values.every(isNumber);
