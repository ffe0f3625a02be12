/** Renders single images with every plane: images of a dataset again, or a scene written by hand. */
import { join } from 'node:path';
import { keyOf } from '../labels/record.ts';
import { openSceneLibrary, SCENE_DEFAULTS } from './scene-library.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../config/errors.ts';
import type { PlaneName, RenderOutputs } from '../gpu/outputs.ts';
import { packScene, sceneLayouts } from '../gpu/scene-pack.ts';
import { writeImageFolder } from './image-folder.ts';
import { ALL_LABELS, outputsOf, type Labels } from '../labels/labels.ts';
import { Mill, type MillOptions } from './engine.ts';
import { makePack, meshRows, packParts } from './packs.ts';
import { readScene } from './scene-file.ts';
import { readShaders } from './shaders.ts';
import { RenderThreads } from './devices.ts';

/** What `render` writes of every image, whatever the labels are. */
const FOLDER_PLANES: PlaneName[] = ['instanceIds', 'recordIds', 'depth', 'normals', 'color', 'silhouettes'];

function everything(labels: Labels): RenderOutputs {
  const outputs = outputsOf(labels);
  return { ...outputs, planes: [...new Set([...FOLDER_PLANES, ...outputs.planes])] };
}

/** Images of the dataset again, bytes and all; a folder per image when there are several. */
export async function renderImages(config: Config, [first, last]: [number, number], outDir: string, options: MillOptions): Promise<void> {
  const settings = { assets: config.assets, jpegQuality: config.image.jpegQuality };
  const mill = await Mill.open(config, { ...options, batch: 1 }, everything(config.labels));
  try {
    if (last >= mill.images) throw new UserError(`render: --index ${last}: the dataset has ${mill.images} images; wanted 0 to ${mill.images - 1}`);
    for (let index = first; index <= last; index++) {
      mill.hold([Math.floor(index / config.output.imagesPerShard)]);
      await writeImageFolder(first === last ? outDir : join(outDir, keyOf(index)), await mill.make(index), mill.library, settings, config.labels);
    }
  } finally {
    await mill.close();
  }
}

/** A scene file; its models are looked for beside it, or in these folders. */
export async function renderScene(path: string, assetsDir: string | readonly string[] | undefined, outDir: string, options: MillOptions): Promise<void> {
  const { plan, models, settings } = await readScene(path, assetsDir);
  const library = await openSceneLibrary(models, settings.assets, options.onAsset);
  for (const [i, { model, lod }] of plan.scene.instances.entries()) {
    const levels = library.models[model]!.compiled.lods.length;
    if (lod !== 'auto' && lod >= levels) throw new UserError(`scene: ${path}: instances[${i}].lod is ${lod}; wanted auto or 0 to ${levels - 1}, the levels that the model has`);
  }
  const { width, height, post } = plan.scene;
  const renderer = await RenderThreads.open({
    width, height, batch: 1, blurTaps: (post.blurKernel + 1) / 2, raster32: options.raster32 ?? false, adapter: options.adapter ?? null, outputs: everything(ALL_LABELS),
  });
  try {
    const places = library.models.map((_, place) => place);
    await renderer.load(() => makePack(packParts(SCENE_DEFAULTS, library, places)));
    const image = await renderer.render(packScene(plan.scene, library, meshRows(library, places), sceneLayouts(readShaders())));
    await writeImageFolder(outDir, { plan, image }, library, settings, ALL_LABELS);
  } finally {
    await renderer.close();
  }
}
