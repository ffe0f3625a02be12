/** Checks packed scenes and joined batches: their offsets, the level that is drawn, and what the canvases hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../src/config/errors.ts';
import { joinScenes } from '../../src/gpu/batch.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import { wholeModel } from '../../src/assets/library.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts, transferList } from '../../src/gpu/scene-rows.ts';
import { StructRows } from '../../src/gpu/wgsl.ts';
import { rotate } from '../../src/geometry/poses.ts';
import { Random } from '../../src/scene/random.ts';
import type { Scene, SceneInstance } from '../../src/scene/scene.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { smallLibrary } from '../support/compiled-shapes.ts';

const layouts = sceneLayouts(readShaders());
const library = smallLibrary();
const rows = meshRows(library, library.models.map((_, model) => model));

function sceneOf(instances: SceneInstance[], changes: Partial<Scene> = {}): Scene {
  return {
    width: 100, height: 70, camera: { fx: 90, fy: 80, cx: 48, cy: 36, near: 0.01 }, instances, lights: [], ambient: 1,
    unlit: false, antialias: true, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 }, noiseKey: 5, ...changes,
  };
}

function instanceOf(model: number, translation: [number, number, number], changes: Partial<SceneInstance> = {}): SceneInstance {
  return { model, layer: 'foreground', pose: { rotation: [1, 0, 0, 0], translation, scale: 1 }, hue: 0, lod: 'auto', ...changes };
}

test('factors of the material are packed, 1 where the scene names none', () => {
  const plain = instanceOf(0, [0, 0, 2]);
  const { instances } = packScene(sceneOf([plain, { ...plain, saturation: 0.5, value: 0.25, roughness: 0 }]), library, rows, layouts);
  const row = new StructRows(layouts.instances, instances);
  const factors = (i: number) => ['saturation', 'value', 'roughness'].map((field) => row.f32[row.at(i, field)]);
  expect([factors(0), factors(1)]).toEqual([[1, 1, 1], [0.5, 0.25, 0]]);
});

test('a canvas holds every projected vertex, in whole words', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: library.models.length - 1 }), (key, model) => {
    const random = new Random(key, 0, 0, 1);
    const scale = random.range(0.1, 2);
    const translation: [number, number, number] = [random.range(-2, 2), random.range(-2, 2), random.range(0.02, 8)];
    const instance = instanceOf(model, translation, { pose: { rotation: random.quaternion(), translation, scale } });
    const scene = sceneOf([instance]);
    const { foregrounds, silhouetteWords } = packScene(scene, library, rows, layouts);
    const row = new StructRows(layouts.foregrounds, foregrounds);
    const x0 = row.i32[row.at(0, 'x0')]!;
    const y0 = row.i32[row.at(0, 'y0')]!;
    const widthPx = row.u32[row.at(0, 'widthWords')]! * 32;
    const height = row.u32[row.at(0, 'height')]!;
    expect(Math.abs(x0 % 32)).toBe(0);
    expect(silhouetteWords).toBe((widthPx / 32) * height);
    const { positions, center } = wholeModel(library.models[model]!);
    const guardPx = 100;
    for (let v = 0; v < positions.length; v += 3 * 17) {
      const p = rotate(instance.pose.rotation, [0, 1, 2].map((k) => scale * (positions[v + k]! + center[k]!)) as [number, number, number]);
      const z = p[2] + translation[2];
      if (z < scene.camera.near) continue;
      const x = Math.floor((90 * (p[0] + translation[0])) / z + 48);
      const y = Math.floor((80 * (p[1] + translation[1])) / z + 36);
      if (x < -guardPx || x >= 100 + guardPx || y < -guardPx || y >= 70 + guardPx) continue;
      expect([x >= x0, x < x0 + widthPx, y >= y0, y < y0 + height]).toEqual([true, true, true, true]);
    }
  }), { numRuns: 200 });
});

test('pairs are those whose canvases meet', () => {
  const far = packScene(sceneOf([instanceOf(1, [-3, 0, 6]), instanceOf(1, [3, 0, 6]), instanceOf(1, [2.95, 0, 6])]), library, rows, layouts);
  expect([...new Uint32Array(far.pairs)]).toEqual([1, 2]);
});

test('the coarsest level within the layer\'s error is drawn', () => {
  const model = structuredClone(library.models[0]!);
  const [lod] = model.compiled.lods as [typeof model.compiled.lods[number]];
  model.compiled.lods = [lod, { ...lod, errorM: 0.001 }, { ...lod, errorM: 0.01 }];
  const leveled = { ...library, models: [model, ...library.models.slice(1)] };
  const levelAt = (z: number, layer: SceneInstance['layer']) => {
    const packed = packScene(sceneOf([instanceOf(0, [0, 0, z], { layer })]), leveled, meshRows(leveled, [0]), layouts);
    const instance = new StructRows(layouts.instances, packed.instances);
    return instance.u32[instance.at(0, 'mesh')];
  };
  const levels = () => [levelAt(0.5, 'foreground'), levelAt(3, 'foreground'), levelAt(0.5, 'background'), levelAt(3, 'background')];
  expect(levels()).toEqual([0, 1, 1, 2]);
  expect(levelAt(1.5, 'foreground')).toBe(0);
  model.compiled.widthM = 2; // a wide one may be off by more
  expect(levelAt(1.5, 'foreground')).toBe(1);
  model.compiled.widthM = 0;
  model.compiled.lods[1]!.outlineErrorM = 0.01; // labels need true outlines, clutter does not
  expect(levels()).toEqual([0, 0, 1, 2]);
});

test('what is too much is refused, with the figures', () => {
  expect(() => packScene(sceneOf([instanceOf(0, [0, 0, 2], { lod: 7 })]), library, rows, layouts)).toThrow(/no level of detail 7; it has 1/);
  expect(() => packScene(sceneOf(Array.from({ length: 1025 }, () => instanceOf(0, [0, 0, 2]))), library, rows, layouts)).toThrow(new UserError('scene: 1025 foreground instances; wanted at most 1024'));
  const lights = Array.from({ length: 2049 }, () => ({ type: 'point' as const, position: [0, 0, 0] as [number, number, number], intensity: 1, color: [1, 1, 1] as [number, number, number] }));
  expect(() => packScene(sceneOf([], { lights }), library, rows, layouts)).toThrow(new UserError('scene: 2049 lights; wanted at most 2048'));
  expect(() => packScene(sceneOf([instanceOf(2, [0, 0, 2])]), library, meshRows(library, [0, 1]), layouts)).toThrow(/not in the pack/);
});

test('directional lights come before point lights, and both are counted', () => {
  const [directional, point] = [{ type: 'directional' as const, direction: [0, 0, 1] as [number, number, number] }, { type: 'point' as const, position: [1, 2, 3] as [number, number, number] }];
  const packed = packScene(sceneOf([], { lights: [point, directional, point].map((light, i) => ({ ...light, intensity: 2, color: [i, 0, 1] as [number, number, number] })) }), library, rows, layouts);
  const image = new StructRows(layouts.images, packed.images);
  expect(['directionalLights', 'pointLights'].map((field) => image.u32[image.at(0, field)])).toEqual([1, 2]);
  const lights = new StructRows(layouts.lights, packed.lights);
  const floats = (row: number, field: string) => [...lights.f32.subarray(lights.at(row, field), lights.at(row, field) + 3)];
  expect([0, 1, 2].map((row) => floats(row, 'vector'))).toEqual([[0, 0, 1], [1, 2, 3], [1, 2, 3]]);
  expect([0, 1, 2].map((row) => floats(row, 'colorLinear'))).toEqual([[2, 0, 2], [0, 0, 2], [4, 0, 2]]);
});

test('joining moves every count from the scene\'s start to the batch\'s', () => {
  const one = sceneOf([instanceOf(0, [0, 0, 2]), instanceOf(6, [0, 0, 3], { layer: 'background' }), instanceOf(1, [0.01, 0, 2])],
    { lights: [{ type: 'directional', direction: [0, 0, 1], intensity: 0.5, color: [1, 0.5, 0] }] });
  const empty = sceneOf([]);
  const batch = joinScenes([one, empty, one].map((scene) => packScene(scene, library, rows, layouts)), 100, 70, 3, layouts);
  expect(batch.info).toMatchObject({ images: 3, instances: 6, foregrounds: 4, pairs: 2 });
  expect(batch.first.foregrounds).toEqual([0, 2, 2, 4]);
  expect(batch.first.pairs).toEqual([0, 1, 1, 2]);
  expect([...batch.rows.pairs!]).toEqual([0, 1, 2, 3]);

  const instances = new StructRows(layouts.instances, batch.rows.instances!.buffer);
  const field = (name: string) => Array.from({ length: 6 }, (_, row) => instances.u32[instances.at(row, name)]);
  const perScene = instances.u32[instances.at(3, 'firstVertex')]!;
  expect(field('image')).toEqual([0, 0, 0, 2, 2, 2]);
  expect(field('ordinal')).toEqual([0, 1, 2, 0, 1, 2]);
  expect(field('foreground')).toEqual([0, 0xffffffff, 1, 2, 0xffffffff, 3]);
  expect(batch.info.vertices).toBe(2 * perScene);
  const images = new StructRows(layouts.images, batch.rows.images!.buffer);
  expect(field('firstId')).toEqual([0, 1, 2, 0, 1, 2].map((ordinal, i) => ordinal * 2 ** images.u32[images.at(i < 3 ? 0 : 2, 'triangleBits')]!));
  expect([0, 1, 2].map((row) => images.u32[images.at(row, 'firstInstance')])).toEqual([0, 3, 3]);
  expect([0, 1, 2].map((row) => images.u32[images.at(row, 'firstLight')])).toEqual([0, 1, 1]);

  // Chunks cover each instance's triangles once.
  const { words, offset } = layouts.nearChunks;
  for (let instance = 0; instance < 6; instance++) {
    const model = [0, 6, 1][instance % 3]!;
    const firsts = Array.from({ length: batch.info.triangleChunks }, (_, chunk) => batch.rows.triangleChunks!.subarray(chunk * words, (chunk + 1) * words))
      .filter((chunk) => chunk[offset.instance!] === instance).map((chunk) => chunk[offset.first!]);
    expect(firsts).toEqual(Array.from({ length: Math.ceil(library.models[model]!.compiled.triangles / 64) }, (_, i) => i * 64));
  }
  // Those of the background come last.
  const chunkInstances = Array.from({ length: batch.info.triangleChunks }, (_, chunk) => batch.rows.triangleChunks![chunk * words + offset.instance!]!);
  expect(chunkInstances.map((instance) => instance % 3 === 1)).toEqual(chunkInstances.map((_, chunk) => chunk >= batch.info.nearChunks));
});

test('what hides something is counted by who it is; keypoints and classes come with their instances', () => {
  const at = [0, 0, 2] as [number, number, number];
  const named = { ...library, models: library.models.map((model, i) => ({ ...model, ...(i < 2 ? { keypoints: [{ name: 'a', at: [0.1, 0, 0] as [number, number, number] }, { name: 'b', at: [0, 0, -9] as [number, number, number] }].slice(i) } : {}) })) };
  const scene = sceneOf([instanceOf(6, at, { layer: 'occluder' }), instanceOf(0, at), instanceOf(6, at, { layer: 'background' }), instanceOf(1, at), instanceOf(6, at, { layer: 'occluder' })]);
  const batch = joinScenes([scene, sceneOf([]), scene].map((s) => packScene(s, named, rows, layouts)), 100, 70, 1, layouts);
  const instances = new StructRows(layouts.instances, batch.rows.instances!.buffer);
  expect(Array.from({ length: 5 }, (_, row) => instances.u32[instances.at(row + 5, 'occlusionColumn')])).toEqual([2, 0, 4, 1, 3]);
  const foregrounds = new StructRows(layouts.foregrounds, batch.rows.foregrounds!.buffer);
  const field = (name: string) => Array.from({ length: 4 }, (_, row) => foregrounds.u32[foregrounds.at(row, name)]);
  expect(field('firstOcclusion')).toEqual([0, 5, 10, 15]);
  expect([batch.info.occlusionCounters, batch.first.occlusionCounters]).toEqual([20, [0, 10, 10, 20]]);
  expect(field('category')).toEqual([0, 1, 0, 1].map((model) => library.categories.indexOf(library.models[model]!.category!) + 1));

  const points = new StructRows(layouts.keypoints, batch.rows.keypoints!.buffer);
  expect([batch.info.keypoints, batch.first.keypoints, points.rows]).toEqual([6, [0, 3, 3, 6], 6]);
  expect(Array.from({ length: 6 }, (_, row) => points.u32[points.at(row, 'instance')])).toEqual([1, 1, 3, 6, 6, 8]);
  const floats = (row: number) => ['x', 'y', 'z'].map((name) => points.f32[points.at(row, name)]);
  expect([floats(0), floats(4)]).toEqual([[48 + 90 * 0.05, 36, 2], [-1, -1, 0]]);
  expect(points.f32[points.at(0, 'toleranceM')]).toBeCloseTo(0.02 * library.models[0]!.compiled.radiusM + 2 / 80, 6);
});

test('all memory of a packed scene is handed over', () => {
  const packed = packScene(sceneOf([instanceOf(0, [0, 0, 2])]), library, rows, layouts);
  const memory = Object.values(packed).flatMap((value) => (typeof value === 'number' ? [] : [ArrayBuffer.isView(value) ? value.buffer : value]));
  expect(new Set(transferList(packed))).toEqual(new Set(memory));
  const copy = structuredClone(packed, { transfer: transferList(packed) });
  expect([copy.instances.byteLength, packed.instances.byteLength, copy.blurWeights.length, packed.blurWeights.length]).toEqual([layouts.instances.words * 4, 0, 1, 0]);
});
