/** Loads OBJ models with their material libraries. */
import { decodeImage } from './decode-image.ts';
import { roundPositions } from './model-frame.ts';
import { emptyMaterial, type MtlMap, type MtlMaterial } from './mtl.ts';
import type { ObjFiles } from './obj-files.ts';
import { meshOf } from './obj-mesh.ts';
import { scanObj } from './obj-scan.ts';
import type { SourceImage, SourceMaterial, SourceModel, SourceTexture } from '../source-model.ts';
import { DECODE_SRGB } from '../srgb.ts';

/**
 * Parses the mesh and decodes the images. All materials are double-sided, because OBJ does not promise a winding.
 * @param unitM metres per unit
 */
export async function parseObj({ text, materials, textures, notes, missing }: ObjFiles, unitM: number): Promise<SourceModel> {
  const images = new Map<string, Promise<SourceImage>>();
  const decode = (file: string): Promise<SourceImage> => {
    let image = images.get(file);
    if (!image) images.set(file, (image = decodeImage(textures.get(file)!, file)));
    return image;
  };
  const faces = scanObj(text);
  const used = faces.materialNames.map((name) => drawable(materials.get(name), textures));
  const primitives = meshOf(faces, unitM, used.map(uvChangeOf));
  const sourceMaterials: SourceMaterial[] = [];
  for (const material of used) sourceMaterials.push(await toSourceMaterial(material, decode));
  const unknown = faces.materialNames.filter((name) => name !== '' && !materials.has(name));
  return {
    ...roundPositions(primitives),
    materials: sourceMaterials,
    missing,
    notes: [
      ...notes,
      ...(unknown.length > 0 ? [`no material file defines ${listNames(unknown)}: white`] : []),
      ...(faces.hasOtherShapes ? ['lines, points and free-form surfaces are not drawn'] : []),
      ...[...new Set(used)].flatMap(otherUvChanges),
    ],
  };
}

function listNames(names: string[]): string {
  const first = names.slice(0, 3).map((name) => `"${name}"`).join(', ');
  return `${names.length === 1 ? 'material' : `${names.length} materials:`} ${first}${names.length > 3 ? ', ...' : ''}`;
}

/** The material with those of its maps that are there. A name without a material gets an empty one: white and dull. */
function drawable(material: MtlMaterial = emptyMaterial(), textures: ObjFiles['textures']): MtlMaterial {
  const present = (map: MtlMap | null): MtlMap | null => (map && textures.has(map.file) ? map : null);
  const colorMap = present(material.colorMap);
  // Kd multiplies the map, but exporters that write a map often leave Kd black: such a Kd is ignored.
  const isBlackUnderMap = material.colorMap !== null && material.diffuse?.every((value) => value === 0);
  return {
    ...material, colorMap, alphaMap: present(material.alphaMap), normalMap: present(material.normalMap), emissionMap: present(material.emissionMap),
    diffuse: isBlackUnderMap ? null : material.diffuse,
  };
}

const NO_CHANGE: Pick<MtlMap, 'scale' | 'offset'> = { scale: [1, 1], offset: [0, 0] };

/** One for all maps of a material, because vertices have one pair of uvs. */
function uvChangeOf({ colorMap, alphaMap, normalMap, emissionMap }: MtlMaterial): Pick<MtlMap, 'scale' | 'offset'> {
  return colorMap ?? alphaMap ?? normalMap ?? emissionMap ?? NO_CHANGE;
}

function isPlacedAs(map: MtlMap, change: Pick<MtlMap, 'scale' | 'offset'>): boolean {
  return [0, 1].every((k) => map.scale[k] === change.scale[k] && map.offset[k] === change.offset[k]);
}

