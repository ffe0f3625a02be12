/** Silhouettes of a model from every view, on the viewing axis: the planner's idea of a model's shape. */

/** The mesh to measure. Arrays as in `CompiledModel`; one level of detail. */
export interface SilhouetteMesh {
  /** x, y, z relative to the model's centre, metres. */
  positions: Float32Array;
  /** u, v per vertex (only read where `isKept` is given). */
  uvs: Float32Array;
  /** 4 words a triangle: three vertices and the material's place. */
  triangleWords: Uint32Array;
  radiusM: number;
  /** By material: back faces are drawn. */
  doubleSided: boolean[];
  /** By material: the alpha test at (u, v), or null where nothing is cut. */
  isKept: (((u: number, v: number) => boolean) | null)[];
}

/** Flat arrays only, so that they are cached and shared between threads as they are. */
export interface Silhouettes {
  viewLevel: number;
}

export declare function measureSilhouettes(mesh: SilhouetteMesh, viewLevel: number): Silhouettes;
