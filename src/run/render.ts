/** Renders single images with every plane: images of a dataset, or a scene written by hand. */
import { join } from 'node:path';
import { noteLines } from '../assets/open-library.ts';
import { UserError } from '../config/errors.ts';
import { meshRows } from '../gpu/mesh-rows.ts';
import type { OutputName } from '../gpu/outputs.ts';
import { packScene } from '../gpu/scene-pack.ts';
import { sceneLayouts } from '../gpu/scene-rows.ts';
import { foregroundIds } from '../labels/ids.ts';
import { ALL_LABELS, type Labels, outputsOf } from '../labels/labels.ts';
import { keyOf } from '../labels/record.ts';
import { checkBackdrop } from '../scene/check-backdrop.ts';
import { backdropTexels } from './backdrop-texels.ts';
import type { Config } from './config.ts';
import { RenderThreads } from './devices.ts';
import { Engine, type EngineOptions } from './engine.ts';
import { writeImageFolder } from './image-folder.ts';
import { makePack, packParts } from './packs.ts';
import { readScene } from './scene-file.ts';
import { openSceneLibrary } from './scene-library.ts';
import { readShaders } from './shaders.ts';

/** The outputs that `render` writes for every image, whatever the labels are. */
const FOLDER_OUTPUTS: OutputName[] = ['instanceIds', 'recordIds', 'depth', 'normals', 'color', 'alpha', 'silhouettes'];

const everything = (labels: Labels): OutputName[] => [...new Set([...FOLDER_OUTPUTS, ...outputsOf(labels)])];

/** Images of a config's dataset (one index, or the first and the last one), or a scene file, whose models and picture are beside it or in `assets`. */
export type RenderSource = { config: Config; index: number | [first: number, last: number] } | { scene: string; assets?: string | readonly string[] };

/**
 * Renders images, and writes for each the picture, ids, layers, depth, normals, silhouettes, boxes, the record and the scene.
 * @param outDir folder of the files; for several images, it holds a folder for each
 * @throws UserError where the source is wrong
 */
export function render(source: RenderSource, outDir: string, options: EngineOptions = {}): Promise<void> {
  if ('scene' in source) return renderScene(source.scene, source.assets, outDir, options);
  const { config, index } = source;
  return renderImages(config, typeof index === 'number' ? [index, index] : index, outDir, options);
}

/**
 * Renders images of a dataset, with the bytes that they have in the dataset; several images get a folder each.
 * @throws UserError where the dataset has no image `last`
 */
export async function renderImages(config: Config, [first, last]: [number, number], outDir: string, options: EngineOptions): Promise<void> {
  const settings = { assets: config.assets, jpegQuality: config.image.jpegQuality };
  const engine = await Engine.open(config, { ...options, batch: 1 }, everything(config.labels));
  try {
    const { images, library, scenario } = engine;
    const modelNames = library.models.map(({ name }) => name);
    if (last >= images) throw new UserError(`render: --index ${last}: the dataset has ${images} images; wanted 0 to ${images - 1}`);
    options.onStage?.(`drawing on ${engine.renderer.adapter.device}`);
    for (let index = first; index <= last; index++) {
      engine.hold([engine.order.shardOf(index)]);
      const made = await engine.make(index);
      const { measured } = made.image;
      const facts = scenario.facts?.(made.plan, { measured, ids: foregroundIds(measured), modelNames });
      await writeImageFolder(first === last ? outDir : join(outDir, keyOf(index)), { ...made, facts }, library, settings, config.labels);
    }
  } finally {
    await engine.close();
  }
}

/**
 * Renders a scene file. Its models and its picture are beside it, or in `assetsDir`.
 * @throws UserError where the scene, a model or the picture is wrong
 */
export async function renderScene(path: string, assetsDir: string | readonly string[] | undefined, outDir: string, options: EngineOptions): Promise<void> {
  const { plan, models, pictures, settings } = await readScene(path, assetsDir);
  const library = await openSceneLibrary({ models, pictures }, settings.assets, { strict: options.strictAssets ?? false, onProgress: options.onAsset });
  noteLines(library.models).forEach((line) => options.onNote?.(line));
  if (plan.scene.backdrop) {
    checkBackdrop(plan.scene.backdrop, (picture) => library.pictures[picture], (what, wanted) => { throw new UserError(`scene: ${path}: ${what}; wanted ${wanted}`); });
  }
  for (const [i, { model, lod }] of plan.scene.instances.entries()) {
    const levels = library.models[model]!.compiled.lods.length;
    if (lod !== 'auto' && lod >= levels) throw new UserError(`scene: ${path}: instances[${i}].lod is ${lod}; wanted auto or 0 to ${levels - 1}, the levels that the model has`);
  }
  const { width, height, post } = plan.scene;
  options.onStage?.('opening the GPU');
  const renderer = await RenderThreads.open({
    width, height, batch: 1, blurTaps: (post.blurKernel + 1) / 2, raster32: options.raster32 ?? false, adapter: options.adapter ?? null,
    anisotropic: settings.assets.textureFilter === 'anisotropic', outputs: everything(ALL_LABELS),
  });
  try {
    options.onStage?.(`drawing on ${renderer.adapter.device}`);
    const all = library.models.map((_, model) => model);
    const texels = await backdropTexels(plan.scene, library);
    await renderer.load(() => makePack(packParts(library, all)));
    const image = await renderer.render(packScene(plan.scene, library, meshRows(library, all), sceneLayouts(readShaders()), texels));
    await writeImageFolder(outDir, { plan, image, facts: undefined, leastBad: false }, library, settings, ALL_LABELS);
  } finally {
    await renderer.close();
  }
}
