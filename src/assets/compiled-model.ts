/** A compiled model in two parts: the small one that planning and labels need, and the large one that only drawing needs. */
import type { Silhouettes } from './silhouettes/silhouettes.ts';

/** One level of detail: a range of the model's flat arrays. Level 0 is the source mesh. */
export interface Lod {
  firstVertex: number;
  vertexCount: number;
  firstTriangle: number;
  triangleCount: number;
  /** Deviation from level 0, metres: root mean square, or a quarter of the largest where that is more. */
  errorM: number;
  /** What its silhouettes allow, metres: a tenth of a pixel of it keeps those that are 60 px wide at an IoU of 0.99. */
  outlineErrorM: number;
}

/** A square, power-of-two texture with its mip chain. */
export interface CompiledTexture {
  sizePx: number;
  /** RGBA8 of all levels, largest first. */
  levels: Uint8Array;
}

/** One bit a texel of the base level, row by row from the top, 32 texels a word, low bit first: 1 = kept. */
export interface AlphaMask {
  sizePx: number;
  bits: Uint32Array;
}

export interface CompiledMaterial {
  baseColorFactor: [number, number, number, number];
  metallic: number;
  roughness: number;
  normalScale: number;
  /** Place in `CompiledModel.textures`, or -1. sRGB-coded colour. */
  baseTexture: number;
  /** Place in `CompiledModel.textures`, or -1. Linear: normal x, normal y, roughness, metallic. */
  surfaceTexture: number;
  hasNormalMap: boolean;
  /** Multiplies uv before the lookup: a 2:1 texture is stored twice over in its square. */
  baseUvScale: [number, number];
  surfaceUvScale: [number, number];
  baseWrap: [WrapCode, WrapCode];
  surfaceWrap: [WrapCode, WrapCode];
  /** Place in `CompiledModel.alphaMasks`, or -1. Only where some texel is cut. */
  alphaMask: number;
  doubleSided: boolean;
}

export const WRAP = { repeat: 0, clamp: 1, mirror: 2 } as const;
export type WrapCode = (typeof WRAP)[keyof typeof WRAP];

/** What planning and labels need: small, in memory for every model of the library. */
export interface CompiledModel {
  /** Of everything the model was made from. */
  sha256: string;
  /** Triangles of level 0. */
  triangles: number;
  /** Centre of the axis-aligned box, metres, model frame. */
  center: [number, number, number];
  /** Half the box's size, metres. */
  halfSize: [number, number, number];
  /** Largest distance of a vertex from the centre, metres. */
  radiusM: number;
  /** Width of its silhouette from where that is narrowest, metres. */
  widthM: number;
  lods: Lod[];
  silhouettes: Silhouettes;
}

/** What only drawing needs: large, in memory while a pack is made of it. */
export interface ModelDrawing {
  /** x, y, z relative to the centre, all levels one after the other. */
  positions: Float32Array;
  /** 4 words a vertex: octahedral normal as snorm16x2, u and v as f32 bits, colour as unorm8x4 (sRGB-coded rgb, alpha). */
  attributes: Uint32Array;
  /** 4 words a triangle: three vertices counted from the level's first, and the material's place in `materials`. */
  triangleWords: Uint32Array;
  /**
   * 3 words a triangle, for its edges 01, 12, 20: the same edge in the triangle across it, as 3 times that triangle (counted from the
   * level's first) + the edge's place in it; NO_NEIGHBOR where the mesh ends.
   */
  neighbors: Uint32Array;
  materials: CompiledMaterial[];
  textures: CompiledTexture[];
  alphaMasks: AlphaMask[];
}

export type WholeModel = CompiledModel & ModelDrawing;

export const NO_NEIGHBOR = 0xffffffff;
