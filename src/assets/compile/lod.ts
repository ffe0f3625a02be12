/** Makes a mesh's levels of detail by edge collapse, and measures how far each strays from the source. */
import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { doubleArea } from '../triangles.ts';
import { Surface, deviation } from './deviation.ts';
import { takeVertices } from './welded-mesh.ts';
import type { Mesh } from './welded-mesh.ts';
import { unpackNormal } from './vertex-format.ts';
import { weldPositions } from './weld.ts';

export interface Level {
  mesh: Mesh;
  /** Deviation from level 0 (deviation.ts), metres; never less than that of a finer level. */
  errorM: number;
}

const FEWEST_TRIANGLES = 12;
/** Of the radius: coarser than this no level is ever chosen for an object of more than a few pixels. */
const LARGEST_ERROR = 0.1;
/** A level with more of the last one's triangles than this is not worth its memory. */
const LEAST_GAIN = 0.8;
/** A result with more than this of the wanted triangles missed its aim. */
const MISSED = 1.1;

/** Level 0 is the mesh itself (its triangles and vertices in an order that suits caches). */
export async function lodChain(mesh: Mesh, radiusM: number): Promise<Level[]> {
  await Promise.all([MeshoptSimplifier.ready, MeshoptEncoder.ready]);
  const exact = reorder(mesh);
  const levels: Level[] = [{ mesh: exact, errorM: 0 }];
  const simplify = simplifier(exact);
  const reference = { ...exact, surface: new Surface(exact.positions, exact.indices) };
  let triangles = exact.indices.length / 3;
  for (let wanted = triangles / 2; wanted >= FEWEST_TRIANGLES; wanted /= 2) {
    const indices = simplify(Math.round(wanted) * 3, radiusM * LARGEST_ERROR);
    if (indices.length === 0 || indices.length / 3 > triangles * LEAST_GAIN) continue;
    const coarse = reorder({ ...exact, indices });
    const errorM = Math.max(deviation(reference, coarse), levels.at(-1)!.errorM);
    if (errorM > radiusM * LARGEST_ERROR) break;
    levels.push({ mesh: coarse, errorM });
    triangles = indices.length / 3;
  }
  return levels;
}

/** Every level comes from level 0, not from the one before: collapses then know the true surface. */
function simplifier(mesh: Mesh): (indexCount: number, errorM: number) => Uint32Array {
  const { attributes, weights } = simplifierAttributes(mesh);
  const simplify = (locks: Uint8Array, indexCount: number, errorM: number): Uint32Array =>
    MeshoptSimplifier.simplifyWithAttributes(
      mesh.indices, mesh.positions, 3, attributes, weights.length, weights, locks, indexCount, errorM, ['ErrorAbsolute', 'Permissive'],
    )[0];
  const seams = seamLocks(mesh, [1, 2, 3]), borders = seamLocks(mesh, []);
  return (indexCount, errorM) => {
    const kept = simplify(seams, indexCount, errorM);
    return kept.length <= indexCount * MISSED ? kept : simplify(borders, indexCount, errorM);
  };
}

/** meshopt_SimplifyVertex_Protect: the seams at this vertex stay seams. */
const PROTECT = 2;

/**
 * Creases may be collapsed across, else a model of flat faces has nothing to give. Borders between materials may not: a triangle
 * has one material. Seams of texture and colour are kept while a level can be reached that way, because a face across
 * a seam shows the texels of other charts. A scan in a thousand charts cannot: a can of 16384 triangles stopped at 8192 and goes down
 * to 128 across seams, with at most 0.6 % of its area in such faces (the weight of uv keeps them few).
 * @param words of the attributes that make a seam where they differ
 */
function seamLocks(mesh: Mesh, words: number[]): Uint8Array {
  const { groupOf, firstRow } = weldPositions(mesh.positions);
  const isSeam = new Uint8Array(firstRow.length);
  groupOf.forEach((group, v) => {
    const w = firstRow[group]!;
    const isSame = mesh.materials[v] === mesh.materials[w] && words.every((k) => mesh.attributes[v * 4 + k] === mesh.attributes[w * 4 + k]);
    if (!isSame) isSeam[group] = 1;
  });
  return Uint8Array.from(groupOf, (group) => isSeam[group]! * PROTECT);
}

/** At 0.1 levels of the same size strayed up to 1.5 times as far (a power drill: 4.2 against 2.7 % of the radius). */
const NORMAL_WEIGHT = 0.02;
const COLOR_WEIGHT = 0.1;

/** Normal, uv and colour; weights are against positions scaled to the unit cube, as meshopt does inside. */
function simplifierAttributes(mesh: Mesh): { attributes: Float32Array; weights: number[] } {
  const vertices = mesh.positions.length / 3;
  const attributes = new Float32Array(vertices * 8);
  const floats = new Float32Array(mesh.attributes.buffer);
  for (let v = 0; v < vertices; v++) {
    const color = mesh.attributes[v * 4 + 3]!;
    attributes.set(unpackNormal(mesh.attributes[v * 4]!), v * 8);
    attributes.set([floats[v * 4 + 1]!, floats[v * 4 + 2]!], v * 8 + 3);
    attributes.set([(color & 255) / 255, ((color >> 8) & 255) / 255, ((color >> 16) & 255) / 255], v * 8 + 5);
  }
  const uv = uvWeight(mesh, floats);
  return {
    attributes,
    weights: [NORMAL_WEIGHT, NORMAL_WEIGHT, NORMAL_WEIGHT, uv, uv, COLOR_WEIGHT, COLOR_WEIGHT, COLOR_WEIGHT],
  };
}

/** A shift of the texture counts as far as it moves the print over the surface, on average, halved. */
function uvWeight(mesh: Mesh, floats: Float32Array): number {
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

/** Triangles in an order for the vertex cache, vertices in the order of their first use, the unused ones dropped. */
function reorder(mesh: Mesh): Mesh {
  const indices = mesh.indices.slice();
  const [newPlace, used] = MeshoptEncoder.reorderMesh(indices, true, false);
  const vertices = new Uint32Array(used);
  newPlace.forEach((to, from) => {
    if (to !== 0xffffffff) vertices[to] = from;
  });
  return { ...takeVertices(mesh, vertices), indices };
}
