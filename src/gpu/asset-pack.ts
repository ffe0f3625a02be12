/** Packs compiled models into the few flat buffers and texture arrays that the passes read. */
import type { CompiledMaterial, CompiledModel, CompiledTexture } from '../assets/compiled-model.ts';
import type { AssetLibrary } from '../assets/library.ts';
import { structLayout, StructRows, type ShaderTexts } from './wgsl.ts';

/** Sides of the texture arrays, pixels: the array part of a texture's number in WGSL is the place here. */
export const TEXTURE_SIZES_PX = [64, 128, 256, 512, 1024] as const;

/** Buffers under the names they have in WGSL. All lie in shared memory. */
export interface AssetPack {
  /** x, y, z a vertex. */
  positions: Float32Array;
  /** 4 words a vertex, as in `CompiledModel`. */
  attributes: Uint32Array;
  /** 4 words a triangle: vertices counted from the mesh's first; material of the pack with the flags of mesh.wgsl. */
  triangles: Uint32Array;
  /** 3 words a triangle, counted from the mesh's first. */
  neighbors: Uint32Array;
  /** Rows of WGSL's Mesh: all levels of the first model, of the second, ... */
  meshes: Uint32Array;
  /** Rows of WGSL's Material. */
  materials: Uint32Array;
  alphaBits: Uint32Array;
  /** By place in `TEXTURE_SIZES_PX`: the layers of that array, each with its mip chain. */
  textures: CompiledTexture[][];
  /** By chosen model: its first row in `meshes`; the row of a level is that + the level. */
  meshOf: Uint32Array;
}

/** Set in word 3 of a triangle; TRIANGLE_* of shared/mesh.wgsl. */
const MASKED = 0x80000000;
const DOUBLE_SIDED = 0x40000000;
const NO_TEXTURE = 0xffffffff;
/** What the adapter binds. */
export interface AssetLimits {
  /** Largest storage buffer. */
  bufferBytes: number;
  /** Most layers of a texture array. */
  textureLayers: number;
}

const NO_LIMITS: AssetLimits = { bufferBytes: Infinity, textureLayers: Infinity };

/**
 * @param chosen places in the library, in the pack's order
 * @throws Error when a buffer or a texture array would pass the limits
 */
export function packAssets(
  library: Pick<AssetLibrary, 'models'>, chosen: number[], texts: ShaderTexts, limits: AssetLimits = NO_LIMITS,
): AssetPack {
  const models = chosen.map((place) => library.models[place]!.compiled);
  const layouts = { mesh: structLayout(texts, 'mesh', 'Mesh'), material: structLayout(texts, 'material', 'Material') };
  const count = (size: (model: CompiledModel) => number): number => models.reduce((sum, model) => sum + size(model), 0);
  const words = (name: string, length: number): Uint32Array => {
    // One spare word, because a binding must not be empty.
    const bytes = Math.max(length, 1) * 4;
    if (bytes > limits.bufferBytes) {
      throw new Error(`assets: ${name} of ${models.length} models takes ${bytes} bytes; wanted at most ${limits.bufferBytes}, `
        + 'which is what the adapter binds. Fewer models, simpler ones or a smaller assets.clutterPerShard need less');
    }
    return new Uint32Array(new SharedArrayBuffer(bytes));
  };
  const meshes = count((m) => m.lods.length), materials = count((m) => m.materials.length);
  const pack = {
    positions: new Float32Array(words('positions', count((m) => m.positions.length)).buffer),
    attributes: words('attributes', count((m) => m.attributes.length)),
    triangles: words('triangles', count((m) => m.triangleWords.length)),
    neighbors: words('neighbors', count((m) => m.neighbors.length)),
    meshes: words('meshes', meshes * layouts.mesh.words),
    materials: words('materials', materials * layouts.material.words),
    alphaBits: words('alphaBits', count((m) => m.alphaMasks.reduce((sum, { bits }) => sum + bits.length, 0))),
    textures: TEXTURE_SIZES_PX.map((): CompiledTexture[] => []),
    meshOf: new Uint32Array(new SharedArrayBuffer(models.length * 4)),
  };
  const meshRows = new StructRows(layouts.mesh, pack.meshes.buffer, 0, meshes);
  const materialRows = new StructRows(layouts.material, pack.materials.buffer, 0, materials);

  const first = { vertex: 0, triangle: 0, mesh: 0, material: 0, alphaWord: 0 };
  models.forEach((model, m) => {
    pack.positions.set(model.positions, first.vertex * 3);
    pack.attributes.set(model.attributes, first.vertex * 4);
    pack.neighbors.set(model.neighbors, first.triangle * 3);
    packTriangles(pack.triangles, model, first.triangle, first.material);

    const masks = model.alphaMasks.map(({ bits, sizePx }) => {
      pack.alphaBits.set(bits, first.alphaWord);
      first.alphaWord += bits.length;
      return { firstWord: first.alphaWord - bits.length, sizeLog2: Math.log2(sizePx) };
    });
    const textures = model.textures.map((texture) => addTexture(pack.textures, texture, limits.textureLayers));
    for (const material of model.materials) writeMaterial(materialRows, first.material++, material, textures, masks);

    pack.meshOf[m] = first.mesh;
    for (const lod of model.lods) {
      const row = first.mesh++;
      meshRows.u32[meshRows.at(row, 'firstVertex')] = first.vertex + lod.firstVertex;
      meshRows.u32[meshRows.at(row, 'vertexCount')] = lod.vertexCount;
      meshRows.u32[meshRows.at(row, 'firstTriangle')] = first.triangle + lod.firstTriangle;
      meshRows.u32[meshRows.at(row, 'triangleCount')] = lod.triangleCount;
    }
    first.vertex += model.positions.length / 3;
    first.triangle += model.triangleWords.length / 4;
  });
  return pack;
}

