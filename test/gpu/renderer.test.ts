/** Checks what a renderer does with its memory: lists that grow, and planes that are used again. */
import { create, globals } from 'webgpu';
import { expect, test } from 'vitest';
import { chooseImages, paperConfig } from '../../bench/workload.ts';
import { openLibrary } from '../../src/assets/open-library.ts';
import { openDevice } from '../../src/gpu/device.ts';
import { Renderer, type RendererOptions } from '../../src/gpu/renderer.ts';
import { packScene, sceneLayouts } from '../../src/gpu/scene-pack.ts';
import { blurTaps } from '../../src/mill.ts';
import { makePack, meshRows, packParts, shardModels } from '../../src/packs.ts';
import { makePlanner } from '../../src/scene/plan.ts';
import { readShaders } from '../../src/shaders.ts';

const WIDTH = 160;
const HEIGHT = 120;

Object.assign(globalThis, globals);
const gpu = create([]);

async function prepare({ runs }: { runs: boolean }) {
  const paper = paperConfig();
  paper.image = { ...paper.image, width: WIDTH, height: HEIGHT };
  const library = await openLibrary(paper);
  const { config, indices } = chooseImages(paper, library);
  const context = await openDevice(gpu);
  const shaders = readShaders();
  const models = shardModels(config, library)(0);
  const rows = meshRows(library, models);
  const planner = makePlanner(config, library);
  const scenes = indices.slice(0, 4).map((index) => packScene(planner.plan(index, 0).scene, library, rows, sceneLayouts(shaders)));
  const pack = await makePack(packParts(config, library, models));
  const outputs = { planes: ['recordIds' as const], runs, amodalRuns: runs, hiders: false, keypoints: false };
  const options: RendererOptions = { width: WIDTH, height: HEIGHT, batch: 2, blurTaps: blurTaps(config), raster32: false, outputs };
  const open = (roomShare?: number) => {
    const renderer = new Renderer(context, shaders, options, null, roomShare);
    renderer.load(pack);
    return renderer;
  };
  return { open, scenes };
}

test.each([{ runs: false }, { runs: true }])('batches side by side that find room for a thousandth are run again, and come out the same: %o', async (wanted) => {
  const { open, scenes } = await prepare(wanted);
  const [roomy, tight] = await Promise.all([1, 0.001].map((share) => {
    const renderer = open(share);
    return Promise.all([renderer.render(scenes.slice(0, 2)), renderer.render(scenes.slice(2))]);
  }));
  expect(tight).toEqual(roomy);
});

test('planes that are handed back are where the next images are, and nothing of theirs is left', async () => {
  const { open, scenes } = await prepare({ runs: false });
  const renderer = open();
  const fresh = await renderer.render(scenes.slice(2));
  const [first] = await renderer.render(scenes.slice(0, 1));
  const second = await renderer.render(scenes.slice(2), 0, [first!.planes]);
  expect(second).toEqual(fresh);
  expect(second[0]!.planes.rgb.buffer).toBe(first!.planes.rgb.buffer);
  expect(second[0]!.planes.recordIds!.buffer).toBe(first!.planes.recordIds!.buffer);
  expect(second[1]!.planes.rgb.buffer).not.toBe(first!.planes.rgb.buffer);
});
