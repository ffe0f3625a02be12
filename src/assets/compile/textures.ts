/** Turns images of any size into square power-of-two textures with mip chains; keeps texels where the limit allows it. */
import { powerOfTwoFrom } from '../../geometry/math.ts';
import type { CompiledTexture } from '../compiled-model.ts';
import { resample, wrapTexel } from './resample.ts';
import type { TexelKind } from './resample.ts';
import type { SourceImage, WrapMode } from '../source-model.ts';
import { DECODE_SRGB, encodeSrgb } from '../srgb.ts';

export const SMALLEST_TEXTURE_PX = 64;

/**
 * An image within the limit keeps its texels, in the corner of a square that the wrap mode fills. A larger image is halved, or
 * resampled to a square where its sides are not powers of two.
 * @param limitPx a power of two, 64 or more
 * @returns the texture, and what uv (after wrapping) is multiplied by
 */
export function compileTexture(
  image: SourceImage, kind: TexelKind, wrap: readonly [WrapMode, WrapMode], limitPx: number,
): { texture: CompiledTexture; uvScale: [number, number] } {
  const fitted = fitToLimit(image, kind, wrap, limitPx);
  const sizePx = Math.max(powerOfTwoFrom(Math.max(fitted.widthPx, fitted.heightPx)), SMALLEST_TEXTURE_PX);
  return {
    texture: { sizePx, levels: mipChain(fillSquare(fitted, sizePx, wrap), kind) },
    uvScale: [fitted.widthPx / sizePx, fitted.heightPx / sizePx],
  };
}

const isPowerOfTwo = (x: number): boolean => (x & (x - 1)) === 0;

function fitToLimit(
  image: SourceImage, kind: TexelKind, wrap: readonly [WrapMode, WrapMode], limitPx: number,
): SourceImage {
  const { widthPx, heightPx } = image;
  if (Math.max(widthPx, heightPx) <= limitPx) return image;
  if (!isPowerOfTwo(widthPx) || !isPowerOfTwo(heightPx)) return resample(image, limitPx, limitPx, kind, wrap);
  let fitted = image;
  while (Math.max(fitted.widthPx, fitted.heightPx) > limitPx) fitted = halve(fitted, kind);
  return fitted;
}

/** Continues the image by its wrap mode to a square, so that filters see the right neighbours. */
function fillSquare(image: SourceImage, sizePx: number, wrap: readonly [WrapMode, WrapMode]): SourceImage {
  const { widthPx, heightPx } = image;
  if (widthPx === sizePx && heightPx === sizePx) return image;
  const from = new Uint32Array(image.rgba.slice().buffer);
  const to = new Uint32Array(sizePx * sizePx);
  for (let y = 0; y < sizePx; y++) {
    const row = continued(y, heightPx, sizePx, wrap[1]) * widthPx;
    for (let x = 0; x < sizePx; x++) to[y * sizePx + x] = from[row + continued(x, widthPx, sizePx, wrap[0])]!;
  }
  return { widthPx: sizePx, heightPx: sizePx, rgba: new Uint8Array(to.buffer) };
}

/** The image's texel at an index of the square. The square repeats, so its margin's far half lies before the first texel. */
function continued(index: number, size: number, sizePx: number, wrap: WrapMode): number {
  const isBefore = wrap === 'repeat' && index >= (size + sizePx) / 2;
  return wrapTexel(isBefore ? index - sizePx : index, size, wrap);
}

function mipChain(image: SourceImage, kind: TexelKind): Uint8Array {
  const levels = [image];
  while (levels.at(-1)!.widthPx > 1) levels.push(halve(levels.at(-1)!, kind));
  const chain = new Uint8Array(levels.reduce((bytes, level) => bytes + level.rgba.length, 0));
  let at = 0;
  for (const level of levels) {
    chain.set(level.rgba, at);
    at += level.rgba.length;
  }
  return chain;
}

/**
 * Halves each side that is above 1 with a box filter. Colour is averaged in linear light, weighted by alpha so that cut texels do
 * not bleed into kept ones; data is averaged as it is.
 */
export function halve(image: SourceImage, kind: TexelKind): SourceImage {
  const widthPx = Math.max(1, image.widthPx >> 1), heightPx = Math.max(1, image.heightPx >> 1);
  const stepX = image.widthPx > 1 ? 4 : 0, stepY = image.heightPx > 1 ? image.widthPx * 4 : 0;
  const half = new Uint8Array(widthPx * heightPx * 4);
  const average = kind === 'data' ? averageData : averageColor;
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, to += 4) {
      const a = y * 2 * stepY + x * 2 * stepX;
      average(image.rgba, a, a + stepX, a + stepY, a + stepX + stepY, half, to);
    }
  }
  return { widthPx, heightPx, rgba: half };
}

/** Writes the mean of the texels at a, b, c and d. */
function averageData(rgba: Uint8Array, a: number, b: number, c: number, d: number, half: Uint8Array, to: number): void {
  for (let k = 0; k < 4; k++) half[to + k] = (rgba[a + k]! + rgba[b + k]! + rgba[c + k]! + rgba[d + k]! + 2) >> 2;
}

function averageColor(rgba: Uint8Array, a: number, b: number, c: number, d: number, half: Uint8Array, to: number): void {
  const alphaA = rgba[a + 3]!, alphaB = rgba[b + 3]!, alphaC = rgba[c + 3]!, alphaD = rgba[d + 3]!;
  const alpha = alphaA + alphaB + alphaC + alphaD;
  half[to + 3] = (alpha + 2) >> 2;
  for (let k = 0; k < 3; k++) {
    const p = rgba[a + k]!, q = rgba[b + k]!, r = rgba[c + k]!, s = rgba[d + k]!;
    half[to + k] = p === q && p === r && p === s ? p
      : alpha === 0 ? encodeSrgb((DECODE_SRGB[p]! + DECODE_SRGB[q]! + DECODE_SRGB[r]! + DECODE_SRGB[s]!) / 4)
      : encodeSrgb((DECODE_SRGB[p]! * alphaA + DECODE_SRGB[q]! * alphaB + DECODE_SRGB[r]! * alphaC + DECODE_SRGB[s]! * alphaD) / alpha);
  }
}
