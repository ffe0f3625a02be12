/** Makes the materials of the procedural models. */
import type { PrintCanvas, Ink } from './print-canvas.ts';
import type { SourceImage, SourceMaterial } from '../source-model.ts';
import { decodeSrgb } from '../srgb.ts';

export interface Finish {
  metallic?: number;
  roughness?: number;
}

/** A material of one colour. */
export function plain(color: Ink, finish: Finish = {}): SourceMaterial {
  return { ...textured(null, 'repeat', finish), baseColorFactor: [decodeSrgb(color[0]), decodeSrgb(color[1]), decodeSrgb(color[2]), 1] };
}

/** A material with a canvas as its texture. */
export function printed(canvas: PrintCanvas, finish: Finish = {}): SourceMaterial {
  return textured(canvas.image(), 'clamp', finish);
}

/** A single-sided material, because all solids are closed and back faces never show. */
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
