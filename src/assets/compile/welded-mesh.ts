/** Welds loose triangles into one indexed mesh around the model's centre, in the packed vertex format. */
import { hypot } from '../../geometry/math.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { packAttributes } from './vertex-format.ts';
import { weldRows } from './weld.ts';

export interface WeldedMesh {
  /** x, y, z relative to the model's centre, metres. */
  positions: Float32Array;
  /** 4 words a vertex, as in `ModelDrawing`. */
  attributes: Uint32Array;
  /** Per vertex. No vertex serves two materials, so a triangle's material is that of any of its vertices. */
  materials: Uint32Array;
  /** 3 a triangle. */
  indices: Uint32Array;
}

export interface Bounds {
  center: [number, number, number];
  halfSize: [number, number, number];
  radiusM: number;
}

/** The axis-aligned box, and the largest distance of a position from its centre, metres. */
export function findBounds(positions: Float32Array): Bounds {
  const least = [Infinity, Infinity, Infinity];
  const most = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const k = i % 3;
    least[k] = Math.min(least[k]!, positions[i]!);
    most[k] = Math.max(most[k]!, positions[i]!);
  }
  const at = (k: number): number => (least[k]! + most[k]!) / 2;
  const half = (k: number): number => (most[k]! - least[k]!) / 2;
  const center: Bounds['center'] = [at(0), at(1), at(2)];
  let radiusM = 0;
  for (let i = 0; i < positions.length; i += 3) {
    radiusM = Math.max(radiusM, hypot(
      positions[i]! - center[0], positions[i + 1]! - center[1], positions[i + 2]! - center[2],
    ));
  }
  return { center, halfSize: [half(0), half(1), half(2)], radiusM };
}

/** Makes one vertex of those that would be stored with the same bits, under the same material. */
export function weldMesh(soup: TriangleSoup, center: readonly [number, number, number]): WeldedMesh {
  const corners = soup.positions.length / 3;
  const positions = new Float32Array(corners * 3);
  // + 0 turns -0 into 0, so that the two weld.
  for (let i = 0; i < positions.length; i++) positions[i] = soup.positions[i]! - center[i % 3]! + 0;
  const attributes = new Uint32Array(corners * 4);
  const floats = new Float32Array(attributes.buffer);
  for (let c = 0; c < corners; c++) packAttributes(attributes, floats, c, soup.normals, soup.uvs, soup.colors, c);

  const positionBits = new Uint32Array(positions.buffer);
  const rows = new Uint32Array(corners * 8);
  for (let c = 0; c < corners; c++) {
    for (let k = 0; k < 3; k++) rows[c * 8 + k] = positionBits[c * 3 + k]!;
    for (let k = 0; k < 4; k++) rows[c * 8 + 3 + k] = attributes[c * 4 + k]!;
    rows[c * 8 + 7] = soup.materials[Math.floor(c / 3)]!;
  }
  const { groupOf, firstRow } = weldRows(rows, 8);
  const materials = new Uint32Array(corners);
  for (let c = 0; c < corners; c++) materials[c] = soup.materials[Math.floor(c / 3)]!;
  const whole = { positions, attributes, indices: groupOf, materials };
  return { ...takeVertices(whole, firstRow), indices: groupOf };
}

/** The given vertices, in the given order, without indices. */
export function takeVertices(mesh: WeldedMesh, vertices: Uint32Array): Omit<WeldedMesh, 'indices'> {
  const positions = new Float32Array(vertices.length * 3);
  const attributes = new Uint32Array(vertices.length * 4);
  const materials = new Uint32Array(vertices.length);
  for (let to = 0; to < vertices.length; to++) {
    const from = vertices[to]!;
    for (let k = 0; k < 3; k++) positions[to * 3 + k] = mesh.positions[from * 3 + k]!;
    for (let k = 0; k < 4; k++) attributes[to * 4 + k] = mesh.attributes[from * 4 + k]!;
    materials[to] = mesh.materials[from]!;
  }
  return { positions, attributes, materials };
}
