/** Checks that the peers draw the same pictures, without which their times could not be compared. */
import { create, globals } from 'webgpu';
import { beforeAll, expect, test } from 'vitest';
import { openPeerWorkload, type PeerWorkload } from '../../bench/peers/scenes.ts';
import { RawRenderer } from '../../bench/peers/raw-renderer.ts';
import { batchedMeshes, instancedMeshes } from '../../bench/peers/three-objects.ts';
import { ThreeRenderer, type MakeObjects } from '../../bench/peers/three-renderer.ts';
import { chooseImages, paperConfig } from '../../bench/workload.ts';
import { type Config, makePlanner } from '../support/paper.ts';
import { openDevice, type OpenDevice } from '../../src/gpu/device.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import type { RenderedImage } from '../../src/gpu/rendered-images.ts';
import { Renderer } from '../../src/gpu/renderer.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { readShaders } from '../../src/run/shaders.ts';

const WIDTH = 96;
const HEIGHT = 64;
const SCENES = 4;

Object.assign(globalThis, globals);
const gpu = create([]);
let context: OpenDevice;
let work: PeerWorkload;
let own: RenderedImage[];

beforeAll(async () => {
  const plain = paperConfig() as Config;
  plain.image = { ...plain.image, width: WIDTH, height: HEIGHT };
  plain.background.hue = plain.occluders.hue = plain.noise.enabled = plain.blur.enabled = false;
  const { workload: { config, indices, strata }, library } = await chooseImages(plain);
  context = await openDevice(gpu);
  work = await openPeerWorkload({ config, strata, indices: [...indices.slice(0, SCENES - 1), indices[11]!] });
  const shaders = readShaders();
  const renderer = new Renderer(context, shaders, { width: WIDTH, height: HEIGHT, batch: SCENES, blurTaps: 1, raster32: false, outputs: ['instanceIds'] });
  renderer.load(work.pack);
  const rows = meshRows(library, makePlanner(config as Config, library).modelsOf(0));
  own = await renderer.render(work.scenes.map(({ scene }) => packScene(scene, library, rows, sceneLayouts(shaders))));
});

test('the raw renderer shows the same instance at nearly every pixel', async () => {
  const renderer = new RawRenderer(context.device, work, SCENES);
  const planes = await renderer.render(work.scenes);
  planes.forEach((plane, scene) => {
    const ids = new Uint16Array(own[scene]!.planes.instanceIds!.buffer);
    const same = ids.filter((id, pixel) => id === plane[Math.floor(pixel / WIDTH) * renderer.rowWords + (pixel % WIDTH)]).length;
    // Vertices are snapped to other grids, and clutter cuts into clutter.
    expect(same / (WIDTH * HEIGHT)).toBeGreaterThan(0.98);
  });
});

test.each<[string, MakeObjects]>([
  ['InstancedMesh', instancedMeshes],
  ['BatchedMesh', (...given) => batchedMeshes(...given, true)],
])('three.js shows the same colours with %s, whatever was drawn before', async (_, make) => {
  const renderer = await ThreeRenderer.open(context.device, work, make);
  const images = await Promise.all([...work.scenes.keys()].map((scene) => renderer.render(work.scenes[scene]!)));
  images.forEach((image, scene) => {
    const rgb = own[scene]!.planes.rgb;
    const difference = rgb.reduce((sum, code, i) => sum + Math.abs(code - image[Math.floor(i / 3) * 4 + (i % 3)]!), 0) / rgb.length;
    // Lambert has no highlights, and its edges are not smoothed: the means differ by 5 to 8 of 255, those of two scenes by 50 to 60.
    expect(difference).toBeLessThan(12);
  });
});
