/** Packs compiled models into the few flat buffers and texture arrays that the passes read. */
import type { CompiledTexture, Lod, ModelDrawing } from '../assets/compiled-model.ts';
import { log2OfPower } from '../geometry/math.ts';
import { packFormat, writeMaterial, type PackFormat } from './pack-format.ts';
import { StructRows } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

/** The packed buffers, by their names in WGSL. */
export interface AssetPack {
  /** x, y, z a vertex. */
  positions: Float32Array;
  /** 4 words a vertex, as in `ModelDrawing`. */
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
  /** The layers of each texture array of `textureSizesPx`, with their mip chains. */
  textures: CompiledTexture[][];
  /** The first row in `meshes` of each packed model. A level's row is the first row + the level. */
  meshOf: Uint32Array;
}

/** The adapter's limits that a pack must keep. */
export interface AssetLimits {
  /** Largest storage buffer. */
  bufferBytes: number;
  /** Most layers of a texture array. */
  textureLayers: number;
}

export type DrawableModel = ModelDrawing & { lods: Lod[] };

/** @param models in the pack's order */
export function packAssets(models: DrawableModel[], texts: ShaderTexts): AssetPack {
  const format = packFormat(texts);
  const count = (size: (model: DrawableModel) => number): number => models.reduce((sum, model) => sum + size(model), 0);
  // One spare word, because a binding must not be empty.
  const words = (length: number) => new Uint32Array(Math.max(length, 1));
  const meshes = count((m) => m.lods.length), materials = count((m) => m.materials.length);
  const pack = {
    positions: new Float32Array(words(count((m) => m.positions.length)).buffer),
    attributes: words(count((m) => m.attributes.length)),
    triangles: words(count((m) => m.triangleWords.length)),
    neighbors: words(count((m) => m.neighbors.length)),
    meshes: words(meshes * format.mesh.words),
    materials: words(materials * format.material.words),
    alphaBits: words(count((m) => m.alphaMasks.reduce((sum, { bits }) => sum + bits.length, 0))),
    textures: format.sizesPx.map((): CompiledTexture[] => []),
    meshOf: new Uint32Array(models.length),
  };
  const meshRows = new StructRows(format.mesh, pack.meshes.buffer, 0, meshes);
  const materialRows = new StructRows(format.material, pack.materials.buffer, 0, materials);

  const first = { vertex: 0, triangle: 0, mesh: 0, material: 0, alphaWord: 0 };
  models.forEach((model, m) => {
    pack.positions.set(model.positions, first.vertex * 3);
    pack.attributes.set(model.attributes, first.vertex * 4);
    pack.neighbors.set(model.neighbors, first.triangle * 3);
    packTriangles(pack.triangles, model, first.triangle, first.material, format);

    const masks = model.alphaMasks.map(({ bits, sizePx }) => {
      pack.alphaBits.set(bits, first.alphaWord);
      first.alphaWord += bits.length;
      return { firstWord: first.alphaWord - bits.length, sizeLog2: log2OfPower(sizePx) };
    });
    const textures = model.textures.map((texture) => addTexture(pack.textures, texture, format.sizesPx));
    for (const material of model.materials) writeMaterial(materialRows, first.material++, material, textures, masks, format);

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

/** @throws Error where a buffer or a texture array passes the adapter's limits */
export function checkPack(pack: AssetPack, limits: AssetLimits): void {
  for (const [name, array] of Object.entries(pack)) {
    if (!ArrayBuffer.isView(array) || array.byteLength <= limits.bufferBytes) continue;
    throw new Error(`assets: ${name} of ${pack.meshOf.length} models takes ${array.byteLength} bytes; wanted at most ${limits.bufferBytes}, `
      + 'which is what the adapter binds. Fewer models, simpler ones or a smaller assets.clutterPerShard need less');
  }
  pack.textures.forEach((layers) => {
    if (layers.length <= limits.textureLayers) return;
    throw new Error(`assets: ${layers.length} textures of ${layers[0]!.sizePx} px; the adapter's arrays hold at most ${limits.textureLayers}. `
      + 'A smaller assets.clutterPerShard needs fewer');
  });
}

export function packBytes(pack: AssetPack): number {
  return viewsOf(pack).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** The buffers to transfer when a pack is posted to another thread. Shared buffers, of models that the library keeps, are not among them. */
export function packTransferList(pack: AssetPack): ArrayBuffer[] {
  return [...new Set(viewsOf(pack).map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

function viewsOf({ textures, ...arrays }: AssetPack): ArrayBufferView[] {
  return [...Object.values(arrays), ...textures.flat().map(({ levels }) => levels)];
}

function packTriangles(triangles: Uint32Array, model: DrawableModel, firstTriangle: number, firstMaterial: number, { masked, doubleSided: bothSides, blended }: PackFormat): void {
  triangles.set(model.triangleWords, firstTriangle * 4);
  const word3 = model.materials.map(({ alphaMask, doubleSided, isBlended }, i) =>
    (firstMaterial + i) | (alphaMask >= 0 ? masked : 0) | (doubleSided ? bothSides : 0) | (isBlended ? blended : 0));
  for (let at = 3; at < model.triangleWords.length; at += 4) triangles[firstTriangle * 4 + at] = word3[model.triangleWords[at]!]!;
}

/** Returns the texture's word in WGSL: array << 16 | layer. */
function addTexture(arrays: CompiledTexture[][], texture: CompiledTexture, sizesPx: readonly number[]): number {
  const array = sizesPx.indexOf(texture.sizePx);
  const layers = arrays[array];
  if (!layers) throw new Error(`assets: a texture of ${texture.sizePx} px; wanted ${sizesPx.join(', ')}`);
  return (array << 16) | (layers.push(texture) - 1);
}
