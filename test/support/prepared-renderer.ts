/** Prepares renderers of a few small images of the built-in models. */
import { create, globals } from 'webgpu';
import { chooseImages, paperConfig } from '../../bench/workload.ts';
import { openDevice } from '../../src/gpu/device.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import type { OutputName } from '../../src/gpu/outputs.ts';
import { Renderer, type RendererOptions } from '../../src/gpu/renderer.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { makePack, packParts } from '../../src/run/packs.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { Scene } from '../../src/scene/scene.ts';
import { type Config, makePlanner } from './paper.ts';

export const WIDTH = 160;
export const HEIGHT = 120;

Object.assign(globalThis, globals);
/** Kept for as long as a device lives. */
const gpu = create([]);

/** Plans and packed scenes of four images, what packs other scenes of their models, and what opens a renderer, two in a batch. */
export async function prepare(outputs: readonly OutputName[] = ['recordIds']) {
  const paper = paperConfig();
  paper.image = { ...paper.image, width: WIDTH, height: HEIGHT };
  const { workload: { config, indices }, library } = await chooseImages(paper);
  const context = await openDevice(gpu);
  const shaders = readShaders();
  const planner = makePlanner(config as Config, library);
  const models = planner.modelsOf(0);
  const rows = meshRows(library, models);
  const plans = indices.slice(0, 4).map((index) => planner.plan(index, 0));
  const packed = (scene: Scene, texels?: Uint8Array<ArrayBuffer>) => packScene(scene, library, rows, sceneLayouts(shaders), texels);
  const scenes = plans.map(({ scene }) => packed(scene));
  const pack = await makePack(packParts(library, models));
  const options: RendererOptions = { width: WIDTH, height: HEIGHT, batch: 2, blurTaps: 16, raster32: false, outputs };
  const open = (capacityShare?: number, device = context.device, more: Partial<RendererOptions> = {}) => {
    const renderer = new Renderer({ ...context, device }, shaders, { ...options, ...more }, null, capacityShare);
    renderer.load(pack);
    return renderer;
  };
  return { open, plans, packed, scenes, device: context.device };
}

