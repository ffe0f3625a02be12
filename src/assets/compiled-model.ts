/** Describes a compiled model in two parts: the small one that planning and labels need, and the large one that only drawing needs. */

/** What a model is compiled with. */
export interface CompileOptions {
  /** Largest side of a texture: a power of two, 64 to 1024. */
  textureSizePx: number;
  /** Icosphere subdivision of the silhouettes' views. */
  viewLevel: number;
  /** Default: screen. */
  transparency?: Transparency | undefined;
  /** Default: asAuthored. */
  doubleSided?: DoubleSided | undefined;
}

/** How blended materials are drawn; the labels of `screen` and `opaque` are equal. */
export type Transparency = 'screen' | 'opaque' | 'cutout';
/** Which materials are drawn from behind too: those that the file says, also those of open surfaces that would be missing, or all. */
export type DoubleSided = 'asAuthored' | 'auto' | 'always';

export type CompleteOptions = { [K in keyof CompileOptions]-?: NonNullable<CompileOptions[K]> };

/** The options with what is meant where they say nothing: the one place of these defaults. */
export function completeOptions({ transparency = 'screen', doubleSided = 'asAuthored', ...sizes }: CompileOptions): CompleteOptions {
  return { ...sizes, transparency, doubleSided };
}

/** One level of detail: a range of the model's flat arrays. Level 0 is the source mesh. */
export interface Lod {
  firstVertex: number;
  vertexCount: number;
  firstTriangle: number;
  triangleCount: number;
  /** Deviation from level 0, metres: root mean square, or a quarter of the largest where that is more. */
  errorM: number;
  /** Deviation of its silhouettes from level 0's, metres. Where it is 0.1 px or less, silhouettes 60 px wide have an IoU of at least 0.99. */
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
  /** Linear red, green, blue, and alpha. */
  baseColorFactor: [number, number, number, number];
  metallic: number;
  roughness: number;
  normalScale: number;
  /** Index into `ModelDrawing.textures`, or -1. sRGB-coded colour. */
  baseTexture: number;
  /** Index into `ModelDrawing.textures`, or -1. Linear: normal x, normal y, roughness, metallic. */
  surfaceTexture: number;
  hasNormalMap: boolean;
  /** Multiplies uv before the lookup: a 2:1 texture is stored twice over in its square. */
  baseUvScale: [number, number];
  surfaceUvScale: [number, number];
  baseWrap: [WrapCode, WrapCode];
  surfaceWrap: [WrapCode, WrapCode];
  /** Linear red, green, blue of the light that the surface sends out; may exceed 1; 0 where it sends out none. */
  emissiveFactor: [number, number, number];
  /** Index into `ModelDrawing.textures`, or -1. sRGB-coded colour. */
  emissiveTexture: number;
  emissiveUvScale: [number, number];
  emissiveWrap: [WrapCode, WrapCode];
  /** Drawn as its base colour under any light. */
  isUnlit: boolean;
  /** Index into `ModelDrawing.alphaMasks`, or -1. Only where some texel is cut. */
  alphaMask: number;
  /** Drawn over what is behind, by the alpha of factor, texture and vertices. */
  isBlended: boolean;
  doubleSided: boolean;
}

export const WRAP = { repeat: 0, clamp: 1, mirror: 2 } as const;
export type WrapCode = (typeof WRAP)[keyof typeof WRAP];

/**
 * The silhouettes of every view at each of `RADII_OVER_DISTANCE`, in disc units: the bounding sphere's image is the unit
 * disc at any distance. Flat arrays only, so that they are cached and shared between threads as they are.
 */
export interface Silhouettes {
  viewLevel: number;
  /** ln of the area in disc units (a full disc has pi), view by view; within a view by radius over distance. */
  logArea: Float32Array;
  /**
   * The outline of each silhouette as closed polygons, its loops, of points of the model's surface: x, y and depth from its
   * centre in the view's frame, in units of 1 / OUTLINE_SCALE radii. Seen from a distance nearby, the points still give the
   * outline or one a little inside it.
   */
  outlines: Int16Array;
  /** By outline: its first loop. One more than there are outlines. */
  firstLoop: Uint32Array;
  /** By loop: its first vertex. One more than there are loops. */
  firstVertex: Uint32Array;
}

/** What planning and labels need: small, in memory for every model of the library. */
export interface CompiledModel {
  /** Of everything the model was made from. */
  sha256: string;
  /** Triangles of level 0. */
  triangles: number;
  /** Primitives of the source: meshes of the file, or what its materials divide a mesh into. */
  parts: number;
  /** Centre of the axis-aligned box, metres, model frame. */
  center: [number, number, number];
  /** Half the box's size, metres. */
  halfSize: [number, number, number];
  /** Largest distance of a vertex from the centre, metres. */
  radiusM: number;
  /** Width of its narrowest silhouette, metres. */
  widthM: number;
  lods: Lod[];
  silhouettes: Silhouettes;
  /** Whether some material is blended. */
  isTransparent: boolean;
  /** What its user should know: `SourceModel.notes`. */
  notes: string[];
  /** `SourceModel.missing`; absent: none. */
  missing?: string[];
  /** `SourceModel.license`. */
  license?: string;
}

/** What only drawing needs: large, in memory while a pack is made of it. */
export interface ModelDrawing {
  /** x, y, z relative to the centre, all levels one after the other. */
  positions: Float32Array;
  /** 4 words a vertex: octahedral normal as snorm16x2, u and v as f32 bits, colour as unorm8x4 (sRGB-coded rgb, alpha). */
  attributes: Uint32Array;
  /** 4 words a triangle: three vertices counted from the level's first, and the index into `materials`. */
  triangleWords: Uint32Array;
  /**
   * 3 words a triangle, for its edges 01, 12, 20: the same edge in the triangle across it, as 3 times that triangle (counted
   * from the level's first) + 0, 1 or 2 for the edge; NO_NEIGHBOR where the mesh ends.
   */
  neighbors: Uint32Array;
  materials: CompiledMaterial[];
  textures: CompiledTexture[];
  alphaMasks: AlphaMask[];
}

export type WholeModel = CompiledModel & ModelDrawing;

export const NO_NEIGHBOR = 0xffffffff;
