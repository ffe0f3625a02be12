/** Draws a mesh's silhouette into a small raster, and finds the depth of the nearest surface at the samples that are asked for. */
import type { Matrix3 } from '../../geometry/poses.ts';
import { countSamples, createGrid, gridShape, type GridShape, isSet, sampleAt } from './sample-grid.ts';
import type { SilhouetteMesh } from './silhouette-mesh.ts';

export interface SilhouetteRaster {
  shape: GridShape;
  /** The samples inside the silhouette. Valid until the next `draw`. */
  inside: Int32Array;
  /** Draws the mesh in disc units, its centre on the viewing axis; returns how many samples are inside. */
  draw(rotation: Matrix3, radiusOverDistance: number): number;
  /** How far behind the model's centre the nearest surface is at each of these inside samples, in radii. */
  depthsAt(samples: Int32Array): Float64Array;
}

/** Triangles that span more samples across have their rows cut to where the edges cross them, before samples are tested. */
const FEW_SAMPLES = 4;

/**
 * A raster of size^2 samples over [-extent, extent]^2 in disc units; sample centres decide, edges count as inside.
 *
 * Nearly all samples are inside after the first half of the triangles, and depths are asked for along outlines only. So `draw`
 * only sets bits, and passes over rows of a triangle that are set; `depthsAt` looks again at the triangles over what is asked.
 * @param size at most 256, because a byte of a box holds a row or a column
 */
