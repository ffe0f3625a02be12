/** Compiles materials: their textures, shared where they can be, and the bits of their alpha tests. */
import { WRAP } from '../compiled-model.ts';
import type { AlphaMask, CompiledMaterial, CompiledTexture, WrapCode } from '../compiled-model.ts';
import { resample } from './resample.ts';
import type { TexelKind } from './resample.ts';
import type { SourceImage, SourceMaterial, SourceTexture, WrapMode } from '../source-model.ts';
import { compileTexture } from './textures.ts';
import { isSeen, isWholly, LEAST_TEXEL_ALPHA } from './transparency.ts';

export interface CompiledMaterials {
  materials: CompiledMaterial[];
  textures: CompiledTexture[];
  alphaMasks: AlphaMask[];
}

/** Whether the alpha test leaves anything of the material. Vertex alpha takes no part in the test. */
export function isVisible(source: SourceMaterial): boolean {
  const { alphaMode, alphaCutoff, baseColorFactor, baseColorTexture } = source;
  if (alphaMode === 'opaque') return true;
  if (alphaMode === 'blend') return isSeen(source);
  if (!baseColorTexture) return baseColorFactor[3] >= alphaCutoff;
  const { rgba } = baseColorTexture.image;
  for (let i = 3; i < rgba.length; i += 4) if (isKept(rgba[i]!, baseColorFactor[3], alphaCutoff)) return true;
  return false;
}

const isKept = (alpha: number, factor: number, cutoff: number): boolean => (alpha / 255) * factor >= cutoff;

export function compileMaterials(sources: SourceMaterial[], textureSizePx: number): CompiledMaterials {
  const out: CompiledMaterials = { materials: [], textures: [], alphaMasks: [] };
  const known: { images: (SourceImage | undefined)[]; use: string; index: number; uvScale: [number, number] }[] = [];
  /** Adds the texture that `make` yields, once for all materials that use the same images in the same way. */
  const add = (
    images: (SourceImage | undefined)[], texture: SourceTexture | null, kind: TexelKind, use: string, make: () => SourceImage,
  ): { index: number; uvScale: [number, number]; wrap: [WrapCode, WrapCode] } => {
    if (!texture) return { index: -1, uvScale: [1, 1], wrap: [WRAP.repeat, WRAP.repeat] };
    const modes: [WrapMode, WrapMode] = [texture.wrapU, texture.wrapV];
    const wrap: [WrapCode, WrapCode] = [WRAP[modes[0]], WRAP[modes[1]]];
    const fullUse = [use, ...modes].join();
    const same = known.find((k) => k.use === fullUse && k.images.every((image, i) => image === images[i]));
    if (same) return { ...same, wrap };
    const compiled = compileTexture(make(), kind, modes, textureSizePx);
    const index = out.textures.push(compiled.texture) - 1;
    known.push({ images, use: fullUse, index, uvScale: compiled.uvScale });
    return { index, uvScale: compiled.uvScale, wrap };
  };

  for (const source of sources) {
    const isBlended = source.alphaMode === 'blend';
    const hasAlpha = isBlended || source.alphaMode === 'mask';
    const [maskFactor, maskCutoff] = isBlended ? [1, LEAST_TEXEL_ALPHA] : [source.baseColorFactor[3], source.alphaCutoff];
    const baseImage = source.baseColorTexture?.image;
    const base = add([baseImage], source.baseColorTexture, 'color', hasAlpha ? 'alpha' : 'opaque',
      () => (hasAlpha ? baseImage! : withoutAlpha(baseImage!)));
    const normal = source.normalTexture?.image, metallicRoughness = source.metallicRoughnessTexture?.image;
    // Both maps share one texture; where both exist, the normal map's wrap mode holds.
    const surface = add([normal, metallicRoughness], source.normalTexture ?? source.metallicRoughnessTexture, 'data', 'surface',
      () => surfaceImage(normal, metallicRoughness));
    // The colour is taken at alpha 255, so an opaque base colour with the same image shares the texture.
    const emissive = source.emission?.texture ?? null;
    const glow = add([emissive?.image], emissive, 'color', 'opaque', () => withoutAlpha(emissive!.image));
    out.materials.push({
      baseColorFactor: [...source.baseColorFactor],
      metallic: source.metallic,
      roughness: source.roughness,
      normalScale: source.normalScale,
      baseTexture: base.index,
      surfaceTexture: surface.index,
      hasNormalMap: source.normalTexture !== null,
      baseUvScale: base.uvScale,
      surfaceUvScale: surface.uvScale,
      baseWrap: base.wrap,
      surfaceWrap: surface.wrap,
      emissiveFactor: source.emission ? [...source.emission.factor] : [0, 0, 0],
      emissiveTexture: glow.index,
      emissiveUvScale: glow.uvScale,
      emissiveWrap: glow.wrap,
      isUnlit: source.isUnlit ?? false,
      alphaMask: hasAlpha && base.index >= 0 ? addAlphaMask(out.alphaMasks, out.textures[base.index]!, maskFactor, maskCutoff) : -1,
      isBlended,
      doubleSided: source.doubleSided,
    });
  }
  return out;
}

/** The image at alpha 255: an opaque material ignores alpha, so its mips must not be weighted by it. */
function withoutAlpha(image: SourceImage): SourceImage {
  if (isWholly(image.rgba, 255)) return image;
  const rgba = image.rgba.slice();
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  return { ...image, rgba };
}

/** Red and green are the normal map's x and y, blue is roughness, alpha is metallic. A missing map is neutral: flat, 255. */
function surfaceImage(normal: SourceImage | undefined, metallicRoughness: SourceImage | undefined): SourceImage {
  const maps = [normal, metallicRoughness].filter((map) => map !== undefined);
  const widthPx = Math.max(...maps.map((map) => map.widthPx));
  const heightPx = Math.max(...maps.map((map) => map.heightPx));
  const [n, mr] = [normal, metallicRoughness].map((map) => map
    && resample(map, widthPx, heightPx, 'data', ['clamp', 'clamp']).rgba);
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let i = 0; i < rgba.length; i += 4) {
    rgba[i] = n ? n[i]! : 128;
    rgba[i + 1] = n ? n[i + 1]! : 128;
    rgba[i + 2] = mr ? mr[i + 1]! : 255;
    rgba[i + 3] = mr ? mr[i + 2]! : 255;
  }
  return { widthPx, heightPx, rgba };
}

/** @returns the mask's index, or -1 where no texel is cut */
function addAlphaMask(masks: AlphaMask[], { sizePx, levels }: CompiledTexture, factor: number, cutoff: number): number {
  const bits = new Uint32Array((sizePx * sizePx) / 32);
  let kept = 0;
  for (let i = 0; i < sizePx * sizePx; i++) {
    if (!isKept(levels[i * 4 + 3]!, factor, cutoff)) continue;
    bits[i >> 5]! |= 1 << (i & 31);
    kept++;
  }
  return kept === sizePx * sizePx ? -1 : masks.push({ sizePx, bits }) - 1;
}
