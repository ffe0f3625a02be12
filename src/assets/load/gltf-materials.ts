/** Reads the glTF materials that a model uses. */
import type { Document, Material as GltfMaterial, Texture, TextureInfo } from '@gltf-transform/core';
import type { EmissiveStrength, PBRSpecularGlossiness, Transform } from '@gltf-transform/extensions';
import { cos, sin } from '../../geometry/math.ts';
import { decodeImage } from './decode-image.ts';
import type { UvMap } from './gltf-geometry.ts';
import { fromSpecularGlossiness } from './specular-glossiness.ts';
import type { SourceEmission, SourceImage, SourceMaterial, SourceTexture, WrapMode } from '../source-model.ts';

export interface GltfMaterials {
  /** In order of first use. */
  materials: SourceMaterial[];
  indexOf(material: GltfMaterial | null): number;
  uvMapOf(material: GltfMaterial | null): UvMap;
  /** What was left out, one clause each. */
  notes: string[];
}

/**
 * Reads each material once; null is glTF's default material.
 * A material keeps one uv set with one transform: the base colour texture's, else the emissive one's, the normal map's, the
 * metallic-roughness map's. A map with another set or transform is left out: a second set would cost every vertex 8 bytes
 * for maps that hardly show at the sizes of training images.
 * @param others images to try, by index, where the image at an index cannot be decoded
 */
export async function readMaterials(document: Document, used: (GltfMaterial | null)[], others: ReadonlyMap<number, number[]>): Promise<GltfMaterials> {
  const distinct = [...new Set(used)];
  const defaults = distinct.includes(null) ? document.createMaterial() : null;
  const images = document.getRoot().listTextures();
  const decoded = new Map<Texture, Promise<SourceImage>>();
  const decode = (texture: Texture): Promise<SourceImage> => {
    let image = decoded.get(texture);
    if (!image) {
      const fallbacks = (others.get(images.indexOf(texture)) ?? []).map(index => images[index]!);
      decoded.set(texture, (image = decodeTexture(texture, fallbacks)));
    }
    return image;
  };
  const notes = new Set<string>();
  const materials: SourceMaterial[] = [];
  for (const material of distinct) materials.push(await readMaterial(material ?? defaults!, decode, notes));
  return {
    materials,
    notes: [...notes],
    indexOf: material => distinct.indexOf(material),
    uvMapOf: material => (material ? uvMapOf(material) : NO_UV_MAP),
  };
}

type Map2D = readonly [Texture | null, TextureInfo | null];

async function readMaterial(material: GltfMaterial, decode: (texture: Texture) => Promise<SourceImage>, notes: Set<string>): Promise<SourceMaterial> {
  const uvMap = uvMapOf(material);
  const read = async (what: string, [texture, info]: Map2D): Promise<SourceTexture | null> => {
    if (!texture || !info) return null;
    if (!sameUvs(uvMapFrom(info), uvMap)) {
      notes.add(`the ${what} texture of some material is not drawn: its texture coordinates are not those of the material's first texture`);
      return null;
    }
    return { image: await decode(texture), wrapU: wrapMode(info.getWrapS()), wrapV: wrapMode(info.getWrapT()) };
  };
  const maps = mapsOf(material);
  const glossy = material.getExtension<PBRSpecularGlossiness>('KHR_materials_pbrSpecularGlossiness');
  const colors = glossy
    ? fromSpecularGlossiness({
      diffuseFactor: glossy.getDiffuseFactor(),
      diffuseTexture: await read('base colour', maps.base),
      specularFactor: glossy.getSpecularFactor(),
      glossiness: glossy.getGlossinessFactor(),
      specularGlossinessTexture: await read('specular-glossiness', maps.surface),
    }) : {
      baseColorFactor: material.getBaseColorFactor(),
      baseColorTexture: await read('base colour', maps.base),
      metallic: material.getMetallicFactor(),
      roughness: material.getRoughnessFactor(),
      metallicRoughnessTexture: await read('metallic-roughness', maps.surface),
    };
  const isUnlit = material.getExtension('KHR_materials_unlit') !== null;
  return {
    ...colors,
    normalTexture: await read('normal', maps.normal),
    normalScale: material.getNormalScale(),
    // An unlit material has its base colour alone (KHR_materials_unlit).
    ...(isUnlit ? { isUnlit } : readEmission(material, await read('emissive', maps.emissive))),
    alphaMode: ALPHA_MODES[material.getAlphaMode()],
    alphaCutoff: material.getAlphaCutoff(),
    doubleSided: material.getDoubleSided(),
  };
}