export function createRaster(mesh: SilhouetteMesh, size: number, extent: number): SilhouetteRaster {
  const shape = gridShape(size);
  const inside = createGrid(shape);
  const asked = createGrid(shape);
  const { positions, triangleWords, doubleSided, isKept } = mesh;
  const vertices = positions.length / 3;
  /** By vertex: x and y in samples. */
  const points = new Float64Array(2 * vertices);
  /** By vertex: the first column and row at or after it, and the last at or before it, as far as the raster has them. */
  const cells = new Int32Array(4 * vertices);
  const depths = new Float64Array(vertices);
  const ws = new Float64Array(vertices);
  const triangles = triangleWords.length / 4;
  /** The triangles that lie over samples and are not back faces. */
  const drawn = new Uint32Array(triangles);
  /** By drawn triangle, a byte each from the lowest: first and last column, first and last row that it may cover. */
  const boxes = new Uint32Array(triangles);
  let drawnCount = 0;
  let drawnRadiusOverDistance = 0;
  const inverseRadius = mesh.radiusM > 0 ? 1 / mesh.radiusM : 0;

  function project(m: Matrix3, radiusOverDistance: number): void {
    const toSamples = size / (2 * extent);
    const middle = size / 2 - 0.5;
    // With q = radius / distance, the disc's tangent is q / sqrt(1 - q^2); x / (distance + z) is divided by it.
    const scale = Math.sqrt(1 - radiusOverDistance * radiusOverDistance) * toSamples * inverseRadius;
    const depthScale = radiusOverDistance * inverseRadius;
    const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m;
    for (let v = 0; v < vertices; v++) {
      const x = positions[3 * v]!;
      const y = positions[3 * v + 1]!;
      const z = positions[3 * v + 2]!;
      const depth = m6 * x + m7 * y + m8 * z;
      const w = 1 + depthScale * depth;
      const px = middle + (scale * (m0 * x + m1 * y + m2 * z)) / w;
      const py = middle + (scale * (m3 * x + m4 * y + m5 * z)) / w;
      depths[v] = depth;
      ws[v] = w;
      points[2 * v] = px;
      points[2 * v + 1] = py;
      cells[4 * v] = Math.max(0, Math.ceil(px));
      cells[4 * v + 1] = Math.max(0, Math.ceil(py));
      cells[4 * v + 2] = Math.min(size - 1, Math.floor(px));
      cells[4 * v + 3] = Math.min(size - 1, Math.floor(py));
    }
  }

  /** Lists the triangle, and sets the samples that it covers. */
  function drawTriangle(t: number): void {
    const a = triangleWords[4 * t]!;
    const b = triangleWords[4 * t + 1]!;
    const c = triangleWords[4 * t + 2]!;
    const firstX = least(cells[4 * a]!, cells[4 * b]!, cells[4 * c]!);
    const firstY = least(cells[4 * a + 1]!, cells[4 * b + 1]!, cells[4 * c + 1]!);
    const lastX = most(cells[4 * a + 2]!, cells[4 * b + 2]!, cells[4 * c + 2]!);
    const lastY = most(cells[4 * a + 3]!, cells[4 * b + 3]!, cells[4 * c + 3]!);
    if (firstX > lastX || firstY > lastY) return;
    const ax = points[2 * a]!;
    const ay = points[2 * a + 1]!;
    const bx = points[2 * b]!;
    const by = points[2 * b + 1]!;
    const cx = points[2 * c]!;
    const cy = points[2 * c + 1]!;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const material = triangleWords[4 * t + 3]!;
    // Front faces, counter-clockwise where y points up, have a negative area where y points down.
    if (area === 0 || (area > 0 && !doubleSided[material])) return;
    drawn[drawnCount] = t;
    boxes[drawnCount] = firstX | (lastX << 8) | (firstY << 16) | (lastY << 24);
    drawnCount++;
    if (isKept[material]) return drawMasked(t, firstX, lastX, firstY, lastY);

    const sign = area < 0 ? -1 : 1;
    const da = cy - by, db = ay - cy, dc = by - ay;
    for (let y = firstY; y <= lastY; y++) {
      const row = sampleAt(shape, 0, y);
      if (areAllSet(inside, row + firstX, row + lastX)) continue;
      // Along a row, an edge's test is `at - slope * (x - start)`, and every step of its rounding is monotonic: what is inside is one span.
      const ea = (cx - bx) * (y - by), eb = (ax - cx) * (y - cy), ec = (bx - ax) * (y - ay);
      let first = firstX, last = lastX;
      if (last - first > FEW_SAMPLES) {
        // One sample wider, because the crossings are rounded.
        if (sign * da > 0) last = Math.min(last, Math.floor(bx + ea / da) + 1); else if (sign * da < 0) first = Math.max(first, Math.ceil(bx + ea / da) - 1);
        if (sign * db > 0) last = Math.min(last, Math.floor(cx + eb / db) + 1); else if (sign * db < 0) first = Math.max(first, Math.ceil(cx + eb / db) - 1);
        if (sign * dc > 0) last = Math.min(last, Math.floor(ax + ec / dc) + 1); else if (sign * dc < 0) first = Math.max(first, Math.ceil(ax + ec / dc) - 1);
      }
      while (first <= last && (sign * (ea - da * (first - bx)) < 0 || sign * (eb - db * (first - cx)) < 0 || sign * (ec - dc * (first - ax)) < 0)) first++;
      while (first <= last && (sign * (ea - da * (last - bx)) < 0 || sign * (eb - db * (last - cx)) < 0 || sign * (ec - dc * (last - ax)) < 0)) last--;
      if (first <= last) setAll(inside, row + first, row + last);
    }
  }

  function drawMasked(t: number, firstX: number, lastX: number, firstY: number, lastY: number): void {
    for (let y = firstY; y <= lastY; y++) {
      for (let x = firstX; x <= lastX; x++) {
        const sample = sampleAt(shape, x, y);
        if (!isSet(inside, sample) && nearnessOf(t, x, y) > -Infinity) inside[sample >> 5]! |= 1 << (sample & 31);
      }
    }
  }

  /** A number that is linear over a triangle's image and larger where the surface is nearer: 1 / w, or -depth where orthographic. -Infinity where the triangle does not cover the sample. */
  function nearnessOf(t: number, x: number, y: number): number {
    const a = triangleWords[4 * t]!;
    const b = triangleWords[4 * t + 1]!;
    const c = triangleWords[4 * t + 2]!;
    const ax = points[2 * a]!;
    const ay = points[2 * a + 1]!;
    const bx = points[2 * b]!;
    const by = points[2 * b + 1]!;
    const cx = points[2 * c]!;
    const cy = points[2 * c + 1]!;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const sign = area < 0 ? -1 : 1;
    const ea = sign * ((cx - bx) * (y - by) - (cy - by) * (x - bx));
    const eb = sign * ((ax - cx) * (y - cy) - (ay - cy) * (x - cx));
    const ec = sign * ((bx - ax) * (y - ay) - (by - ay) * (x - ax));
    if (ea < 0 || eb < 0 || ec < 0) return -Infinity;
    const isKeptAt = isKept[triangleWords[4 * t + 3]!];
    if (isKeptAt && !keeps(isKeptAt, a, b, c, ea, eb, ec)) return -Infinity;
    return (ea * vertexNearness(a) + eb * vertexNearness(b) + ec * vertexNearness(c)) * (sign / area);
  }

  function vertexNearness(v: number): number {
    return drawnRadiusOverDistance > 0 ? 1 / ws[v]! : -depths[v]! * inverseRadius;
  }

  function keeps(isKeptAt: (u: number, v: number) => boolean, a: number, b: number, c: number, ea: number, eb: number, ec: number): boolean {
    const wa = ea / ws[a]!;
    const wb = eb / ws[b]!;
    const wc = ec / ws[c]!;
    const sum = wa + wb + wc;
    const { uvs } = mesh;
    return isKeptAt(
      (wa * uvs[2 * a]! + wb * uvs[2 * b]! + wc * uvs[2 * c]!) / sum,
      (wa * uvs[2 * a + 1]! + wb * uvs[2 * b + 1]! + wc * uvs[2 * c + 1]!) / sum,
    );
  }

  return {
    shape,
    inside,
    draw(rotation, radiusOverDistance) {
      inside.fill(0);
      drawnCount = 0;
      drawnRadiusOverDistance = radiusOverDistance;
      project(rotation, radiusOverDistance);
      for (let t = 0; t < triangles; t++) drawTriangle(t);
      return countSamples(inside);
    },
    depthsAt(samples) {
      asked.fill(0);
      for (const sample of samples) asked[sample >> 5]! |= 1 << (sample & 31);
      const nearness = new Map<number, number>();
      for (let i = 0; i < drawnCount; i++) {
        const box = boxes[i]!;
        const firstX = box & 255, lastX = (box >>> 8) & 255, lastY = box >>> 24;
        for (let y = (box >>> 16) & 255; y <= lastY; y++) {
          const row = sampleAt(shape, 0, y);
          if (!isAnySet(asked, row + firstX, row + lastX)) continue;
          for (let x = firstX; x <= lastX; x++) {
            if (!isSet(asked, row + x)) continue;
            const here = nearnessOf(drawn[i]!, x, y);
            if (here > (nearness.get(row + x) ?? -Infinity)) nearness.set(row + x, here);
          }
        }
      }
      return Float64Array.from(samples, (sample) => {
        const here = nearness.get(sample)!;
        return drawnRadiusOverDistance > 0 ? (1 / here - 1) / drawnRadiusOverDistance : -here;
      });
    },
  };
}

