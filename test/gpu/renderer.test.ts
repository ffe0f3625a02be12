/** Checks that a batch which finds too little room is run again until it has it, and comes out the same. */
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

test.each([{ runs: false }, { runs: true }])('batches side by side that find room for a thousandth are run again, and come out the same: %o', async ({ runs }) => {
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
  const [roomy, tight] = await Promise.all([1, 0.001].map((share) => {
    const renderer = new Renderer(context, shaders, options, null, share);
    renderer.load(pack);
    return Promise.all([renderer.render(scenes.slice(0, 2)), renderer.render(scenes.slice(2))]);
  }));
  expect(tight).toEqual(roomy);
});
