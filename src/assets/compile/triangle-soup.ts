/** Flattens a source model into loose triangles, without primitives and indices. */
import type { SourceModel } from '../source-model.ts';
import { doubleArea } from '../triangles.ts';

/** Three vertices a triangle; no two triangles share one. */
export interface TriangleSoup {
  /** Metres, as in the source. */
  positions: Float32Array;
  /** Zero where the source has none. */
  normals: Float32Array;
  uvs: Float32Array;
  /** Linear r, g, b, a; white where the source has none. */
  colors: Float32Array;
  /** Per triangle: the index of its material in the source. */
  materials: Uint32Array;
}

/**
 * The triangles of the materials that `isVisible` accepts. Triangles without area are dropped, because they cover no pixel centre.
 * @throws Error whose message is the reason alone, when nothing is left
 */
export function triangleSoup(source: SourceModel, isVisible: (material: number) => boolean): TriangleSoup {
  let capacity = 0;
  for (const { indices } of source.primitives) capacity += indices.length;
  const soup = {
    positions: new Float32Array(capacity * 3),
    normals: new Float32Array(capacity * 3),
    uvs: new Float32Array(capacity * 2),
    colors: new Float32Array(capacity * 4).fill(1),
    materials: new Uint32Array(capacity / 3),
  };
  let triangles = 0;
  for (const { positions, normals, uvs, colors, indices, material } of source.primitives) {
    if (!isVisible(material)) continue;
    for (let i = 0; i + 2 < indices.length; i += 3) {
      if (!(doubleArea(positions, indices[i]! * 3, indices[i + 1]! * 3, indices[i + 2]! * 3) > 0)) continue;
      for (let corner = 0; corner < 3; corner++) {
        const from = indices[i + corner]!;
        const to = triangles * 3 + corner;
        copy(soup.positions, to, positions, from, 3);
        if (normals) copy(soup.normals, to, normals, from, 3);
        if (uvs) copy(soup.uvs, to, uvs, from, 2);
        if (colors) copy(soup.colors, to, colors, from, 4);
      }
      soup.materials[triangles++] = material;
    }
  }
  if (triangles === 0) throw new Error('no triangles that the alpha test leaves visible');
  return {
    positions: soup.positions.subarray(0, triangles * 9),
    normals: soup.normals.subarray(0, triangles * 9),
    uvs: soup.uvs.subarray(0, triangles * 6),
    colors: soup.colors.subarray(0, triangles * 12),
    materials: soup.materials.subarray(0, triangles),
  };
}

function copy(to: Float32Array, toItem: number, from: Float32Array, fromItem: number, size: number): void {
  for (let k = 0; k < size; k++) to[toItem * size + k] = from[fromItem * size + k]!;
}

