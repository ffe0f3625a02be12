/** Draws a planned scene's instances pixel by pixel from their poses and meshes. The planner only estimates these silhouettes. */
import { wholeModel, type AssetLibrary } from '../../src/assets/library.ts';
import { matrixOf } from '../../src/geometry/poses.ts';
import type { Scene, SceneInstance } from '../../src/scene/scene.ts';

/** The window of the pixel grid that holds an instance; it may reach beyond the image. */
export interface Mask {
  x0: number;
  y0: number;
  width: number;
  height: number;
  /** Depth of the instance, or Infinity where no surface is. */
  depth: Float64Array;
}

/** The full silhouette at pixel centres; vertices must be in front of the camera. Double-sided, no alpha. */
export function drawInstance(scene: Scene, library: AssetLibrary, instance: SceneInstance): Mask {
  const compiled = wholeModel(library.models[instance.model]!);
  const { rotation, translation, scale } = instance.pose;
  const m = matrixOf(rotation);
  const { fx, fy, cx, cy } = scene.camera;
  const n = compiled.positions.length / 3;
  const xs = new Float64Array(n);
  const ys = new Float64Array(n);
  const zs = new Float64Array(n);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let v = 0; v < n; v++) {
    const p = [0, 1, 2].map((k) => scale * (compiled.positions[3 * v + k]! + compiled.center[k]!)) as [number, number, number];
    const at = (row: number) => m[3 * row]! * p[0] + m[3 * row + 1]! * p[1] + m[3 * row + 2]! * p[2] + translation[row]!;
    zs[v] = at(2);
    if (zs[v]! <= scene.camera.near) throw new Error('a vertex is nearer than camera.near');
    xs[v] = cx + (fx * at(0)) / zs[v]!;
    ys[v] = cy + (fy * at(1)) / zs[v]!;
    left = Math.min(left, xs[v]!);
    right = Math.max(right, xs[v]!);
    top = Math.min(top, ys[v]!);
    bottom = Math.max(bottom, ys[v]!);
  }
  const x0 = Math.floor(left);
  const y0 = Math.floor(top);
  const width = Math.ceil(right) - x0 + 1;
  const height = Math.ceil(bottom) - y0 + 1;
  const depth = new Float64Array(width * height).fill(Infinity);
  for (let t = 0; t < compiled.triangleWords.length / 4; t++) {
    const [a, b, c] = [0, 1, 2].map((k) => compiled.triangleWords[4 * t + k]!) as [number, number, number];
    const area = (xs[b]! - xs[a]!) * (ys[c]! - ys[a]!) - (ys[b]! - ys[a]!) * (xs[c]! - xs[a]!);
    if (area === 0) continue;
    for (let y = Math.ceil(Math.min(ys[a]!, ys[b]!, ys[c]!) - 0.5); y + 0.5 <= Math.max(ys[a]!, ys[b]!, ys[c]!); y++) {
      for (let x = Math.ceil(Math.min(xs[a]!, xs[b]!, xs[c]!) - 0.5); x + 0.5 <= Math.max(xs[a]!, xs[b]!, xs[c]!); x++) {
        const edge = (p: number, q: number) => ((xs[q]! - xs[p]!) * (y + 0.5 - ys[p]!) - (ys[q]! - ys[p]!) * (x + 0.5 - xs[p]!)) / area;
        const [wa, wb, wc] = [edge(b, c), edge(c, a), edge(a, b)];
        if (wa < 0 || wb < 0 || wc < 0) continue;
        const i = (y - y0) * width + x - x0;
        depth[i] = Math.min(depth[i]!, 1 / (wa / zs[a]! + wb / zs[b]! + wc / zs[c]!));
      }
    }
  }
  return { x0, y0, width, height, depth };
}

export function forEachPixel(mask: Mask, visit: (x: number, y: number, depth: number) => void): void {
  for (let i = 0; i < mask.depth.length; i++) {
    if (mask.depth[i] !== Infinity) visit(mask.x0 + (i % mask.width), mask.y0 + Math.floor(i / mask.width), mask.depth[i]!);
  }
}

export function areaOf(mask: Mask): number {
  let area = 0;
  for (const depth of mask.depth) if (depth !== Infinity) area++;
  return area;
}

export function cropOf(mask: Mask, scene: Scene): number {
  let outside = 0;
  forEachPixel(mask, (x, y) => {
    if (x < 0 || y < 0 || x >= scene.width || y >= scene.height) outside++;
  });
  return outside / areaOf(mask);
}

export function overlapOf(a: Mask, b: Mask): number {
  let shared = 0;
  forEachPixel(a, (x, y) => {
    const [i, j] = [x - b.x0, y - b.y0];
    if (i >= 0 && j >= 0 && i < b.width && j < b.height && b.depth[j * b.width + i] !== Infinity) shared++;
  });
  return shared / Math.min(areaOf(a), areaOf(b));
}

/** Count of the pixels of the image that no mask covers. */
export function uncoveredBy(masks: Mask[], scene: Scene): number {
  const covered = new Uint8Array(scene.width * scene.height);
  for (const mask of masks) {
    forEachPixel(mask, (x, y) => {
      if (x >= 0 && y >= 0 && x < scene.width && y < scene.height) covered[y * scene.width + x] = 1;
    });
  }
  return covered.reduce((sum, c) => sum + 1 - c, 0);
}
