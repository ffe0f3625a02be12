/** Turns specular-glossiness into metallic-roughness, as the Khronos sample "convert-between-workflows" does. */
import { resample, type TexelKind } from '../compile/resample.ts';
import { halve } from '../compile/textures.ts';
import { DECODE_SRGB, encodeSrgb, encodeUnorm8 } from '../srgb.ts';
import type { SourceImage, SourceMaterial, SourceTexture, WrapMode } from '../source-model.ts';

export interface SpecularGlossiness {
  /** Linear RGB and alpha. */
  diffuseFactor: readonly number[];
  diffuseTexture: SourceTexture | null;
  /** Linear RGB. */
  specularFactor: readonly number[];
  glossiness: number;
  /** sRGB-coded specular colour; alpha is glossiness, linear. */
  specularGlossinessTexture: SourceTexture | null;
}

type Converted = Pick<SourceMaterial, 'baseColorFactor' | 'baseColorTexture' | 'metallic' | 'roughness' | 'metallicRoughnessTexture'>;

/** Reflectance of a dielectric surface that is seen head-on. */
const DIELECTRIC = 0.04;

/** Side of the largest texture that a model may be compiled with. */
const MOST_PX = 1024;

/** Converts the factors where there is no texture, else each texel of the larger texture. */
export function fromSpecularGlossiness(material: SpecularGlossiness): Converted {
  const { diffuseFactor, diffuseTexture, specularFactor, specularGlossinessTexture, glossiness } = material;
  const alpha = diffuseFactor[3]!;
  const texture = diffuseTexture ?? specularGlossinessTexture;
  if (!texture) {
    const { base, metallic } = convert(diffuseFactor, specularFactor);
    return { baseColorFactor: [...base, alpha], baseColorTexture: null, metallic, roughness: 1 - glossiness, metallicRoughnessTexture: null };
  }
  const { wrapU, wrapV } = texture;
  const { base, surface } = convertTexels(material, diffuseTexture?.image, specularGlossinessTexture?.image, [wrapU, wrapV]);
  return {
    baseColorFactor: [1, 1, 1, alpha],
    baseColorTexture: { image: base, wrapU, wrapV },
    metallic: 1,
    roughness: 1,
    metallicRoughnessTexture: { image: surface, wrapU, wrapV },
  };
}

function convertTexels(
  { diffuseFactor, specularFactor, glossiness }: SpecularGlossiness, diffuse: SourceImage | undefined, specular: SourceImage | undefined,
  wrap: readonly [WrapMode, WrapMode],
): { base: SourceImage; surface: SourceImage } {
  const maps = [diffuse, specular].filter(map => map !== undefined).map(map => fit(map, 'data'));
  const widthPx = Math.max(...maps.map(map => map.widthPx)), heightPx = Math.max(...maps.map(map => map.heightPx));
  const d = diffuse && resample(fit(diffuse, 'color'), widthPx, heightPx, 'color', wrap).rgba;
  const s = specular && resampleSpecular(specular, widthPx, heightPx, wrap);
  const base = new Uint8Array(widthPx * heightPx * 4), surface = new Uint8Array(widthPx * heightPx * 4);
  const colorAt = (rgba: Uint8Array | undefined, at: number, factor: readonly number[]): number[] =>
    [0, 1, 2].map(k => factor[k]! * (rgba ? DECODE_SRGB[rgba[at + k]!]! : 1));
  for (let at = 0; at < base.length; at += 4) {
    const converted = convert(colorAt(d, at, diffuseFactor), colorAt(s, at, specularFactor));
    for (let k = 0; k < 3; k++) base[at + k] = encodeSrgb(converted.base[k]!);
    base[at + 3] = d ? d[at + 3]! : 255;
    surface[at + 1] = encodeUnorm8(1 - glossiness * (s ? s[at + 3]! / 255 : 1));
    surface[at + 2] = encodeUnorm8(converted.metallic);
  }
  return { base: { widthPx, heightPx, rgba: base }, surface: { widthPx, heightPx, rgba: surface } };
}

/** Halved to at most the largest texture that is drawn, so that a texture of 8192 pixels takes no minute. */
function fit(image: SourceImage, kind: TexelKind): SourceImage {
  let fitted = image;
  while (Math.max(fitted.widthPx, fitted.heightPx) > MOST_PX) fitted = halve(fitted, kind);
  return fitted;
}

/** Colour and glossiness are resampled apart, because colour must not be weighted by glossiness as it is by alpha. */
function resampleSpecular(image: SourceImage, widthPx: number, heightPx: number, wrap: readonly [WrapMode, WrapMode]): Uint8Array {
  if (widthPx === image.widthPx && heightPx === image.heightPx) return image.rgba;
  const opaque = { ...image, rgba: image.rgba.map((value, i) => (i % 4 === 3 ? 255 : value)) };
  const gloss = resample(fit(image, 'data'), widthPx, heightPx, 'data', wrap).rgba;
  return resample(fit(opaque, 'color'), widthPx, heightPx, 'color', wrap).rgba.map((value, i) => (i % 4 === 3 ? gloss[i]! : value));
}

/** @param diffuse, specular linear RGB */
function convert(diffuse: readonly number[], specular: readonly number[]): { base: [number, number, number]; metallic: number } {
  const oneMinusStrength = 1 - Math.max(specular[0]!, specular[1]!, specular[2]!);
  const metallic = solveMetallic(brightness(diffuse), brightness(specular), oneMinusStrength);
  const blend = metallic * metallic;
  const base = [0, 1, 2].map((k) => {
    const fromDiffuse = (diffuse[k]! * oneMinusStrength) / (1 - DIELECTRIC) / Math.max(1 - metallic, 1e-6);
    const fromSpecular = (specular[k]! - DIELECTRIC * (1 - metallic)) / Math.max(metallic, 1e-6);
    return Math.min(1, Math.max(0, fromDiffuse + (fromSpecular - fromDiffuse) * blend));
  });
  return { base: base as [number, number, number], metallic };
}

/** The metallic value at which one base colour gives both the diffuse and the specular brightness. */
function solveMetallic(diffuse: number, specular: number, oneMinusStrength: number): number {
  if (specular < DIELECTRIC) return 0;
  const a = DIELECTRIC;
  const b = (diffuse * oneMinusStrength) / (1 - DIELECTRIC) + specular - 2 * DIELECTRIC;
  const c = DIELECTRIC - specular;
  return Math.min(1, Math.max(0, (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a)));
}

/** How bright a linear colour looks, for the mix of both workflows (http://alienryderflex.com/hsp.html). */
function brightness(color: readonly number[]): number {
  return Math.sqrt(0.299 * color[0]! * color[0]! + 0.587 * color[1]! * color[1]! + 0.114 * color[2]! * color[2]!);
}
