/** Spreads views over the sphere: the vertices of a recursively subdivided icosahedron. */
import { hypot } from './math.ts';
import type { Vec3 } from './vectors.ts';

/** Count of the views at a subdivision level from 0: 12, 42, 162, 642, ... */
export function viewCount(level: number): number {
  return 10 * (1 << (2 * level)) + 2;
}

/** The views of a subdivision level as unit vectors, x, y, z each. The views of the level below come first. */
export function icosphere(level: number): Float64Array {
  const golden = (1 + Math.sqrt(5)) / 2;
  const vertices: Vec3[] = [];
  for (const a of [-1, 1]) {
    for (const b of [-golden, golden]) vertices.push([0, a, b], [a, b, 0], [b, 0, a]);
  }
  for (const v of vertices) normalize(v);
  let triangles = facesOf(vertices);
  for (let l = 0; l < level; l++) {
    const middles = new Map<string, number>();
    const middle = (a: number, b: number): number => {
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const known = middles.get(key);
      if (known !== undefined) return known;
      const p = vertices[a]!;
      const q = vertices[b]!;
      const m: Vec3 = [p[0] + q[0], p[1] + q[1], p[2] + q[2]];
      normalize(m);
      middles.set(key, vertices.length);
      return vertices.push(m) - 1;
    };
    triangles = triangles.flatMap(([a, b, c]) => {
      const ab = middle(a, b);
      const bc = middle(b, c);
      const ca = middle(c, a);
      return [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]] as Vec3[];
    });
  }
  return Float64Array.from(vertices.flat());
}

/** Faces of the icosahedron, as indices of vertices. Neighbours are at the cosine 1/sqrt(5); every three mutual neighbours are a face. */
function facesOf(vertices: Vec3[]): Vec3[] {
  const near = (a: number, b: number) => dot(vertices[a]!, vertices[b]!) > 0.4;
  const faces: Vec3[] = [];
  for (let a = 0; a < 12; a++) {
    for (let b = a + 1; b < 12; b++) {
      if (!near(a, b)) continue;
      for (let c = b + 1; c < 12; c++) if (near(a, c) && near(b, c)) faces.push([a, b, c]);
    }
  }
  return faces;
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function normalize(v: Vec3): void {
  const length = hypot(v[0], v[1], v[2]);
  for (let i = 0; i < 3; i++) v[i] = v[i]! / length;
}
