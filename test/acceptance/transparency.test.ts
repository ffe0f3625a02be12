/** Checks transparent objects as a user meets them: a bottle of glass is labelled as a whole, and its picture is a blend. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, globals } from 'webgpu';
import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/assets/compile/compile.ts';
import type { Transparency, WholeModel } from '../../src/assets/compiled-model.ts';
import { loadModel } from '../../src/assets/load/load.ts';
import { packAssets } from '../../src/gpu/asset-pack.ts';
import { openDevice, type OpenDevice } from '../../src/gpu/device.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import type { RenderedImage } from '../../src/gpu/rendered-images.ts';
import { Renderer, type RendererOptions } from '../../src/gpu/renderer.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { Scene, SceneInstance } from '../../src/scene/scene.ts';
import { boxSoup, compiledShape, libraryOf, sphereSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';

const [WIDTH, HEIGHT] = [97, 71];
const ALPHA = 0.3;
const shaders = readShaders();
const gpu = create([]);
Object.assign(globalThis, globals);

/** The vertices and faces of a box as lines of an OBJ, after `before` vertices. */
function boxLines([x0, y0, z0]: number[], [x1, y1, z1]: number[], before: number): string {
  const corners = [x0, x1].flatMap((x) => [y0, y1].flatMap((y) => [z0, z1].map((z) => `v ${x} ${y} ${z}`)));
  const faces = [[1, 2, 4, 3], [5, 7, 8, 6], [1, 5, 6, 2], [3, 4, 8, 7], [1, 3, 7, 5], [2, 6, 8, 4]];
  return [...corners, ...faces.map((face) => `f ${face.map((v) => v + before).join(' ')}`)].join('\n');
}

const folder = folderOfFile();
const path = join(folder, 'bottle.obj');
const models = {} as Record<Transparency, WholeModel>;
let open: OpenDevice;
beforeAll(async () => {
  writeFileSync(path, `mtllib bottle.mtl\nusemtl glass\n${boxLines([0, 0, 0], [1, 3, 1], 0)}\nusemtl cap\n${boxLines([0.2, 3, 0.2], [0.8, 3.4, 0.8], 8)}\n`);
  writeFileSync(join(folder, 'bottle.mtl'), `newmtl glass\nKd 0.9 0.95 1\nd ${ALPHA}\nnewmtl cap\nKd 0.8 0.1 0.1\n`);
  const { source } = await loadModel(path, { unitM: 1 });
  for (const transparency of ['screen', 'opaque', 'cutout'] as const) models[transparency] = await compile(source, '', { textureSizePx: 64, viewLevel: 0, transparency });
  open = await openDevice(gpu);
});

const instance = (model: number, layer: SceneInstance['layer'], x: number, y: number, z: number, more: Partial<SceneInstance> = {}): SceneInstance =>
  ({ model, layer, pose: { rotation: [0.17, 0.95, 0.2, 0.17], translation: [x, y, z], scale: 1 }, hue: 0, lod: 0, ...more });
const scene = (instances: SceneInstance[], changes: Partial<Scene> = {}): Scene => ({
  width: WIDTH, height: HEIGHT, camera: { fx: 80, fy: 80, cx: 47, cy: 36, near: 0.01 }, instances, ambient: 0.5, unlit: false, antialias: false, noiseKey: 1,
  lights: [{ type: 'directional', direction: [0.6, 0, 0.8], intensity: 0.6, color: [1, 0.9, 0.8] }], post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 }, ...changes,
});
/** A wall that fills the image, and things before it that the bottle hides in part. */
const CLUTTER = [instance(1, 'background', 0, 0, 30, { hue: 0.2 }), ...[-2, 0, 1.5].map((x, i) => instance(2, 'background', x, x / 2, 9 + i, { hue: i / 3 }))];
const BOTTLE = instance(0, 'foreground', 0.4, 1.4, 6);

