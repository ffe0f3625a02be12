/** Reads the glTF materials that a model uses. */
import type { Document, Material as GltfMaterial, Texture, TextureInfo } from '@gltf-transform/core';
import type { Transform } from '@gltf-transform/extensions';
import { cos, sin } from '../../geometry/math.ts';
import { decodeImage } from './decode-image.ts';
import type { UvMap } from './gltf-geometry.ts';
import type { SourceImage, SourceMaterial, SourceTexture, WrapMode } from '../source-model.ts';

export interface GltfMaterials {
  /** In order of first use. */
  materials: SourceMaterial[];
  indexOf(material: GltfMaterial | null): number;
  uvMapOf(material: GltfMaterial | null): UvMap;
}

/**
 * Reads each material once; null is glTF's default material.
 * A material keeps one uv set with one transform: the base colour texture's, else the normal map's, else the
 * metallic-roughness map's. A map with another set or transform is left out: a second set would cost every vertex 8 bytes
 * for maps that hardly show at the sizes of training images.
 */
export async function readMaterials(document: Document, used: (GltfMaterial | null)[]): Promise<GltfMaterials> {
  if (document.getRoot().listExtensionsUsed().some(({ extensionName }) => extensionName === 'KHR_materials_pbrSpecularGlossiness')) {
    // metalRough keeps the diffuse colour and turns gloss to roughness. Coloured specular goes into extensions that are not drawn.
    const { metalRough } = await import('@gltf-transform/functions');
    await document.transform(metalRough());
  }
  const distinct = [...new Set(used)];
  const defaults = distinct.includes(null) ? document.createMaterial() : null;
  const images = new Map<Texture, Promise<SourceImage>>();
  const materials: SourceMaterial[] = [];
  for (const material of distinct) materials.push(await readMaterial(material ?? defaults!, images));
  return {
    materials,
    indexOf: material => distinct.indexOf(material),
    uvMapOf: material => (material ? uvMapOf(material) : NO_UV_MAP),
  };
}

async function readMaterial(material: GltfMaterial, images: Map<Texture, Promise<SourceImage>>): Promise<SourceMaterial> {
  const uvMap = uvMapOf(material);
  const read = async (texture: Texture | null, info: TextureInfo | null): Promise<SourceTexture | null> => {
    if (!texture || !info || !sameUvs(uvMapFrom(info), uvMap)) return null;
    let image = images.get(texture);
    if (!image) images.set(texture, (image = decodeTexture(texture)));
    return { image: await image, wrapU: wrapMode(info.getWrapS()), wrapV: wrapMode(info.getWrapT()) };
  };
  return {
    baseColorFactor: material.getBaseColorFactor(),
    baseColorTexture: await read(material.getBaseColorTexture(), material.getBaseColorTextureInfo()),
    metallic: material.getMetallicFactor(),
    roughness: material.getRoughnessFactor(),
    metallicRoughnessTexture: await read(material.getMetallicRoughnessTexture(), material.getMetallicRoughnessTextureInfo()),
    normalTexture: await read(material.getNormalTexture(), material.getNormalTextureInfo()),
    normalScale: material.getNormalScale(),
    alphaMode: ALPHA_MODES[material.getAlphaMode()],
    alphaCutoff: material.getAlphaCutoff(),
    doubleSided: material.getDoubleSided(),
  };
}

async function decodeTexture(texture: Texture): Promise<SourceImage> {
  const uri = texture.getURI();
  const name = texture.getName() || (uri === '' || uri.startsWith('data:') ? 'embedded' : uri);
  const bytes = texture.getImage();
  if (!bytes) throw new Error(`texture "${name}" has no image`);
  return decodeImage(bytes, name);
}

const ALPHA_MODES = { OPAQUE: 'opaque', MASK: 'mask', BLEND: 'blend' } as const;

const NO_UV_MAP: UvMap = { set: 0, matrix: [1, 0, 0, 0, 1, 0] };

function uvMapOf(material: GltfMaterial): UvMap {
  const info = material.getBaseColorTextureInfo() ?? material.getNormalTextureInfo() ?? material.getMetallicRoughnessTextureInfo();
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
