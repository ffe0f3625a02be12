/** Takes the mesh of one level out of a compiled model, in the form that silhouettes are measured on. */
import type { Lod, ModelDrawing, WholeModel } from '../compiled-model.ts';
import { alphaTest } from './alpha-test.ts';

/** One level of detail to measure; arrays as in `ModelDrawing`. */
export interface SilhouetteMesh {
  /** x, y, z relative to the model's centre, metres. */
  positions: Float32Array;
  /** u, v per vertex; read where `isKept` is given. */
  uvs: Float32Array;
  /** 4 words a triangle: three vertices and the material's index. */
  triangleWords: Uint32Array;
  radiusM: number;
  /** By material: back faces are drawn. */
  doubleSided: boolean[];
  /** By material: the alpha test at (u, v), or null where nothing is cut. */
  isKept: (((u: number, v: number) => boolean) | null)[];
}

/** Largest deviation over the model's radius of the level that `silhouetteMesh` takes. */
const MOST_ERROR_OVER_RADIUS = 0.01;

/** The coarsest level within MOST_ERROR_OVER_RADIUS of level 0. */
export function silhouetteMesh(model: WholeModel): SilhouetteMesh {
  return levelMesh(model, model.lods.findLast(({ errorM }) => errorM <= MOST_ERROR_OVER_RADIUS * model.radiusM) ?? model.lods[0]!, model.radiusM);
}

/** A level's range of the model's arrays. */
export type LevelRange = Omit<Lod, 'outlineErrorM'>;
type LevelArrays = Pick<ModelDrawing, 'positions' | 'attributes' | 'triangleWords' | 'materials' | 'alphaMasks'>;

/** A given level; positions and triangles are views of the model's own arrays. */
export function levelMesh(
  { positions, attributes, triangleWords, materials, alphaMasks }: LevelArrays,
  { firstVertex, vertexCount, firstTriangle, triangleCount }: LevelRange,
  radiusM: number,
): SilhouetteMesh {
  const words = attributes.subarray(4 * firstVertex, 4 * (firstVertex + vertexCount));
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  const uvs = new Float32Array(2 * vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    uvs[2 * v] = floats[4 * v + 1]!;
    uvs[2 * v + 1] = floats[4 * v + 2]!;
  }
  return {
    positions: positions.subarray(3 * firstVertex, 3 * (firstVertex + vertexCount)),
    uvs,
    triangleWords: triangleWords.subarray(4 * firstTriangle, 4 * (firstTriangle + triangleCount)),
    radiusM,
    doubleSided: materials.map((material) => material.doubleSided),
    isKept: materials.map((material) => {
      const mask = alphaMasks[material.alphaMask];
      return mask ? alphaTest(material, mask) : null;
    }),
  };
}
