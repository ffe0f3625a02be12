/** Decides by brute force what each pixel of a drawing shows, and where the pixel's ray meets it. */
import { firstOfOwn, TRIANGLE_BITS, type DrawnImage, type DrawnInstance, type DrawnMesh, type Drawing } from './drawing.ts';
import { add, blended, cross, dot, multiply, scaled, subtract, type Vec3 } from './vectors.ts';

const NEAR = 0.001;
const DEPTH_MIN = 1024;
const DEPTH_MAX = 0x7ffffb00;

export interface Visible {
  /** Two words a pixel: ~id, depth; both 0 where nothing is seen. */
  visibility: Uint32Array<ArrayBuffer>;
  /** SnappedVertex: x, y in 1/256 px, depth; 0 before the near plane. */
  vertices: Int32Array<ArrayBuffer>;
}

/**
 * The plane as the raster would make it. Triangles that cross the near plane are met by rays instead.
 * @param isDrawn whether the triangles of a mesh are drawn; default: all are
 * @param before a visibility buffer: only what lies behind its pixels is drawn
 */
export function visible(drawing: Drawing, isDrawn: (mesh: DrawnMesh) => boolean = () => true, before?: Uint32Array): Visible {
  const { width, height } = drawing;
  const visibility = new Uint32Array(width * height * drawing.images.length * 2);
  const ends = firstOfOwn(drawing, (mesh) => mesh.positions);
  const total = drawing.images.reduce((sum, image) => sum + image.instances.reduce((n, i) => n + drawing.meshes[i.mesh]!.positions.length, 0), 0);
  const vertices = new Int32Array(total * 3);

  drawing.images.forEach((image, z) => image.instances.forEach((instance, ordinal) => {
    const mesh = drawing.meshes[instance.mesh]!;
    const first = ends[z]![ordinal]!;
    mesh.positions.forEach((p, v) => {
      const [x, y, depthM] = toCamera(instance, p);
      if (depthM <= NEAR) return;
      vertices.set([
        Math.round(256 * (image.cx + (image.fx * x) / depthM)), Math.round(256 * (image.cy + (image.fy * y) / depthM)), depthWord(depthM),
      ], (first + v) * 3);
    });
    if (isDrawn(mesh)) mesh.triangles.forEach((corners, triangle) => {
      const id = ordinal * 2 ** TRIANGLE_BITS + triangle;
      const at = corners.map((v) => vertices.subarray((first + v) * 3, (first + v) * 3 + 3));
      const clipped = at.some((v) => v[2] === 0);
      const bound = (k: number, size: number, pick: (...values: number[]) => number) =>
        clipped ? pick(0, size - 1) : Math.min(size - 1, Math.max(0, pick(...at.map((v) => Math.floor(v[k]! / 256)))));
      for (let py = bound(1, height, Math.min); py <= bound(1, height, Math.max); py++) {
        for (let px = bound(0, width, Math.min); px <= bound(0, width, Math.max); px++) {
          const depth = clipped ? metDepth(image, instance, mesh, corners, px, py) : coveredDepth(at, px, py);
          const word = ((z * height + py) * width + px) * 2;
          if (before && (depth > before[word + 1]! || (depth === before[word + 1] && ~id >>> 0 >= before[word]!))) continue;
          if (depth > visibility[word + 1]!) visibility.set([~id >>> 0, depth], word);
        }
      }
    });
  }));
  return { visibility, vertices };
}

const depthWord = (depthM: number): number => Math.round(DEPTH_MIN + (DEPTH_MAX - DEPTH_MIN) * (NEAR / depthM));

export const toCamera = (instance: DrawnInstance, p: Vec3): Vec3 =>
  add(scaled(multiply(instance.rotation, p), instance.scale), instance.translation);

/** The depth word of a snapped triangle at a pixel's centre, top-left rule, either winding; 0 outside. Depth words are affine on the image. */
function coveredDepth(at: Int32Array[], px: number, py: number): number {
  const [a, b, c] = at as [Int32Array, Int32Array, Int32Array];
  const area = (b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!);
  if (area === 0) return 0;
  const turn = Math.sign(area);
  const weight = (p: Int32Array, q: Int32Array): number => {
    const [dx, dy] = [turn * (q[0]! - p[0]!), turn * (q[1]! - p[1]!)];
    const side = dx * (py * 256 + 128 - p[1]!) - dy * (px * 256 + 128 - p[0]!);
    return side > 0 || (side === 0 && (dy < 0 || (dy === 0 && dx > 0))) ? side : -1;
  };
  const [wa, wb, wc] = [weight(b, c), weight(c, a), weight(a, b)];
  if (wa < 0 || wb < 0 || wc < 0) return 0;
  return Math.round((wa * a[2]! + wb * b[2]! + wc * c[2]!) / Math.abs(area));
}

/** The same by the ray through the pixel's centre, for triangles that cross the near plane. */
function metDepth(image: DrawnImage, instance: DrawnInstance, mesh: DrawnMesh, corners: Vec3, px: number, py: number): number {
  const { unclamped, position } = meet(image, instance, mesh, corners, px + 0.5, py + 0.5);
  return Math.min(...unclamped) >= 0 && position[2] > NEAR ? depthWord(position[2]) : 0;
}

export interface Met {
  unclamped: Vec3;
  /** Clamped into the triangle. */
  weights: Vec3;
  position: Vec3;
  ray: Vec3;
  edge1: Vec3;
  edge2: Vec3;
}

/** Where the ray through a point of the image meets a triangle's plane. */
export function meet(image: DrawnImage, instance: DrawnInstance, mesh: DrawnMesh, corners: Vec3, x: number, y: number): Met {
  const [a, b, c] = corners.map((v) => toCamera(instance, mesh.positions[v]!)) as [Vec3, Vec3, Vec3];
  const ray: Vec3 = [(x - image.cx) / image.fx, (y - image.cy) / image.fy, 1];
  const [edge1, edge2] = [subtract(b, a), subtract(c, a)];
  const normal = cross(edge1, edge2);
  const where = scaled(ray, dot(normal, a) / dot(normal, ray));
  const inward = subtract(where, a);
  const u = dot(cross(inward, edge2), normal) / dot(normal, normal);
  const v = dot(cross(edge1, inward), normal) / dot(normal, normal);
  const unclamped: Vec3 = [1 - u - v, u, v];
  const kept = unclamped.map((w) => Math.max(0, w));
  const sum = kept[0]! + kept[1]! + kept[2]!;
  const weights = kept.map((w) => w / sum) as Vec3;
  return { unclamped, weights, position: blended(weights, a, b, c), ray, edge1, edge2 };
}

/** What a pixel of the plane shows, or null. */
export function shownAt(drawing: Drawing, visibility: Uint32Array, z: number, x: number, y: number) {
  const word = ((z * drawing.height + y) * drawing.width + x) * 2;
  if (visibility[word + 1] === 0) return null;
  const id = ~visibility[word]! >>> 0;
  const ordinal = id >>> TRIANGLE_BITS;
  const instance = drawing.images[z]!.instances[ordinal]!;
  const mesh = drawing.meshes[instance.mesh]!;
  return { ordinal, instance, mesh, corners: mesh.triangles[id & (2 ** TRIANGLE_BITS - 1)]! };
}
