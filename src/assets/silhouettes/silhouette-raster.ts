/** Draws a mesh's silhouette into a small raster, with the depth of the nearest surface at each sample. */
import type { Matrix3 } from '../../geometry/poses.ts';
import type { SilhouetteMesh } from './silhouette-mesh.ts';

export interface SilhouetteRaster {
  /** Rows of size + 2 samples with an empty border; 1 = inside. Valid until the next `draw`. */
  isInside: Uint8Array;
  /** Draws the mesh in disc units, its centre on the viewing axis; returns how many samples are inside. */
  draw(rotation: Matrix3, radiusOverDistance: number): number;
  /** How far behind the model's centre the surface at an inside sample is, in radii; `sample` is an index into `isInside`. */
  depthAt(sample: number): number;
}

/** Samples that are inside with all those around them, up to two away. A coarser mesh that leaves such a sample open has a gap there. */
export function innerSamples(isInside: Uint8Array, size: number): Uint8Array {
  const stride = size + 2;
  const inRow = new Uint8Array(isInside.length);
  for (let i = 2; i < isInside.length - 2; i++) inRow[i] = isInside[i - 2]! & isInside[i - 1]! & isInside[i]! & isInside[i + 1]! & isInside[i + 2]!;
  const inner = new Uint8Array(isInside.length);
  for (let i = 2 * stride; i < isInside.length - 2 * stride; i++) {
    inner[i] = inRow[i - 2 * stride]! & inRow[i - stride]! & inRow[i]! & inRow[i + stride]! & inRow[i + 2 * stride]!;
  }
  return inner;
}

/** A raster of size^2 samples over [-extent, extent]^2 in disc units; sample centres decide, edges count as inside. */
export function createRaster(mesh: SilhouetteMesh, size: number, extent: number): SilhouetteRaster {
  const stride = size + 2;
  const isInside = new Uint8Array(stride * stride);
  const vertices = mesh.positions.length / 3;
  const xs = new Float64Array(vertices);
  const ys = new Float64Array(vertices);
  const ws = new Float64Array(vertices);
  /** A number that is linear over a triangle's image and larger where the surface is nearer: 1 / w, or -depth where orthographic. */
  const nearnesses = new Float64Array(vertices);
  const nearness = new Float64Array(stride * stride);
  let drawnRadiusOverDistance = 0;
  const triangles = mesh.triangleWords.length / 4;

  function project(m: Matrix3, radiusOverDistance: number): void {
    const toSamples = size / (2 * extent);
    const inverseRadius = mesh.radiusM > 0 ? 1 / mesh.radiusM : 0;
    // With q = radius / distance, the disc's tangent is q / sqrt(1 - q^2); x / (distance + z) is divided by it.
    const scale = Math.sqrt(1 - radiusOverDistance * radiusOverDistance) * toSamples * inverseRadius;
    const depthScale = radiusOverDistance * inverseRadius;
    for (let v = 0; v < vertices; v++) {
      const x = mesh.positions[3 * v]!;
      const y = mesh.positions[3 * v + 1]!;
      const z = mesh.positions[3 * v + 2]!;
      const depth = m[6] * x + m[7] * y + m[8] * z;
      const w = 1 + depthScale * depth;
      xs[v] = size / 2 - 0.5 + (scale * (m[0] * x + m[1] * y + m[2] * z)) / w;
      ys[v] = size / 2 - 0.5 + (scale * (m[3] * x + m[4] * y + m[5] * z)) / w;
      ws[v] = w;
      nearnesses[v] = radiusOverDistance > 0 ? 1 / w : -depth * inverseRadius;
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
    // Front faces, counter-clockwise where y points up, have a negative area where y points down.
    if (area === 0 || (area > 0 && !mesh.doubleSided[material])) return;
    const isKept = mesh.isKept[material] ?? null;
    const sign = area < 0 ? -1 : 1;
    const [na, nb, nc] = [nearnesses[a]!, nearnesses[b]!, nearnesses[c]!];
    const nearest = Math.max(na, nb, nc);
    const toShare = sign / area;
    for (let y = firstY; y <= lastY; y++) {
      for (let x = firstX; x <= lastX; x++) {
        const sample = (y + 1) * stride + x + 1;
        if (isInside[sample] && nearness[sample]! >= nearest) continue;
        const ea = sign * ((cx - bx) * (y - by) - (cy - by) * (x - bx));
        const eb = sign * ((ax - cx) * (y - cy) - (ay - cy) * (x - cx));
        const ec = sign * ((bx - ax) * (y - ay) - (by - ay) * (x - ax));
        if (ea < 0 || eb < 0 || ec < 0) continue;
        if (isKept && !keeps(isKept, a, b, c, ea, eb, ec)) continue;
        const nearnessHere = (ea * na + eb * nb + ec * nc) * toShare;
        if (isInside[sample] && nearness[sample]! >= nearnessHere) continue;
        isInside[sample] = 1;
        nearness[sample] = nearnessHere;
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
    draw(rotation, radiusOverDistance) {
      isInside.fill(0);
      drawnRadiusOverDistance = radiusOverDistance;
      project(rotation, radiusOverDistance);
      for (let t = 0; t < triangles; t++) drawTriangle(t);
      let count = 0;
      for (let i = 0; i < isInside.length; i++) count += isInside[i]!;
      return count;
    },
    depthAt: (sample) => (drawnRadiusOverDistance > 0 ? (1 / nearness[sample]! - 1) / drawnRadiusOverDistance : -nearness[sample]!),
  };
}
