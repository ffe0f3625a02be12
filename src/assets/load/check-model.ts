/** Checks a loaded model and mends harmless faults; every loader's result passes through here. */
import { hypot } from '../../geometry/math.ts';
import type { SourceModel, SourcePrimitive } from '../source-model.ts';
import { faceNormal } from '../triangles.ts';

/** A visibility id holds instance and triangle in 32 bits, of which 12 are the instance's. */
export const MAX_TRIANGLES = 2 ** 20;

/**
 * The model without empty primitives, every number finite: broken normals become the face's, broken uvs 0, broken colours
 * white. Triangles without area stay; the compiler drops them.
 * @throws Error whose message is the reason alone: `no triangles`, `NaN or infinite positions`, ...
 */
export function checkModel(model: SourceModel): SourceModel {
  const primitives = model.primitives.filter(({ indices }) => indices.length > 0);
  if (primitives.length === 0) throw new Error('no triangles');
  checkTriangleCount(primitives.reduce((sum, { indices }) => sum + indices.length / 3, 0));
  primitives.forEach(checkPositions);
  if (isPoint(primitives)) throw new Error('zero size: all points are equal');
  if (!primitives.some(hasArea)) throw new Error('no triangles with an area');
  return { ...model, primitives: primitives.map(mendAttributes) };
}

export function checkTriangleCount(triangles: number): void {
  if (triangles > MAX_TRIANGLES) throw new Error(`${triangles} triangles; at most ${MAX_TRIANGLES}`);
}

function checkPositions({ positions, indices }: SourcePrimitive): void {
  const vertices = positions.length / 3;
  for (const vertex of indices) {
    if (vertex >= vertices) throw new Error(`index ${vertex} is out of range: the mesh has ${vertices} vertices`);
    for (let axis = 0; axis < 3; axis++) {
      if (!Number.isFinite(positions[vertex * 3 + axis])) throw new Error('NaN or infinite positions');
    }
  }
}

function isPoint(primitives: SourcePrimitive[]): boolean {
  let first: number[] | null = null;
  for (const { positions, indices } of primitives) {
    for (const vertex of indices) {
      first ??= [...positions.subarray(vertex * 3, vertex * 3 + 3)];
      if (first.some((value, axis) => value !== positions[vertex * 3 + axis])) return false;
    }
  }
  return true;
}

function hasArea({ positions, indices }: SourcePrimitive): boolean {
  for (let at = 0; at + 2 < indices.length; at += 3) {
    if (faceNormal(positions, indices[at]! * 3, indices[at + 1]! * 3, indices[at + 2]! * 3).some(value => value !== 0)) return true;
  }
  return false;
}

function mendAttributes(primitive: SourcePrimitive): SourcePrimitive {
  return {
    ...primitive,
    normals: primitive.normals && unitNormals(primitive.normals, primitive),
    uvs: primitive.uvs && finite(primitive.uvs, 0),
    colors: primitive.colors && finite(primitive.colors, 1),
  };
}

function finite(values: Float32Array, substitute: number): Float32Array {
  return values.every(Number.isFinite) ? values : values.map(value => (Number.isFinite(value) ? value : substitute));
}

/** The normals at unit length. A normal without a direction becomes that of the last face which uses its vertex. */
function unitNormals(normals: Float32Array, { positions, indices }: SourcePrimitive): Float32Array {
  const unit = new Float32Array(normals.length);
  const write = (vertex: number, x: number, y: number, z: number): boolean => {
    const length = hypot(x, y, z);
    if (!(length > 0 && length < Infinity)) return false;
    unit.set([x / length, y / length, z / length], vertex * 3);
    return true;
  };
  const broken = new Set<number>();
  for (let vertex = 0; vertex < normals.length / 3; vertex++) {
    if (!write(vertex, normals[vertex * 3]!, normals[vertex * 3 + 1]!, normals[vertex * 3 + 2]!)) broken.add(vertex);
  }
  if (broken.size > 0) {
    for (let at = 0; at < indices.length; at += 3) {
      const corners = [indices[at]!, indices[at + 1]!, indices[at + 2]!] as const;
      if (!corners.some(vertex => broken.has(vertex))) continue;
      const face = faceNormal(positions, corners[0] * 3, corners[1] * 3, corners[2] * 3);
      for (const vertex of corners) if (broken.has(vertex)) write(vertex, ...face);
    }
  }
  return unit;
}
