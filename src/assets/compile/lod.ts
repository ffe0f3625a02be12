/** Makes a mesh's levels of detail by edge collapse, and measures how far each deviates from the source. */
import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { doubleArea } from '../triangles.ts';
import { DistanceTree, deviation } from './deviation.ts';
import { takeVertices, type WeldedMesh } from './welded-mesh.ts';
import { unpackNormal } from './vertex-format.ts';
import { weldPositions } from './weld.ts';

export interface Level {
  mesh: WeldedMesh;
  /** Deviation from level 0 (deviation.ts), metres; never less than that of a finer level. */
  errorM: number;
}

const FEWEST_TRIANGLES = 12;
/** Largest deviation of a level over the model's radius: a coarser level serves only objects a few pixels wide. */
const LARGEST_ERROR_OVER_RADIUS = 0.1;
/** Most triangles of a level over the finer level's: with more, a level is not worth its memory. */
const MOST_TRIANGLES_OVER_FINER = 0.8;
/** Most triangles of a result over the wanted: with more, the simplifier is stuck, and is run again with fewer locks. */
const MOST_TRIANGLES_OVER_WANTED = 1.1;

/** The levels, finest first. Level 0 is the mesh itself, its triangles and vertices in an order that suits caches. */
export async function lodChain(mesh: WeldedMesh, radiusM: number): Promise<Level[]> {
  await Promise.all([MeshoptSimplifier.ready, MeshoptEncoder.ready]);
  const exact = reorder(mesh);
  const levels: Level[] = [{ mesh: exact, errorM: 0 }];
  const simplify = simplifier(exact);
  const reference = { ...exact, tree: new DistanceTree(exact.positions, exact.indices) };
  let triangles = exact.indices.length / 3;
  for (let wanted = triangles / 2; wanted >= FEWEST_TRIANGLES; wanted /= 2) {
    const indices = simplify(Math.round(wanted) * 3, radiusM * LARGEST_ERROR_OVER_RADIUS);
    if (indices.length === 0 || indices.length / 3 > triangles * MOST_TRIANGLES_OVER_FINER) continue;
    const coarse = reorder({ ...exact, indices });
    const errorM = Math.max(deviation(reference, coarse), levels.at(-1)!.errorM);
    if (errorM > radiusM * LARGEST_ERROR_OVER_RADIUS) break;
    levels.push({ mesh: coarse, errorM });
    triangles = indices.length / 3;
  }
  return levels;
}

/** Every level comes from level 0 and not from the finer level, so that collapses know the exact surface. */
function simplifier(mesh: WeldedMesh): (indexCount: number, errorM: number) => Uint32Array {
  const { attributes, weights } = simplifierAttributes(mesh);
  const simplify = (locks: Uint8Array, indexCount: number, errorM: number): Uint32Array =>
    MeshoptSimplifier.simplifyWithAttributes(
      mesh.indices, mesh.positions, 3, attributes, weights.length, weights, locks, indexCount, errorM, ['ErrorAbsolute', 'Permissive'],
    )[0];
  const locks = [seamLocks(mesh, [1, 2, 3]), seamLocks(mesh, [])];
  // Locks under which it was stuck are not tried again for half as many triangles: it then ends at about as
  // many, within 8 % on 17 models. Of a scan's 17 runs, that saves 6.
  return (indexCount, errorM) => {
    for (;;) {
      const indices = simplify(locks[0]!, indexCount, errorM);
      if (indices.length <= indexCount * MOST_TRIANGLES_OVER_WANTED || locks.length === 1) return indices;
      locks.shift();
    }
  };
}

/** meshopt_SimplifyVertex_Protect: the seams at this vertex stay seams. */
const PROTECT = 2;

