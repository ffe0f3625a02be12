/** Decides how the blended materials of a model are drawn, and which of their texels are holes. */
import type { Transparency } from '../compiled-model.ts';
import type { SourceMaterial, SourceModel } from '../source-model.ts';

/** A texel of a blended material with less alpha is a hole, as around a decal or a leaf. The material's factor takes no part. */
export const LEAST_TEXEL_ALPHA = 0.05;
/** A blended material whose factor has less alpha is not drawn: no picture could show it. */
const LEAST_ALPHA = 1 / 255;
/** With `cutout`, what has less alpha is left out. */
const CUTOUT_ALPHA = 0.5;

/** Turns each blended material into what `transparency` makes of it. One whose alpha is 1 everywhere is opaque, whatever is asked for. */
export function withTransparency(source: SourceModel, transparency: Transparency): SourceModel {
  if (source.materials.every(({ alphaMode }) => alphaMode !== 'blend')) return source;
  const notes = new Set(source.notes);
  const materials = source.materials.map((material, index): SourceMaterial => {
    const factor = material.baseColorFactor[3];
    if (material.alphaMode !== 'blend') return material;
    if (isSolid(source, index)) return { ...material, alphaMode: 'opaque' };
    if (transparency === 'cutout') {
      if (factor < CUTOUT_ALPHA) notes.add(`parts of alpha ${Number(factor.toPrecision(3))} are left out; assets.transparency: screen would draw them`);
      return { ...material, alphaMode: 'mask', alphaCutoff: CUTOUT_ALPHA };
    }
    const [red, green, blue] = material.baseColorFactor;
    if (transparency === 'opaque') return { ...material, baseColorFactor: [red, green, blue, 1], alphaMode: 'mask', alphaCutoff: LEAST_TEXEL_ALPHA };
    if (factor < LEAST_ALPHA) notes.add('parts of alpha 0 are left out; assets.transparency: opaque would draw them');
    return material;
  });
  return { ...source, materials, ...(notes.size > 0 ? { notes: [...notes] } : {}) };
}

/** Whether the alpha of factor, texture and vertices is 1 everywhere, as in many files that call every material blended. */
function isSolid({ materials, primitives }: SourceModel, index: number): boolean {
  const { baseColorFactor, baseColorTexture } = materials[index]!;
  if (baseColorFactor[3] < 1 || (baseColorTexture && !isWholly(baseColorTexture.image.rgba, 255))) return false;
  return primitives.every(({ material, colors }) => material !== index || !colors || isWholly(colors, 1));
}

/** Whether every fourth value is at least `most`. */
export function isWholly(values: ArrayLike<number>, most: number): boolean {
  for (let i = 3; i < values.length; i += 4) if (values[i]! < most) return false;
  return true;
}

/** Whether anything is drawn of a blended material. */
export function isSeen({ baseColorFactor, baseColorTexture }: SourceMaterial): boolean {
  if (baseColorFactor[3] < LEAST_ALPHA) return false;
  if (!baseColorTexture) return true;
  const { rgba } = baseColorTexture.image;
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i]! >= 255 * LEAST_TEXEL_ALPHA) return true;
  return false;
}
