/** Checks silhouettes against an independent projection, with a camera that has unequal focal lengths and an off-centre principal point. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { boxSoup, cornerSoup, ringSoup, sphereSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel } from '../support/models.ts';
import { rendered } from '../support/rendered.ts';

const folder = folderOfFile();
const SHAPES: Record<string, number[]> = { box: boxSoup(0.1, 0.2, 0.06), ball: sphereSoup(0.08, 32), corner: cornerSoup(0.2), ring: ringSoup(0.1, 0.02, 32) };

beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  for (const [name, soup] of Object.entries(SHAPES)) await writeModel(join(folder, `${name}.glb`), soup, [200, 200, 200]);
});

type Point = [number, number];

/** Hamilton's rule, v + 2 u x (u x v + w v), for a quaternion of any length. */
function turn([w, x, y, z]: number[], [a, b, c]: number[]): number[] {
  const norm = Math.hypot(w!, x!, y!, z!);
  const [s, u] = [w! / norm, [x! / norm, y! / norm, z! / norm]];
  const cross = (p: number[], q: number[]) => [p[1]! * q[2]! - p[2]! * q[1]!, p[2]! * q[0]! - p[0]! * q[2]!, p[0]! * q[1]! - p[1]! * q[0]!];
  const inner = cross(u, [a!, b!, c!]).map((value, k) => value + s * [a!, b!, c!][k]!);
  return cross(u, inner).map((value, k) => [a!, b!, c!][k]! + 2 * value);
}

/** Whether a point lies in the triangle, its border included. */
function inside(p: Point, [a, b, c]: [Point, Point, Point]): boolean {
  const side = (u: Point, v: Point) => Math.sign((v[0] - u[0]) * (p[1] - u[1]) - (v[1] - u[1]) * (p[0] - u[0]));
  const sides = [side(a, b), side(b, c), side(c, a)];
  return !(sides.includes(1) && sides.includes(-1));
}

const key = (x: number, y: number) => `${x},${y}`;

function coveredPixels(soup: number[], { rotation, translation, scale }: { rotation: number[]; translation: number[]; scale: number }, camera: { fx: number; fy: number; cx: number; cy: number }): Set<string> {
  const covered = new Set<string>();
  const project = (first: number): Point => {
    const [x, y, z] = turn(rotation, soup.slice(first, first + 3).map(Math.fround)).map((value, k) => value * scale + translation[k]!);
    return [camera.fx * x! / z! + camera.cx, camera.fy * y! / z! + camera.cy];
  };
  for (let first = 0; first < soup.length; first += 9) {
    const corners: [Point, Point, Point] = [project(first), project(first + 3), project(first + 6)];
    const [low, high] = [0, 1].map((k) => [Math.min(...corners.map((c) => c[k]!)), Math.max(...corners.map((c) => c[k]!))]) as [Point, Point];
    for (let y = Math.ceil(high[0] - 0.5); y + 0.5 <= high[1]; y++) {
      for (let x = Math.ceil(low[0] - 0.5); x + 0.5 <= low[1]; x++) if (inside([x + 0.5, y + 0.5], corners)) covered.add(key(x, y));
    }
  }
  return covered;
}

test('silhouettes of the source mesh and of the level in use are those of an independent projection', async () => {
  const camera = { fx: 300, fy: 410, cx: 61, cy: 83 };
  const placed = Object.keys(SHAPES).flatMap((name, i) => ([0, 'auto'] as const).map((lod) => ({
    model: `${name}.glb`, category: name, lod,
    pose: { rotation: [0.4 + i, 1, -0.6 * i, 0.3], translation: [-0.1 + 0.13 * i, 0.15 - 0.1 * i, 1.1 + 0.1 * i], scale: 1 + 0.2 * i },
  })));
  const { record, silhouette } = await rendered({ width: 200, height: 150, camera, instances: placed, unlit: true }, folder, 'scene');
  const found = [...record.instances, ...record.hidden];
  expect(found.length).toBe(placed.length);
  for (const { category, bboxFull, pose, id, areaFull } of found) {
    const wanted = coveredPixels(SHAPES[category]!, pose, camera);
    const [x0, y0, width, height] = bboxFull;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(30);
    const drawn = await silhouette(id);
    let shared = 0;
    drawn.forEach((value, i) => { if (value && wanted.has(key(x0 + (i % width), y0 + Math.floor(i / width)))) shared++; });
    expect(drawn.filter((value) => value > 0).length).toBe(areaFull);
    expect(shared / (areaFull + wanted.size - shared), `${category} ${width} x ${height}`).toBeGreaterThanOrEqual(0.99);
  }
});
