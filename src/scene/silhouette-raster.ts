/** Draws a mesh as a silhouette into a small raster and measures distances to its outline. */
import type { Matrix3 } from './poses.ts';
import type { SilhouetteMesh } from './silhouettes.ts';

export interface SilhouetteRaster {
  /** Rows of size + 2 samples with an empty border; 1 = inside. Valid until the next `draw`. */
  isInside: Uint8Array;
  /** Draws the mesh in disc units at a perspective (radius over distance); returns how many samples are inside. */
  draw(rotation: Matrix3, perspective: number): number;
}

/** A raster of size^2 samples over [-extent, extent]^2 in disc units; sample centres decide, edges count as inside. */
export function createRaster(mesh: SilhouetteMesh, size: number, extent: number): SilhouetteRaster {
  const stride = size + 2;
  const isInside = new Uint8Array(stride * stride);
  const vertices = mesh.positions.length / 3;
  const xs = new Float64Array(vertices);
  const ys = new Float64Array(vertices);
  const ws = new Float64Array(vertices);
  const triangles = mesh.triangleWords.length / 4;

  function project(m: Matrix3, perspective: number): void {
    const toSamples = size / (2 * extent);
    const inverseRadius = mesh.radiusM > 0 ? 1 / mesh.radiusM : 0;
    // A tangent x / (distance + z) over the disc's own, perspective / sqrt(1 - perspective^2).
    const scale = Math.sqrt(1 - perspective * perspective) * toSamples * inverseRadius;
    const depthScale = perspective * inverseRadius;
    for (let v = 0; v < vertices; v++) {
      const x = mesh.positions[3 * v]!;
      const y = mesh.positions[3 * v + 1]!;
      const z = mesh.positions[3 * v + 2]!;
      const w = 1 + depthScale * (m[6] * x + m[7] * y + m[8] * z);
      xs[v] = size / 2 - 0.5 + (scale * (m[0] * x + m[1] * y + m[2] * z)) / w;
      ys[v] = size / 2 - 0.5 + (scale * (m[3] * x + m[4] * y + m[5] * z)) / w;
      ws[v] = w;
    }
  }

  function drawTriangle(t: number): void {
    const a = mesh.triangleWords[4 * t]!;
    const b = mesh.triangleWords[4 * t + 1]!;
    const c = mesh.triangleWords[4 * t + 2]!;
    const ax = xs[a]!;
    const ay = ys[a]!;
    const bx = xs[b]!;
    const by = ys[b]!;
    const cx = xs[c]!;
    const cy = ys[c]!;
    const firstX = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const lastX = Math.min(size - 1, Math.floor(Math.max(ax, bx, cx)));
    if (firstX > lastX) return;
    const firstY = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const lastY = Math.min(size - 1, Math.floor(Math.max(ay, by, cy)));
    if (firstY > lastY) return;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const material = mesh.triangleWords[4 * t + 3]!;
    // Counter-clockwise from the front turns the other way where y points down.
    if (area === 0 || (area > 0 && !mesh.doubleSided[material])) return;
    const isKept = mesh.isKept[material] ?? null;
    const sign = area < 0 ? -1 : 1;
    for (let y = firstY; y <= lastY; y++) {
      for (let x = firstX; x <= lastX; x++) {
        const place = (y + 1) * stride + x + 1;
        if (isInside[place]) continue;
        const ea = sign * ((cx - bx) * (y - by) - (cy - by) * (x - bx));
        const eb = sign * ((ax - cx) * (y - cy) - (ay - cy) * (x - cx));
        const ec = sign * ((bx - ax) * (y - ay) - (by - ay) * (x - ax));
        if (ea < 0 || eb < 0 || ec < 0) continue;
        if (isKept && !keeps(isKept, a, b, c, ea, eb, ec)) continue;
        isInside[place] = 1;
      }
    }
  }

  function keeps(isKept: (u: number, v: number) => boolean, a: number, b: number, c: number, ea: number, eb: number, ec: number): boolean {
    const wa = ea / ws[a]!;
    const wb = eb / ws[b]!;
    const wc = ec / ws[c]!;
    const sum = wa + wb + wc;
    const { uvs } = mesh;
    return isKept(
      (wa * uvs[2 * a]! + wb * uvs[2 * b]! + wc * uvs[2 * c]!) / sum,
      (wa * uvs[2 * a + 1]! + wb * uvs[2 * b + 1]! + wc * uvs[2 * c + 1]!) / sum,
    );
  }

  return {
    isInside,
    draw(rotation, perspective) {
      isInside.fill(0);
      project(rotation, perspective);
      for (let t = 0; t < triangles; t++) drawTriangle(t);
      let count = 0;
      for (let i = 0; i < isInside.length; i++) count += isInside[i]!;
      return count;
    },
  };
}

export interface DistanceField {
  /** Reads a raster's `isInside`. */
  measure(isInside: Uint8Array): void;
  /** Samples from sample (x, y) to the outline, positive inside. */
  at(x: number, y: number): number;
}

/**
 * Distances by the 3-4 chamfer (G. Borgefors, CVGIP 34, 1986), at most 6 % off. One sweep carries both sides: the
 * distance to the nearest sample of the other kind, of which the outline takes half a sample.
 */
export function createDistanceField(size: number): DistanceField {
  const stride = size + 2;
  const toOther = new Int16Array(stride * stride);
  const FAR = 10000;
  let kinds: Uint8Array = new Uint8Array(stride * stride);

  function relax(place: number, neighbor: number, cost: number, best: number): number {
    const through = kinds[neighbor] === kinds[place] ? toOther[neighbor]! + cost : cost;
    return through < best ? through : best;
  }

  return {
    measure(isInside) {
      kinds = isInside;
      toOther.fill(FAR);
      for (let y = 1; y <= size; y++) {
        for (let x = 1; x <= size; x++) {
          const i = y * stride + x;
          let best = relax(i, i - 1, 3, FAR);
          best = relax(i, i - stride, 3, best);
          best = relax(i, i - stride - 1, 4, best);
          toOther[i] = relax(i, i - stride + 1, 4, best);
        }
      }
      for (let y = size; y >= 1; y--) {
        for (let x = size; x >= 1; x--) {
          const i = y * stride + x;
          let best = relax(i, i + 1, 3, toOther[i]!);
          best = relax(i, i + stride, 3, best);
          best = relax(i, i + stride + 1, 4, best);
          toOther[i] = relax(i, i + stride - 1, 4, best);
        }
      }
    },
    at(x, y) {
      const i = (y + 1) * stride + x + 1;
      const samples = toOther[i]! / 3 - 0.5;
      return kinds[i] ? samples : -samples;
    },
  };
}