/**
 * The vertices whose seams stay seams. Creases may be collapsed across, because a model of flat faces has nothing else to give.
 * Borders between materials may not, because a triangle has one material.
 *
 * Seams of texture and colour are kept while a level can be reached that way, because a face across a seam shows texels of
 * other charts. A scan in a thousand charts cannot be reduced that way: a can of 16384 triangles ends at 8192, and across seams
 * at 128. At most 0.6 % of the can's area lies in faces across seams, because uv has a weight.
 * @param words of the four attribute words, those that make a seam where they differ
 */
function seamLocks(mesh: WeldedMesh, words: number[]): Uint8Array {
  const { groupOf, firstRow } = weldPositions(mesh.positions);
  const isSeam = new Uint8Array(firstRow.length);
  for (let v = 0; v < groupOf.length; v++) {
    const w = firstRow[groupOf[v]!]!;
    if (v === w) continue;
    const isSame = mesh.materials[v] === mesh.materials[w] && words.every((k) => mesh.attributes[v * 4 + k] === mesh.attributes[w * 4 + k]);
    if (!isSame) isSeam[groupOf[v]!] = 1;
  }
  const locks = new Uint8Array(groupOf.length);
  for (let v = 0; v < groupOf.length; v++) locks[v] = isSeam[groupOf[v]!]! * PROTECT;
  return locks;
}

/** A larger weight keeps normals at the cost of positions, so that levels of as many triangles deviate more from the surface. */
const NORMAL_WEIGHT = 0.02;
const COLOR_WEIGHT = 0.1;

/** Normal, uv and colour. Weights are relative to positions in the unit cube, to which meshopt scales them. */
function simplifierAttributes(mesh: WeldedMesh): { attributes: Float32Array; weights: number[] } {
  const vertices = mesh.positions.length / 3;
  const attributes = new Float32Array(vertices * 8);
  const floats = new Float32Array(mesh.attributes.buffer);
  for (let v = 0; v < vertices; v++) {
    const color = mesh.attributes[v * 4 + 3]!;
    attributes.set(unpackNormal(mesh.attributes[v * 4]!), v * 8);
    attributes[v * 8 + 3] = floats[v * 4 + 1]!;
    attributes[v * 8 + 4] = floats[v * 4 + 2]!;
    for (let k = 0; k < 3; k++) attributes[v * 8 + 5 + k] = ((color >> (8 * k)) & 255) / 255;
  }
  const uv = uvWeight(mesh, floats);
  return {
    attributes,
    weights: [NORMAL_WEIGHT, NORMAL_WEIGHT, NORMAL_WEIGHT, uv, uv, COLOR_WEIGHT, COLOR_WEIGHT, COLOR_WEIGHT],
  };
}

/** The weight at which a shift of the texture counts half the distance by which it moves the print over the surface, on average. */
function uvWeight(mesh: WeldedMesh, floats: Float32Array): number {
  const extent = MeshoptSimplifier.getScale(mesh.positions, 3);
  const { positions, indices } = mesh;
  let area = 0, uvArea = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const a = indices[i]! * 3, b = indices[i + 1]! * 3, c = indices[i + 2]! * 3;
    area += doubleArea(positions, a, b, c);
    const p = indices[i]! * 4 + 1, q = indices[i + 1]! * 4 + 1, r = indices[i + 2]! * 4 + 1;
    uvArea += Math.abs((floats[q]! - floats[p]!) * (floats[r + 1]! - floats[p + 1]!) - (floats[r]! - floats[p]!) * (floats[q + 1]! - floats[p + 1]!));
  }
  return uvArea > 0 ? (0.5 * Math.sqrt(area / uvArea)) / extent : 0;
}

/** Puts triangles in an order that suits the vertex cache, vertices in order of first use, and drops unused vertices. */
function reorder(mesh: WeldedMesh): WeldedMesh {
  const indices = mesh.indices.slice();
  const [newIndex, used] = MeshoptEncoder.reorderMesh(indices, true, false);
  const vertices = new Uint32Array(used);
  newIndex.forEach((to, from) => {
    if (to !== 0xffffffff) vertices[to] = from;
  });
  return { ...takeVertices(mesh, vertices), indices };
}
