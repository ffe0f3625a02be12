/** Takes the mesh whose silhouettes are measured out of a compiled model. */
import type { WholeModel } from '../compiled-model.ts';
import { alphaTest } from '../compile/materials.ts';
import type { SilhouetteMesh } from './silhouettes.ts';

/** The coarsest level within this share of the radius is measured. */
const MOST_ERROR = 0.01;

export function silhouetteMesh(compiled: WholeModel): SilhouetteMesh {
  const { firstVertex, vertexCount, firstTriangle, triangleCount } =
    compiled.lods.findLast(({ errorM }) => errorM <= MOST_ERROR * compiled.radiusM) ?? compiled.lods[0]!;
  const words = compiled.attributes.subarray(4 * firstVertex, 4 * (firstVertex + vertexCount));
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  const uvs = new Float32Array(2 * vertexCount);
  for (let v = 0; v < vertexCount; v++) uvs.set(floats.subarray(4 * v + 1, 4 * v + 3), 2 * v);
  return {
    positions: compiled.positions.subarray(3 * firstVertex, 3 * (firstVertex + vertexCount)),
    uvs,
    triangleWords: compiled.triangleWords.subarray(4 * firstTriangle, 4 * (firstTriangle + triangleCount)),
    radiusM: compiled.radiusM,
    doubleSided: compiled.materials.map((material) => material.doubleSided),
    isKept: compiled.materials.map((material) => {
      const mask = compiled.alphaMasks[material.alphaMask];
      return mask ? alphaTest(material, mask) : null;
    }),
  };
}
