/** Makes the materials of the procedural models. */
import { pow } from '../../geometry/math.ts';
import type { Canvas, Color } from './canvas.ts';
import type { SourceImage, SourceMaterial } from '../source-model.ts';

export interface Finish {
  metallic?: number;
  roughness?: number;
}

/** sRGB-coded 0..255 to linear 0..1, IEC 61966-2-1. */
function linear(coded: number): number {
  const c = coded / 255;
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

export function plain(color: Color, finish: Finish = {}): SourceMaterial {
  return { ...textured(null, 'repeat', finish), baseColorFactor: [linear(color[0]), linear(color[1]), linear(color[2]), 1] };
}

export function printed(canvas: Canvas, finish: Finish = {}): SourceMaterial {
  return textured(canvas.image(), 'clamp', finish);
}

/** All solids are closed, so back faces never show. */
export function textured(image: SourceImage | null, wrap: 'repeat' | 'clamp', finish: Finish = {}): SourceMaterial {
  return {
    baseColorFactor: [1, 1, 1, 1],
    baseColorTexture: image && { image, wrapU: wrap, wrapV: wrap },
    metallic: finish.metallic ?? 0,
    roughness: finish.roughness ?? 0.6,
    metallicRoughnessTexture: null,
    normalTexture: null,
    normalScale: 1,
    alphaMode: 'opaque',
    alphaCutoff: 0.5,
    doubleSided: false,
  };
}
