/** Loads OBJ models with their material libraries. */
import type { BufferAttribute, Material as ThreeMaterial, Mesh as ThreeMesh } from 'three';
import { OBJLoader } from 'three/addons/loaders/OBJLoader.js';
import { decodeImage } from './decode-image.ts';
import { emptyMaterial, type MtlMap, type MtlMaterial } from './mtl.ts';
import type { ObjFiles } from './obj-files.ts';
import type { SourceImage, SourceMaterial, SourceModel, SourcePrimitive, SourceTexture } from '../source-model.ts';
import { DECODE_SRGB } from '../srgb.ts';

/**
 * Parses the mesh and decodes the images. All materials are double-sided, because OBJ does not promise a winding.
 * @param unitM metres per unit
 */
export async function parseObj({ text, materials, textures }: ObjFiles, unitM: number): Promise<SourceModel> {
  const images = new Map<string, Promise<SourceImage>>();
  const decode = (file: string): Promise<SourceImage> => {
    let image = images.get(file);
    if (!image) images.set(file, (image = decodeImage(textures.get(file)!, file)));
    return image;
  };
  const parts = parseMesh(text);
  const sourceMaterials: SourceMaterial[] = [];
  for (const name of parts.keys()) sourceMaterials.push(await toSourceMaterial(materials.get(name), decode));
  return {
    materials: sourceMaterials,
    primitives: [...parts.values()].map((runs, material) => toPrimitive(runs, material, unitM)),
  };
}

/** Consecutive triangles of one material, three vertices each: OBJLoader makes no indices. */
interface Run {
  positions: Float32Array;
  normals: Float32Array | null;
  uvs: Float32Array | null;
  colors: Float32Array | null;
}

/** By material name, in order of first use. */
function parseMesh(text: string): Map<string, Run[]> {
  // OBJLoader gets only the lines that are read here. It warns on the console about unknown lines, and takes a whole object
  // for lines when the object holds a single `l`.
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\\\n', ' ').replace(/^\s*(?!(?:v|vn|vt|f|usemtl)\s|\s).*$/gm, '');
  const hasNormals = /^\s*vn\s/m.test(lines); // Where there are none, OBJLoader makes flat ones.
  const parts = new Map<string, Run[]>();
  for (const child of new OBJLoader().parse(lines).children) {
    if (!(child as ThreeMesh).isMesh) continue;
    const { geometry, material } = child as ThreeMesh;
    const vertices = geometry.getAttribute('position').count;
    const named = [material].flat() as ThreeMaterial[];
    const groups = geometry.groups.length > 0 ? geometry.groups : [{ start: 0, count: vertices, materialIndex: 0 }];
    for (const { start, count, materialIndex } of groups) {
      const read = (attribute: string): Float32Array | null => {
        const values = geometry.getAttribute(attribute) as BufferAttribute | undefined;
        if (values?.count !== vertices) return null; // Where only some vertices have colours, OBJLoader's list does not say which.
        return values.array.subarray(start * values.itemSize, (start + count) * values.itemSize) as Float32Array;
      };
      const name = named[materialIndex ?? 0]?.name ?? '';
      if (!parts.has(name)) parts.set(name, []);
      parts.get(name)!.push({ positions: read('position')!, normals: hasNormals ? read('normal') : null, uvs: read('uv'), colors: read('color') });
    }
  }
  const broken = [...parts.values()].flat().some(({ positions }) => !positions.every(Number.isFinite));
  if (broken && everyVertexIsFinite(lines)) throw new Error('index out of range: a face names a vertex that does not exist');
  return parts;
}

function everyVertexIsFinite(lines: string): boolean {
  return [...lines.matchAll(/^\s*v\s+(.*)$/gm)].every(([, numbers]) => {
    const xyz = numbers!.split(/\s+/).slice(0, 3).map(Number.parseFloat);
    return xyz.length === 3 && xyz.every(Number.isFinite);
  });
}

function toPrimitive(runs: Run[], material: number, unitM: number): SourcePrimitive {
  const positions = join(runs.map(run => run.positions))!.map(value => value * unitM);
  const uvs = join(runs.map(run => run.uvs));
  const rgb = join(runs.map(run => run.colors));
  const vertices = positions.length / 3;
  return {
    positions,
    normals: join(runs.map(run => run.normals)),
    uvs: uvs && uvs.map((value, i) => (i % 2 === 1 ? 1 - value : value)), // OBJ has v up.
    colors: rgb && Float32Array.from({ length: vertices * 4 }, (_, i) => (i % 4 === 3 ? 1 : rgb[Math.floor(i / 4) * 3 + (i % 4)]!)),
    indices: Uint32Array.from({ length: vertices }, (_, vertex) => vertex),
    material,
  };
}

/** The pieces one after the other, or null where a piece is null. */
function join(pieces: (Float32Array | null)[]): Float32Array | null {
  const joined = new Float32Array(pieces.reduce((sum, piece) => sum + (piece?.length ?? 0), 0));
  let at = 0;
  for (const piece of pieces) {
    if (!piece) return null;
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** A name without a material gets an empty one: white and dull. */
async function toSourceMaterial(material: MtlMaterial = emptyMaterial(), decode: (file: string) => Promise<SourceImage>): Promise<SourceMaterial> {
  const { colorMap, alphaMap, normalMap, diffuse, opacity } = material;
  const texture = async (map: MtlMap | null, image?: SourceImage): Promise<SourceTexture | null> => {
    if (!map) return null;
    const wrap = map.clamp ? 'clamp' : 'repeat';
    return { image: image ?? (await decode(map.file)), wrapU: wrap, wrapV: wrap };
  };
  const cut = alphaMap && alphaMap.file !== colorMap?.file ? withAlpha(colorMap && (await decode(colorMap.file)), await decode(alphaMap.file)) : undefined;
  // Kd multiplies the map, but exporters that write a map often leave Kd black: such a Kd is ignored.
  const blackUnderMap = colorMap !== null && diffuse !== null && diffuse.every(value => value === 0);
  const [red, green, blue] = (blackUnderMap || !diffuse ? [1, 1, 1] : diffuse).map(decodeNearestCode) as [number, number, number];
  return {
    baseColorFactor: [red, green, blue, opacity],
    baseColorTexture: await texture(colorMap ?? alphaMap, cut),
    metallic: 0,
    // The width of Blinn-Phong's lobe: Ns = 2 / width^2 - 2 (Walter et al. 2007, "Microfacet models for refraction").
    roughness: Math.sqrt(Math.sqrt(2 / (material.specularExponent + 2))),
    metallicRoughnessTexture: null,
    normalTexture: await texture(normalMap),
    normalScale: 1,
    alphaMode: opacity < 1 || alphaMap ? 'blend' : 'opaque',
    alphaCutoff: 0.5,
    doubleSided: true,
  };
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
