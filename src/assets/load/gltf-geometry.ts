/** Turns one glTF primitive into triangles in the model frame. */
import type { Accessor, mat4, Primitive } from '@gltf-transform/core';
import type { SourcePrimitive } from '../source-model.ts';

/** Column-major matrix by vertex, to the model frame. */
export type VertexTransform = (vertex: number) => mat4;

/** The uv set that a material reads, and the affine map on it: u' = m0 u + m1 v + m2, v' = m3 u + m4 v + m5. */
export interface UvMap {
  set: number;
  matrix: [number, number, number, number, number, number];
}

const MODE = { triangles: 4, strip: 5, fan: 6 };

/** Three vertices a triangle, in the file's winding; empty for points and lines. */
export function trianglesOf(primitive: Primitive): Uint32Array {
  const mode = primitive.getMode();
  if (mode < MODE.triangles) return new Uint32Array();
  const vertices = primitive.getAttribute('POSITION')?.getCount() ?? 0;
  const listed = primitive.getIndices()?.getArray();
  const order = listed ? Uint32Array.from(listed) : Uint32Array.from({ length: vertices }, (_, vertex) => vertex);
  for (const vertex of order) {
    if (vertex >= vertices) throw new Error(`index ${vertex} is out of range: the mesh has ${vertices} vertices`);
  }
  if (mode === MODE.triangles) return order.subarray(0, order.length - (order.length % 3));

  const triangles = new Uint32Array(Math.max(0, order.length - 2) * 3);
  for (let at = 0; at + 2 < order.length; at++) {
    // Every other triangle of a strip swaps two corners, so that all have one winding (glTF 2.0, section 3.7.2.1).
    const odd = at % 2;
    const corners = mode === MODE.strip ? [at, at + 1 + odd, at + 2 - odd] : [at + 1, at + 2, 0];
    corners.forEach((corner, k) => (triangles[at * 3 + k] = order[corner]!));
  }
  return triangles;
}

/** With positions in double precision: a node may stand far from the origin. */
export type WidePrimitive = Omit<SourcePrimitive, 'positions'> & { positions: Float64Array };

/** Bakes transform, morph weights and uv map into the vertices. A transform that mirrors also turns the triangles over. */
export function bakePrimitive(
  primitive: Primitive,
  transform: VertexTransform,
  { indices, weights, uvMap, material }: { indices: Uint32Array; weights: number[]; uvMap: UvMap; material: number },
): WidePrimitive {
  const positions = new Float64Array(morphed(primitive, 'POSITION', weights)!);
  const normals = morphed(primitive, 'NORMAL', weights);
  const uvs = attribute(primitive, `TEXCOORD_${uvMap.set}`);
  const mirrored = transformVertices(positions, normals, transform);

  const triangles = indices.slice();
  for (let at = 0; at < triangles.length; at += 3) {
    if (mirrored[triangles[at]!]) triangles.subarray(at + 1, at + 3).reverse();
  }
  return { positions, normals, uvs: uvs && mapUvs(uvs, uvMap.matrix), colors: colorsOf(primitive), indices: triangles, material };
}

/** Blends the joints' matrices (model frame) by the vertices' weights. */
export function skinTransform(primitive: Primitive, skin: { joints: mat4[] }): VertexTransform {
  const sets: { joints: Float32Array; weights: Float32Array }[] = [];
  for (let set = 0; ; set++) {
    const joints = attribute(primitive, `JOINTS_${set}`);
    const weights = attribute(primitive, `WEIGHTS_${set}`);
    if (!joints || !weights) break;
    for (const joint of joints) {
      if (joint >= skin.joints.length) throw new Error(`joint ${joint} is out of range: the skin has ${skin.joints.length}`);
    }
    sets.push({ joints, weights });
  }
  return vertex => {
    const sum = new Array<number>(16).fill(0);
    let total = 0;
    for (const { joints, weights } of sets) {
      for (let k = vertex * 4; k < vertex * 4 + 4; k++) {
        const matrix = skin.joints[joints[k]!]!;
        for (let i = 0; i < 16; i++) sum[i]! += weights[k]! * matrix[i]!;
        total += weights[k]!;
      }
    }
    if (total === 0) return skin.joints[0] ?? IDENTITY; // A vertex that no joint holds.
    return sum.map(value => value / total) as mat4;
  };
}

/** The product a b, in which b acts first. Column-major. */
export function multiplyMatrices(a: mat4, b: mat4): mat4 {
  const product = new Array<number>(16).fill(0);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      for (let k = 0; k < 4; k++) product[column * 4 + row]! += a[k * 4 + row]! * b[column * 4 + k]!;
    }
  }
  return product as mat4;
}

