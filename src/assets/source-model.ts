/** Describes what every loader and every procedural model yields: geometry and materials before compilation. */

export interface SourceImage {
  widthPx: number;
  heightPx: number;
  /** Straight alpha, 4 bytes a pixel, rows from the top. */
  rgba: Uint8Array;
}

export type WrapMode = 'repeat' | 'clamp' | 'mirror';

export interface SourceTexture {
  image: SourceImage;
  wrapU: WrapMode;
  wrapV: WrapMode;
}

export interface SourceEmission {
  /** Linear RGB, may exceed 1. */
  factor: [number, number, number];
  /** sRGB-coded colour, multiplied by the factor. */
  texture: SourceTexture | null;
}

export interface SourceMaterial {
  /** Linear RGB and alpha. */
  baseColorFactor: [number, number, number, number];
  /** sRGB-coded colour, linear alpha. */
  baseColorTexture: SourceTexture | null;
  metallic: number;
  roughness: number;
  /** glTF's packing: green = roughness, blue = metallic, linear. */
  metallicRoughnessTexture: SourceTexture | null;
  /** Tangent space, +y up as in glTF, linear. */
  normalTexture: SourceTexture | null;
  normalScale: number;
  /** Light that the surface sends out; absent: none. */
  emission?: SourceEmission;
  /** Drawn as its base colour under any light; absent: lit. */
  isUnlit?: boolean;
  alphaMode: 'opaque' | 'mask' | 'blend';
  /** Of a mask. */
  alphaCutoff: number;
  doubleSided: boolean;
}

/** Triangles that share one material, counter-clockwise seen from the front even where a node's scale mirrors. */
export interface SourcePrimitive {
  /** x, y, z in metres, model frame, relative to `SourceModel.origin`: node transforms applied. */
  positions: Float32Array;
  /** Unit length; null where the compiler makes them. */
  normals: Float32Array | null;
  /** u, v with v down (glTF), texture transform applied. */
  uvs: Float32Array | null;
  /** Linear r, g, b, a. */
  colors: Float32Array | null;
  indices: Uint32Array;
  /** Index into `SourceModel.materials`. */
  material: number;
}

export interface SourceModel {
  primitives: SourcePrimitive[];
  materials: SourceMaterial[];
  /** What positions are relative to, metres, model frame; absent: the model's own origin. Models far from that would lose their shape in single precision. */
  origin?: [number, number, number];
  /** What a user should know of the model: what was left out or simplified, one clause each, without the path. */
  notes?: string[];
  /** Textures, material files and layers that the model names and that cannot be read, as reasons; `notes` says what becomes of it. */
  missing?: string[];
  /** What the file says of its rights, as it says it. */
  license?: string;
}
