/** Reads a material of three: Standard and Physical, Phong, Lambert, and unlit ones. */
import { ClampToEdgeWrapping, type Material, type Matrix3, type MeshPhongMaterial, type MeshStandardMaterial, MirroredRepeatWrapping, type Texture } from 'three';
import { plainMaterial } from './plain-material.ts';
import { type ImageOf, packChannels } from './three-textures.ts';
import type { SourceImage, SourceMaterial, SourceTexture, WrapMode } from '../source-model.ts';

export interface ThreeMaterial {
  material: SourceMaterial;
  /** Index into the model's materials. */
  index: number;
  /** Whether the vertices' colours multiply the material's. */
  usesColors: boolean;
  uvs: UvMap;
}

interface UvMap {
  /** Of the geometry: `uv`, or `uv1` for a second set. */
  attribute: string;
  matrix: Matrix3;
}

type AnyMaterial = Material & Partial<MeshStandardMaterial & MeshPhongMaterial>;

/**
 * As with glTF, a material keeps one set of texture coordinates with one transform: that of the base colour's texture, else of the
 * next map. Both sides are drawn, because these formats do not promise a winding.
 */
export async function readThreeMaterial(threeMaterial: Material, imageOf: ImageOf, notes: string[]): Promise<Omit<ThreeMaterial, 'index'>> {
  const { color, map, alphaMap, normalMap, normalScale, roughnessMap, metalnessMap, opacity, transparent, alphaTest, shininess, roughness, metalness, vertexColors } = threeMaterial as AnyMaterial;
  const first = map ?? normalMap ?? roughnessMap ?? metalnessMap ?? alphaMap ?? null;
  const open = async (texture: Texture | null | undefined): Promise<SourceImage | null> => {
    if (!texture || !first) return null;
    if (sameUvs(texture, first)) return imageOf(texture);
    notes.push('a map with texture coordinates of its own is left out');
    return null;
  };
  const image = await withAlpha(await open(map), await open(alphaMap));
  const rough = await open(roughnessMap), metal = await open(metalnessMap);
  // Exporters that write a map often leave the colour black: it is ignored, as with OBJ.
  const [red, green, blue] = !color || (image && color.r === 0 && color.g === 0 && color.b === 0) ? [1, 1, 1] : [color.r, color.g, color.b];
  const isBlended = opacity < 1 || (transparent && image !== null);
  return {
    usesColors: vertexColors,
    uvs: uvMapOf(first),
    material: {
      ...plainMaterial(),
      baseColorFactor: [red, green, blue, opacity],
      baseColorTexture: toTexture(image, map ?? alphaMap),
      metallic: metalness ?? 0,
      // The width of Blinn-Phong's lobe, as with OBJ.
      roughness: roughness ?? (shininess === undefined ? 1 : Math.sqrt(Math.sqrt(2 / (shininess + 2)))),
      metallicRoughnessTexture: toTexture(rough || metal ? packChannels([255, rough ? [rough, 1] : 255, metal ? [metal, 2] : 255, 255]) : null, roughnessMap ?? metalnessMap),
      normalTexture: toTexture(await open(normalMap), normalMap),
      normalScale: scaleOf(normalMap) ?? normalScale?.x ?? 1,
      alphaMode: alphaTest > 0 ? 'mask' : isBlended ? 'blend' : 'opaque',
      alphaCutoff: alphaTest > 0 ? alphaTest : 0.5,
    },
  };
}

/** Without the alpha's image, or where both are one, the colour's own alpha stays. */
async function withAlpha(color: SourceImage | null, alpha: SourceImage | null): Promise<SourceImage | null> {
  if (!alpha || alpha === color) return color;
  const channel = alpha.rgba.some((value, i) => i % 4 === 3 && value < 255) ? 3 : 1;
  return packChannels([color ? [color, 0] : 255, color ? [color, 1] : 255, color ? [color, 2] : 255, [alpha, channel]]);
}

/** USD writes a normal as 2 x texel - 1, with the 2 as a scale of the texture, which three takes for the strength of the map. */
function scaleOf(normalMap: Texture | null | undefined): number | null {
  const scale = (normalMap?.userData as { scale?: number[] } | undefined)?.scale;
  return scale ? scale[0]! / 2 : null;
}

function uvMapOf(texture: Texture | null): UvMap {
  texture?.updateMatrix();
  return { attribute: texture && texture.channel > 0 ? `uv${texture.channel}` : 'uv', matrix: texture?.matrix ?? ({ elements: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as unknown as Matrix3) };
}

function sameUvs(a: Texture, b: Texture): boolean {
  const [first, second] = [uvMapOf(a), uvMapOf(b)];
  return first.attribute === second.attribute && first.matrix.elements.every((value, i) => value === second.matrix.elements[i]);
}

function toTexture(image: SourceImage | null, texture: Texture | null | undefined): SourceTexture | null {
  return image && texture ? { image, wrapU: wrapMode(texture.wrapS), wrapV: wrapMode(texture.wrapT) } : null;
}

function wrapMode(wrapping: number): WrapMode {
  return wrapping === ClampToEdgeWrapping ? 'clamp' : wrapping === MirroredRepeatWrapping ? 'mirror' : 'repeat';
}
