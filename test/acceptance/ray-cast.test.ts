/** Compares depth and normals of random scenes with rays that are cast at the same meshes. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openSceneLibrary } from '../../src/run/scene-library.ts';
import { wholeModel } from '../../src/assets/library.ts';
import { packAssets } from '../../src/gpu/asset-pack.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { rotate } from '../../src/geometry/poses.ts';
import type { Scene, SceneInstance } from '../../src/scene/scene.ts';
import type { Vec3 } from '../../src/geometry/vectors.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { RenderThreads } from '../../src/run/devices.ts';
import { boxSoup, cornerSoup, ringSoup, sphereSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel } from '../support/models.ts';
import { seeded } from '../support/raster-scene.ts';
import { cross, dot, normalized, scaled, subtract } from '../support/vectors.ts';

const folder = folderOfFile();
const SOUPS = { ball: sphereSoup(0.08, 10), box: boxSoup(0.1, 0.2, 0.06), corner: cornerSoup(0.2), ring: ringSoup(0.12, 0.03, 12) };
const NAMES = Object.keys(SOUPS) as (keyof typeof SOUPS)[];
const [WIDTH, HEIGHT] = [80, 64];
const RADIUS_M = Math.max(...NAMES.flatMap((name) => SOUPS[name].map((_, i, soup) => (i % 3 === 0 ? Math.hypot(soup[i]!, soup[i + 1]!, soup[i + 2]!) : 0))));
/** Pixels. */
const OFFSETS = [[0.1, 0], [-0.1, 0], [0, 0.1], [0, -0.1]] as const;

beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  for (const name of NAMES) await writeModel(join(folder, `${name}.glb`), SOUPS[name], [200, 100, 50]);
});

/** Objects on all sides of the border, near and far, into each other, some past the near plane. */
function randomScene(seed: number): Scene {
  const random = seeded(seed);
  const between = (a: number, b: number) => a + (b - a) * random();
  const camera = { fx: between(50, 120), fy: between(50, 120), cx: between(20, 60), cy: between(15, 50), near: 0.05 };
  const instances = Array.from({ length: 9 }, (_, i): SceneInstance => {
    const z = between(0.05, 1.5);
    const w = [between(-1, 1), between(-1, 1), between(-1, 1), between(0.1, 1)];
    const length = Math.hypot(...w);
    return {
      model: Math.floor(between(0, NAMES.length)), layer: i % 2 ? 'background' : 'foreground', hue: 0, lod: 0,
      pose: { rotation: w.map((q) => q / length) as SceneInstance['pose']['rotation'], scale: between(0.5, 3), translation: [(between(-10, 90) - camera.cx) / camera.fx * z, (between(-10, 74) - camera.cy) / camera.fy * z, z] },
    };
  });
  return { width: WIDTH, height: HEIGHT, camera, instances, lights: [], ambient: 1, unlit: true, antialias: false, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 }, noiseKey: 0 };
}

interface CastTriangle { instance: number; a: Vec3; edge1: Vec3; edge2: Vec3; normal: Vec3 }

function trianglesOf({ instances }: Scene): CastTriangle[][] {
  return instances.map(({ model, pose }, instance) => {
    const soup = new Float32Array(SOUPS[NAMES[model]!]);
    const corner = (i: number): Vec3 => {
      const [x, y, z] = rotate(pose.rotation, [soup[i]! * pose.scale, soup[i + 1]! * pose.scale, soup[i + 2]! * pose.scale]);
      return [x + pose.translation[0], y + pose.translation[1], z + pose.translation[2]];
    };
    return Array.from({ length: soup.length / 9 }, (_, t): CastTriangle => {
      const [a, b, c] = [corner(9 * t), corner(9 * t + 3), corner(9 * t + 6)];
      const [edge1, edge2] = [subtract(b, a), subtract(c, a)];
      return { instance, a, edge1, edge2, normal: normalized(cross(edge1, edge2)) };
    });
  });
}

/** Where the ray meets the triangle, z; Infinity where it does not, or not beyond the near plane (Moeller & Trumbore 1997). */
function meet({ a, edge1, edge2 }: CastTriangle, ray: Vec3, nearM: number): number {
  const across = cross(ray, edge2);
  const determinant = dot(edge1, across);
  const u = -dot(a, across) / determinant;
  if (!(u >= 0 && u <= 1)) return Infinity;
  const q = cross(edge1, a);
  const v = dot(ray, q) / determinant;
  const z = dot(edge2, q) / determinant;
  return v >= 0 && u + v <= 1 && z > nearM ? z : Infinity;
}