function packTriangles(triangles: Uint32Array, model: CompiledModel, firstTriangle: number, firstMaterial: number): void {
  triangles.set(model.triangleWords, firstTriangle * 4);
  const word3 = model.materials.map(({ alphaMask, doubleSided }, i) =>
    (firstMaterial + i) | (alphaMask >= 0 ? MASKED : 0) | (doubleSided ? DOUBLE_SIDED : 0));
  for (let at = 3; at < model.triangleWords.length; at += 4) triangles[firstTriangle * 4 + at] = word3[model.triangleWords[at]!]!;
}

/** Returns the texture's number in WGSL: array << 16 | layer. */
function addTexture(arrays: CompiledTexture[][], texture: CompiledTexture, maxLayers: number): number {
  const array = TEXTURE_SIZES_PX.findIndex((size) => size === texture.sizePx);
  const layers = arrays[array];
  if (!layers) throw new Error(`assets: a texture of ${texture.sizePx} px; wanted ${TEXTURE_SIZES_PX.join(', ')}`);
  if (layers.length === maxLayers) {
    throw new Error(`assets: more than ${maxLayers} textures of ${texture.sizePx} px; the adapter's arrays hold no more. `
      + 'A smaller assets.clutterPerShard needs fewer');
  }
  return (array << 16) | (layers.push(texture) - 1);
}

function writeMaterial(
  rows: StructRows, row: number, material: CompiledMaterial, textures: number[], masks: { firstWord: number; sizeLog2: number }[],
): void {
  const u32 = (field: string, value: number): void => { rows.u32[rows.at(row, field)] = value; };
  const f32 = (field: string, ...values: number[]): void => rows.f32.set(values, rows.at(row, field));
  const mask = masks[material.alphaMask];
  f32('baseColorFactor', ...material.baseColorFactor);
  f32('metallic', material.metallic);
  f32('roughness', material.roughness);
  f32('normalScale', material.normalScale);
  u32('baseTexture', textures[material.baseTexture] ?? NO_TEXTURE);
  u32('surfaceTexture', textures[material.surfaceTexture] ?? NO_TEXTURE);
  u32('hasNormalMap', Number(material.hasNormalMap));
  u32('wrap', [...material.baseWrap, ...material.surfaceWrap].reduce<number>((bits, code, i) => bits | (code << (i * 2)), 0));
  u32('alphaMask', mask?.firstWord ?? NO_TEXTURE);
  u32('alphaSizeLog2', mask?.sizeLog2 ?? 0);
  f32('baseUvScale', ...material.baseUvScale);
  f32('surfaceUvScale', ...material.surfaceUvScale);
}