function otherUvChanges(material: MtlMaterial): string[] {
  const change = uvChangeOf(material);
  const { alphaMap, normalMap, emissionMap } = material;
  const isApart = (map: MtlMap | null): map is MtlMap => map !== null && !isPlacedAs(map, change);
  return [
    ...(isApart(alphaMap) ? [`the alpha map "${alphaMap.file}" is placed by -s and -o of the colour map`] : []),
    ...(isApart(normalMap) ? [`the normal map "${normalMap.file}" is not drawn: its -s and -o are not those of the colour map`] : []),
    ...(isApart(emissionMap) ? [`the emission map "${emissionMap.file}" is not drawn: its -s and -o are not those of the colour map`] : []),
  ];
}

async function toSourceMaterial(material: MtlMaterial, decode: (file: string) => Promise<SourceImage>): Promise<SourceMaterial> {
  const { colorMap, alphaMap, normalMap, diffuse, opacity } = material;
  const placed = (map: MtlMap | null): MtlMap | null => (map && isPlacedAs(map, uvChangeOf(material)) ? map : null);
  const emissionMap = placed(material.emissionMap);
  const emission = emissionOf(material.emission, emissionMap !== null);
  const texture = async (map: MtlMap | null, image?: SourceImage): Promise<SourceTexture | null> => {
    if (!map) return null;
    const wrap = map.clamp ? 'clamp' : 'repeat';
    return { image: image ?? (await decode(map.file)), wrapU: wrap, wrapV: wrap };
  };
  const cut = alphaMap && alphaMap.file !== colorMap?.file ? withAlpha(colorMap && (await decode(colorMap.file)), await decode(alphaMap.file)) : undefined;
  const [red, green, blue] = (diffuse ?? [1, 1, 1]).map(decodeNearestCode) as [number, number, number];
  return {
    baseColorFactor: [red, green, blue, opacity],
    baseColorTexture: await texture(colorMap ?? alphaMap, cut),
    metallic: 0,
    // The width of Blinn-Phong's lobe: Ns = 2 / width^2 - 2 (Walter et al. 2007, "Microfacet models for refraction").
    roughness: Math.sqrt(Math.sqrt(2 / (material.specularExponent + 2))),
    metallicRoughnessTexture: null,
    normalTexture: await texture(placed(normalMap)),
    normalScale: 1,
    ...(emission && { emission: { factor: emission, texture: await texture(emissionMap) } }),
    alphaMode: opacity < 1 || alphaMap ? 'blend' : 'opaque',
    alphaCutoff: 0.5,
    doubleSided: true,
  };
}

/** Null where the material sends out no light. Exporters that write a map often leave Ke black, as they do with Kd. */
function emissionOf(emission: MtlMaterial['emission'], hasMap: boolean): [number, number, number] | null {
  const brightest = Math.max(0, ...(emission ?? []));
  if (!emission || brightest === 0) return hasMap ? [1, 1, 1] : null;
  // Above 1 it is a strength, which has no sRGB code.
  const strength = Math.max(1, brightest);
  return emission.map((value) => strength * decodeNearestCode(value / strength)) as [number, number, number];
}

/** An sRGB-coded number 0-1 to linear light, over the nearest 8-bit code, so that a flat colour is drawn as the code that was meant. */
function decodeNearestCode(srgb: number): number {
  return DECODE_SRGB[Math.round(255 * Math.min(1, Math.max(0, srgb)))]!;
}

/** Colour (white where null) with alpha from the mask's nearest pixel: the mask's alpha, or its red where all its alpha is 255. */
function withAlpha(color: SourceImage | null, mask: SourceImage): SourceImage {
  const channel = mask.rgba.some((value, i) => i % 4 === 3 && value < 255) ? 3 : 0;
  const { widthPx, heightPx } = color ?? mask;
  const rgba = color ? color.rgba.slice() : new Uint8Array(widthPx * heightPx * 4).fill(255);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.floor(((y + 0.5) * mask.heightPx) / heightPx) * mask.widthPx;
    for (let x = 0; x < widthPx; x++) {
      const column = Math.floor(((x + 0.5) * mask.widthPx) / widthPx);
      rgba[(y * widthPx + x) * 4 + 3] = mask.rgba[(row + column) * 4 + channel]!;
    }
  }
  return { widthPx, heightPx, rgba };
}