/** Whether the ray passes within the radius of an instance's origin; all of these models lie around it. */
function nears({ pose: { translation, scale } }: SceneInstance, radiusM: number, ray: Vec3): boolean {
  const along = dot(translation, ray) / dot(ray, ray);
  return Math.hypot(...subtract(translation, scaled(ray, along))) <= radiusM * scale;
}

test('20 scenes: depth within 0.1 %, normals within a degree', async () => {
  const scenes = Array.from({ length: 20 }, (_, seed) => randomScene(seed));
  const library = await openSceneLibrary({ models: NAMES.map((name) => ({ path: join(folder, `${name}.glb`), layer: 'foreground', category: name, sha256: null })) }, { textureSize: 64, unit: 'm', transparency: 'screen' });
  const shaders = readShaders();
  const models = library.models.map((_, model) => model);
  const renderer = await RenderThreads.open({
    width: WIDTH, height: HEIGHT, batch: 8, blurTaps: 1, raster32: false, adapter: null,
    outputs: ['instanceIds', 'depth', 'normals'],
  });
  await renderer.load(() => Promise.resolve(packAssets(models.map((model) => wholeModel(library.models[model]!)), shaders)));
  const images = await Promise.all(scenes.map((scene) => renderer.render(packScene(scene, library, meshRows(library, models), sceneLayouts(shaders)))));
  await renderer.close();

  const counts = { seen: 0, otherId: 0, compared: 0, depthWithoutId: 0 };
  const worst = { depth: 0, normalDeg: 0 };
  scenes.forEach((scene, i) => {
    const { planes } = images[i]!;
    const [ids, depth, normals] = [new Uint16Array(planes.instanceIds!.buffer), new Float32Array(planes.depth!.buffer), planes.normals!];
    const { camera, instances } = scene;
    const triangles = trianglesOf(scene);
    const rayAt = (x: number, y: number): Vec3 => [(x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy, 1];
    for (let at = 0; at < WIDTH * HEIGHT; at++) {
      const [x, y] = [at % WIDTH + 0.5, Math.floor(at / WIDTH) + 0.5];
      const ray = rayAt(x, y);
      let hit: { z: number; triangle: CastTriangle } | null = null;
      for (const [index, instance] of instances.entries()) {
        if (!nears(instance, RADIUS_M, ray)) continue;
        for (const triangle of triangles[index]!) {
          const z = meet(triangle, ray, camera.near);
          if (z < (hit?.z ?? Infinity)) hit = { z, triangle };
        }
      }
      if (depth[at]! > 0 !== ids[at]! > 0) counts.depthWithoutId++;
      if (hit) counts.seen++;
      if ((hit ? hit.triangle.instance + 1 : 0) !== ids[at]) counts.otherId++;
      if (!hit || hit.triangle.instance + 1 !== ids[at]) continue;
      const { normal } = hit.triangle;
      // Nearer to an edge than that the pixel may show what lies beyond it.
      if (OFFSETS.some(([dx, dy]) => meet(hit.triangle, rayAt(x + dx, y + dy), camera.near) === Infinity)) continue;
      counts.compared++;
      const found = normalized([0, 1, 2].map((k) => normals[at * 3 + k]! / 127.5 - 1) as Vec3);
      const toward = dot(normal, ray) > 0 ? -1 : 1;
      worst.depth = Math.max(worst.depth, Math.abs(depth[at]! / hit.z - 1));
      worst.normalDeg = Math.max(worst.normalDeg, Math.acos(Math.min(1, toward * dot(normal, found))) * 180 / Math.PI);
    }
  });
  expect(worst.depth).toBeLessThan(0.001);
  expect(worst.normalDeg).toBeLessThan(1);
  expect(counts.depthWithoutId).toBe(0);
  expect(counts.otherId / counts.seen).toBeLessThan(0.01);
  expect(counts.compared / counts.seen).toBeGreaterThan(0.5);
  expect(counts.seen).toBeGreaterThan(20 * 1000);
});
