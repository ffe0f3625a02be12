/** Resizes an image to any size with a Lanczos filter, in linear light where it is a colour. */
import { sin } from '../../geometry/math.ts';
import type { SourceImage, WrapMode } from '../source-model.ts';
import { DECODE_SRGB, encodeSrgb, encodeUnorm8 } from '../srgb.ts';

/** What the bytes mean: sRGB-coded colour with a linear alpha, or four linear numbers. */
export type TexelKind = 'color' | 'data';

const LOBES = 3;

/** Equal on every machine, unlike an image library's, because alpha masks decide plans. */
export function resample(
  image: SourceImage, widthPx: number, heightPx: number, kind: TexelKind, wrap: readonly [WrapMode, WrapMode],
): SourceImage {
  if (widthPx === image.widthPx && heightPx === image.heightPx) return image;
  const across = scaleRows(toLinear(image, kind), image.widthPx, image.heightPx, widthPx, wrap[0]);
  // Each pass transposes, so two passes restore the order.
  const both = scaleRows(across, image.heightPx, widthPx, heightPx, wrap[1]);
  return { widthPx, heightPx, rgba: fromLinear(both, kind) };
}

/** Numbers 0-1; colour premultiplied by alpha. */
function toLinear({ rgba }: SourceImage, kind: TexelKind): Float32Array {
  const linear = new Float32Array(rgba.length);
  for (let i = 0; i < rgba.length; i++) linear[i] = kind === 'data' || i % 4 === 3 ? rgba[i]! / 255 : (DECODE_SRGB[rgba[i]!]! * rgba[i | 3]!) / 255;
  return linear;
}

function fromLinear(linear: Float32Array, kind: TexelKind): Uint8Array {
  const rgba = new Uint8Array(linear.length);
  for (let i = 0; i < rgba.length; i++) {
    const alpha = linear[i | 3]!;
    rgba[i] = kind === 'data' || i % 4 === 3 ? encodeUnorm8(linear[i]!) : alpha > 0 ? encodeSrgb(linear[i]! / alpha) : 0;
  }
  return rgba;
}

/** Scales rows of 4 numbers a texel to `newWidth` and writes the result transposed: `height` texels a row. */
function scaleRows(texels: Float32Array, width: number, height: number, newWidth: number, wrap: WrapMode): Float32Array {
  const scaled = new Float32Array(newWidth * height * 4);
  const step = width / newWidth;
  const stretch = Math.max(1, step); // To shrink an image, the filter widens.
  for (let x = 0; x < newWidth; x++) {
    const center = (x + 0.5) * step - 0.5;
    const first = Math.ceil(center - LOBES * stretch), last = Math.floor(center + LOBES * stretch);
    const weights = Array.from({ length: last - first + 1 }, (_, i) => lanczos((first + i - center) / stretch));
    const sum = weights.reduce((a, b) => a + b, 0);
    const columns = weights.map((_, i) => wrapTexel(first + i, width, wrap));
    for (let y = 0; y < height; y++) {
      for (let k = 0; k < 4; k++) {
        let value = 0;
        for (let i = 0; i < weights.length; i++) value += weights[i]! * texels[(y * width + columns[i]!) * 4 + k]!;
        scaled[(x * height + y) * 4 + k] = value / sum;
      }
    }
  }
  return scaled;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const a = Math.PI * x;
  return (LOBES * sin(a) * sin(a / LOBES)) / (a * a);
}

/** The index of the texel that a wrap mode puts at any index, inside 0..size - 1 or not. */
export function wrapTexel(index: number, size: number, wrap: WrapMode): number {
  if (wrap === 'clamp') return Math.min(size - 1, Math.max(0, index));
  const period = wrap === 'mirror' ? size * 2 : size;
  const inside = ((index % period) + period) % period;
  return inside < size ? inside : period - 1 - inside;
}