/** Renders scenes of a bottle in batches of so many. */
async function render(bottle: WholeModel, scenes: Scene[], batch: number, more: Partial<RendererOptions> = {}): Promise<RenderedImage[]> {
  const tinted = (model: WholeModel): WholeModel => ({ ...model, materials: model.materials.map((m) => ({ ...m, baseColorFactor: [0.6, 0.3, 0.2, 1] })) });
  const library = libraryOf([bottle], [tinted(compiledShape(boxSoup(60, 60, 1), 0)), tinted(compiledShape(sphereSoup(0.9), 0))]);
  const renderer = new Renderer(open, shaders, { width: WIDTH, height: HEIGHT, batch, blurTaps: 4, raster32: false, outputs: ['instanceIds', 'depth'], ...more });
  renderer.load(packAssets(library.models.map(({ compiled, drawing }) => ({ lods: compiled.lods, ...drawing! })), shaders));
  const rows = meshRows(library, library.models.map((_, i) => i));
  const images: RenderedImage[] = [];
  for (let first = 0; first < scenes.length; first += batch) images.push(...await renderer.render(scenes.slice(first, first + batch).map((s) => packScene(s, library, rows, sceneLayouts(shaders)))));
  return images;
}

test('labels, silhouettes and depth of a bottle are those of its opaque twin; the cutout has those of its cap', async () => {
  const [glass, twin, cap] = await Promise.all((['screen', 'opaque', 'cutout'] as const).map(async (key) => (await render(models[key], [scene([...CLUTTER, BOTTLE])], 1))[0]!));
  expect(glass!.measured.instances).toEqual(twin!.measured.instances);
  expect(glass!.planes.instanceIds).toEqual(twin!.planes.instanceIds);
  expect(glass!.planes.depth).toEqual(twin!.planes.depth);
  expect(glass!.planes.rgb).not.toEqual(twin!.planes.rgb);
  expect(glass!.measured.instances[0]!.visible).toBeGreaterThan(600);
  expect(cap!.measured.instances[0]!.visible).toBeLessThan(0.2 * glass!.measured.instances[0]!.visible);
  const { silhouettes, center, radiusM } = models.opaque;
  expect(models.screen).toMatchObject({ center, radiusM, silhouettes, isTransparent: true });
  expect(models.cutout.radiusM).toBeLessThan(0.4 * radiusM);
  expect([models.opaque, models.cutout].map(({ isTransparent }) => isTransparent)).toEqual([false, false]);
  expect(models.cutout.notes.join()).toContain('parts of alpha 0.3 are left out; assets.transparency: screen would draw them');
});

test('the picture is the blend of the opaque twin and of the picture without the glass, by the glass\'s alpha', async () => {
  const [glass] = await render(models.screen, [scene([...CLUTTER, BOTTLE])], 1);
  const [twin] = await render(models.opaque, [scene([...CLUTTER, BOTTLE])], 1);
  const [without] = await render(models.cutout, [scene([...CLUTTER, BOTTLE])], 1);
  const [shown, opaque, behind] = [glass!, twin!, without!].map(({ planes }) => planes.rgb);
  const apart = shown!.reduce((most, code, i) => Math.max(most, Math.abs(code - (ALPHA * opaque![i]! + (1 - ALPHA) * behind![i]!))), 0);
  expect(apart).toBeLessThanOrEqual(1);
  expect(shown!.filter((code, i) => Math.abs(code - opaque![i]!) > 10 && Math.abs(code - behind![i]!) > 10).length).toBeGreaterThan(600);
});

test('bytes depend neither on the batch, nor on what else is in it, nor on 64-bit atomics', async () => {
  const noisy = { antialias: true, post: { noiseSigma: 0.02, blurKernel: 3, blurSigma: 0.7 } };
  const scenes = [
    scene([...CLUTTER, BOTTLE], noisy), scene(CLUTTER, noisy), scene([], noisy),
    scene([...CLUTTER, BOTTLE, instance(0, 'occluder', 0, 1, 4.5), instance(0, 'background', -1, 2, 8)], noisy),
  ];
  const alone = await render(models.screen, scenes, 1);
  const planes = (images: RenderedImage[]) => images.map((image) => image.planes);
  expect(planes(await render(models.screen, scenes, 4))).toEqual(planes(alone));
  expect(planes(await render(models.screen, scenes.toReversed(), 3)).toReversed()).toEqual(planes(alone));
  expect(planes(await render(models.screen, scenes, 2, { raster32: true }))).toEqual(planes(alone));
  // Images without transparent parts are those of a library without any.
  expect(planes(await render(models.opaque, scenes.slice(1, 3), 2))).toEqual(planes(alone.slice(1, 3)));
});