// Without branches, because half of them would be mispredicted. The numbers are small integers, so differences do not overflow.
const lesser = (a: number, b: number): number => b + ((a - b) & ((a - b) >> 31));
const greater = (a: number, b: number): number => a - ((a - b) & ((a - b) >> 31));
const least = (a: number, b: number, c: number): number => lesser(lesser(a, b), c);
const most = (a: number, b: number, c: number): number => greater(greater(a, b), c);

/** The bits of a word from `first` to the last. */
const from = (first: number): number => -1 << (first & 31);
/** The bits of a word up to `last`. */
const upTo = (last: number): number => -1 >>> (31 - (last & 31));

function areAllSet(grid: Int32Array, first: number, last: number): boolean {
  const firstWord = first >> 5, lastWord = last >> 5;
  if (firstWord === lastWord) return (from(first) & upTo(last) & ~grid[firstWord]!) === 0;
  if ((from(first) & ~grid[firstWord]!) !== 0 || (upTo(last) & ~grid[lastWord]!) !== 0) return false;
  for (let i = firstWord + 1; i < lastWord; i++) if (grid[i] !== -1) return false;
  return true;
}

function isAnySet(grid: Int32Array, first: number, last: number): boolean {
  const firstWord = first >> 5, lastWord = last >> 5;
  if (firstWord === lastWord) return (from(first) & upTo(last) & grid[firstWord]!) !== 0;
  if ((from(first) & grid[firstWord]!) !== 0 || (upTo(last) & grid[lastWord]!) !== 0) return true;
  for (let i = firstWord + 1; i < lastWord; i++) if (grid[i] !== 0) return true;
  return false;
}

function setAll(grid: Int32Array, first: number, last: number): void {
  const firstWord = first >> 5, lastWord = last >> 5;
  if (firstWord === lastWord) {
    grid[firstWord]! |= from(first) & upTo(last);
    return;
  }
  grid[firstWord]! |= from(first);
  for (let i = firstWord + 1; i < lastWord; i++) grid[i] = -1;
  grid[lastWord]! |= upTo(last);
}