const IDENTITY: mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Overwrites positions and normals; returns 1 for each vertex whose transform mirrors. */
function transformVertices(positions: Float64Array, normals: Float32Array | null, transform: VertexTransform): Uint8Array {
  const mirrored = new Uint8Array(positions.length / 3);
  let m: mat4 | null = null;
  let cofactors = COFACTORS_NONE;
  let sign = 1;
  for (let vertex = 0; vertex < mirrored.length; vertex++) {
    const matrix = transform(vertex);
    if (matrix !== m) {
      m = matrix;
      cofactors = cofactorsOf(m);
      sign = m[0] * cofactors[0]! + m[4] * cofactors[3]! + m[8] * cofactors[6]! < 0 ? -1 : 1;
    }
    mirrored[vertex] = sign < 0 ? 1 : 0;
    const at = vertex * 3;
    const [x, y, z] = [positions[at]!, positions[at + 1]!, positions[at + 2]!];
    positions[at] = m[0] * x + m[4] * y + m[8] * z + m[12];
    positions[at + 1] = m[1] * x + m[5] * y + m[9] * z + m[13];
    positions[at + 2] = m[2] * x + m[6] * y + m[10] * z + m[14];
    if (normals) {
      const [nx, ny, nz] = [normals[at]!, normals[at + 1]!, normals[at + 2]!];
      for (let row = 0; row < 3; row++) {
        normals[at + row] = sign * (cofactors[row]! * nx + cofactors[3 + row]! * ny + cofactors[6 + row]! * nz);
      }
    }
  }
  return mirrored;
}

const COFACTORS_NONE = new Array<number>(9).fill(0);

/**
 * Cofactors of the upper 3x3, column-major: the inverse transpose times the determinant. Times the determinant's sign, they
 * transform the directions of normals. Unlike an inverse, cofactors exist for a scale of zero. `checkModel` restores lengths.
 */
function cofactorsOf([a, b, c, , d, e, f, , g, h, i]: mat4): number[] {
  return [e * i - f * h, f * g - d * i, d * h - e * g, c * h - b * i, a * i - c * g, b * g - a * h, b * f - c * e, c * d - a * f, a * e - b * d];
}

function attribute(primitive: Primitive, name: string): Float32Array | null {
  const accessor = primitive.getAttribute(name);
  if (!accessor) return null;
  const vertices = primitive.getAttribute('POSITION')!.getCount();
  if (accessor.getCount() !== vertices) throw new Error(`${name} has ${accessor.getCount()} elements; POSITION has ${vertices}`);
  return floats(accessor);
}

/** A copy as floats: normalised integers become -1..1 or 0..1. */
function floats(accessor: Accessor): Float32Array {
  const array = accessor.getArray();
  if (array instanceof Float32Array) return array.slice();
  const size = accessor.getElementSize();
  const values = new Float32Array(accessor.getCount() * size);
  const element: number[] = [];
  for (let index = 0; index < accessor.getCount(); index++) {
    accessor.getElement(index, element);
    for (let k = 0; k < size; k++) values[index * size + k] = element[k]!;
  }
  return values;
}

function morphed(primitive: Primitive, name: 'POSITION' | 'NORMAL', weights: number[]): Float32Array | null {
  const base = attribute(primitive, name);
  if (!base) return null;
  primitive.listTargets().forEach((target, index) => {
    const weight = weights[index] ?? 0;
    const accessor = target.getAttribute(name);
    if (weight === 0 || !accessor) return;
    const deltas = floats(accessor);
    for (let k = 0; k < base.length; k++) base[k]! += weight * deltas[k]!;
  });
  return base;
}

function mapUvs(uvs: Float32Array, [a, b, c, d, e, f]: UvMap['matrix']): Float32Array {
  for (let at = 0; at < uvs.length; at += 2) {
    const [u, v] = [uvs[at]!, uvs[at + 1]!];
    uvs[at] = a * u + b * v + c;
    uvs[at + 1] = d * u + e * v + f;
  }
  return uvs;
}

/** COLOR_0 as linear RGBA; three components mean alpha 1. */
function colorsOf(primitive: Primitive): Float32Array | null {
  const colors = attribute(primitive, 'COLOR_0');
  if (!colors || primitive.getAttribute('COLOR_0')!.getElementSize() === 4) return colors;
  const rgba = new Float32Array((colors.length / 3) * 4).fill(1);
  for (let vertex = 0; vertex < colors.length / 3; vertex++) rgba.set(colors.subarray(vertex * 3, vertex * 3 + 3), vertex * 4);
  return rgba;
}