/** Of light: far more than white, and with room below the largest float32. */
const MOST_EMISSION = 1e6;

/** Nothing where the material sends out no light, or where its texture is left out: the factor alone would glow all over. */
function readEmission(material: GltfMaterial, texture: SourceTexture | null): { emission?: SourceEmission } {
  const strength = material.getExtension<EmissiveStrength>('KHR_materials_emissive_strength')?.getEmissiveStrength() ?? 1;
  const factor = material.getEmissiveFactor().map(value => Math.min(MOST_EMISSION, Math.max(0, value * strength))) as [number, number, number];
  if (factor.every(value => value === 0) || (material.getEmissiveTexture() && !texture)) return {};
  return { emission: { factor, texture } };
}

/** The textures of a material with how they are looked up; `surface` is the metallic-roughness or the specular-glossiness map. */
function mapsOf(material: GltfMaterial): { base: Map2D; emissive: Map2D; normal: Map2D; surface: Map2D } {
  const glossy = material.getExtension<PBRSpecularGlossiness>('KHR_materials_pbrSpecularGlossiness');
  return {
    base: glossy ? [glossy.getDiffuseTexture(), glossy.getDiffuseTextureInfo()] : [material.getBaseColorTexture(), material.getBaseColorTextureInfo()],
    emissive: [material.getEmissiveTexture(), material.getEmissiveTextureInfo()],
    normal: [material.getNormalTexture(), material.getNormalTextureInfo()],
    surface: glossy ? [glossy.getSpecularGlossinessTexture(), glossy.getSpecularGlossinessTextureInfo()]
      : [material.getMetallicRoughnessTexture(), material.getMetallicRoughnessTextureInfo()],
  };
}

/** Decodes the first of the images that can be decoded. @throws Error of the texture's own image where none can */
async function decodeTexture(texture: Texture, fallbacks: Texture[]): Promise<SourceImage> {
  try {
    const uri = texture.getURI();
    const name = texture.getName() || (uri === '' || uri.startsWith('data:') ? 'embedded' : uri);
    const bytes = texture.getImage();
    if (!bytes) throw new Error(`texture "${name}" has no image`);
    return await decodeImage(bytes, name);
  } catch (error) {
    const [next, ...rest] = fallbacks;
    if (!next) throw error;
    return decodeTexture(next, rest).catch(() => Promise.reject(error as Error));
  }
}

const ALPHA_MODES = { OPAQUE: 'opaque', MASK: 'mask', BLEND: 'blend' } as const;

const NO_UV_MAP: UvMap = { set: 0, matrix: [1, 0, 0, 0, 1, 0] };

function uvMapOf(material: GltfMaterial): UvMap {
  const { base, emissive, normal, surface } = mapsOf(material);
  const info = [base, emissive, normal, surface].find(([, used]) => used)?.[1];
  return info ? uvMapFrom(info) : NO_UV_MAP;
}

/**
 * KHR_texture_transform: translation x rotation x scale. The rotation is counter-clockwise: u' = u cos + v sin with v down, as
 * the extension's text, three.js and the sample models have it. The GLSL printed in the text has the other sign.
 */
function uvMapFrom(info: TextureInfo): UvMap {
  const transform = info.getExtension<Transform>('KHR_texture_transform');
  if (!transform) return { ...NO_UV_MAP, set: info.getTexCoord() };
  const [offsetU, offsetV] = transform.getOffset();
  const [scaleU, scaleV] = transform.getScale();
  const [c, s] = [cos(transform.getRotation()), sin(transform.getRotation())];
  return {
    set: transform.getTexCoord() ?? info.getTexCoord(),
    matrix: [c * scaleU, s * scaleV, offsetU, -s * scaleU, c * scaleV, offsetV],
  };
}

function sameUvs(a: UvMap, b: UvMap): boolean {
  return a.set === b.set && a.matrix.every((value, i) => value === b.matrix[i]);
}

/** From GL's codes, in which glTF stores wrap modes. */
function wrapMode(code: number): WrapMode {
  return code === 33071 ? 'clamp' : code === 33648 ? 'mirror' : 'repeat';
}
