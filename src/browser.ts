/**
 * What a page imports, `import ... from 'scenemill/browser'`: planning, rendering and labels, without Node. A page has no files, so that
 * shader texts and models are handed in, and images come back as planes of pixels.
 *
 * ```ts
 * import shaders from 'scenemill/shaders.json' with { type: 'json' }; // or fetched: dist/shaders.json of the package
 *
 * const image = { width: 640, height: 480 };
 * const config = PaperConfigSchema.parse({ count: 8, image, assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: '-' } });
 * const library = await builtinLibrary({ foreground: ['mug', 'bowl'], background: builtinNames('background').slice(0, 8) });
 * const paper = openPaper(config, library);
 * const plan = paper.plan(0, 0, streamsOf(config.seed, 0, 0));
 * const renderer = new Renderer(await openDevice(navigator.gpu), shaders, { ...image, batch: 1, blurTaps: 64, raster32: false, outputs: [] });
 * const { pack, meshOf } = packLibrary(library, shaders);
 * renderer.load(pack, 0);
 * const [{ planes, measured }] = await renderer.render([packScene(plan.scene, library, meshOf, sceneLayouts(shaders))], 0);
 * ```
 */
import './gpu/globals.ts';
import { compile } from './assets/compile/compile.ts';
import type { CompileOptions } from './assets/compiled-model.ts';
import { BUILTIN, type AssetLibrary, type LibraryModel } from './assets/library.ts';
import { builtinModel } from './assets/procedural/builtin-models.ts';
import { packAssets, type AssetPack } from './gpu/asset-pack.ts';
import { meshRows } from './gpu/mesh-rows.ts';
import type { ShaderTexts } from './gpu/shader-texts.ts';

// Scenarios: their interface with all that is beside it, and the paper's.
export * from './scenario.ts';
export { default as paper, openPaper, type OpenPaper } from './scenarios/paper/paper.ts';
export { configSchema, PaperConfigSchema, type Config } from './run/config.ts';
export { checkPlan } from './scene/check-plan.ts';

// The renderer.
export { openDevice, type AdapterIdentity, type OpenDevice } from './gpu/device.ts';
export { Renderer, type RendererOptions } from './gpu/renderer.ts';
export type { ShaderTexts } from './gpu/shader-texts.ts';
export { packAssets, type AssetPack, type DrawableModel } from './gpu/asset-pack.ts';
export { meshRows } from './gpu/mesh-rows.ts';
export { packScene } from './gpu/scene-pack.ts';
export { sceneLayouts, type PackedScene, type SceneLayouts } from './gpu/scene-rows.ts';
export type { Canvas } from './gpu/canvases.ts';
export type { OutputName, Planes } from './gpu/outputs.ts';
export type { RenderedImage } from './gpu/rendered-images.ts';

// Labels.
export { foregroundIds } from './labels/ids.ts';
export type { Label, LabelFile, PixelFile } from './labels/label.ts';
export { ALL_LABELS, filesOf, LABELS, type Labels, LabelsSchema, outputsOf } from './labels/labels.ts';
export { buildRecord, type ImageRecord, keyOf, recordJson, type RecordInstance } from './labels/record.ts';

// Models.
export { compile } from './assets/compile/compile.ts';
export type { CompileOptions, WholeModel } from './assets/compiled-model.ts';
export { builtinModel, builtinNames } from './assets/procedural/builtin-models.ts';
export type { SourceModel } from './assets/source-model.ts';

/**
 * Compiles built-in models into a library; a model takes a third of a second of processor time on average.
 * @param names of each layer, as `builtinNames` has them
 * @param options default: textures of 512 pixels, silhouettes of 42 views, which is what the paper's default config asks for
 */
export async function builtinLibrary(
  names: Record<'foreground' | 'background', readonly string[]>, options: CompileOptions = { textureSizePx: 512, viewLevel: 1 },
): Promise<AssetLibrary> {
  const models: LibraryModel[] = [];
  for (const layer of ['foreground', 'background'] as const) {
    for (const name of [...names[layer]].sort()) {
      const model = await compile(builtinModel(name), name, options);
      models.push({ name, category: layer === 'foreground' ? name : null, layer, path: `${BUILTIN}:${name}`, compiled: model, drawing: model });
    }
  }
  const categories = [...names.foreground].sort();
  return { models, foregroundCount: categories.length, categories, pictures: [], skipped: [], compiledWith: { unitM: 1, ...options } };
}

/**
 * Packs all models of a library whose meshes are in memory, for `Renderer.load`.
 * @returns the pack, and what `packScene` wants to know of it: the first mesh of each model
 */
export function packLibrary(library: AssetLibrary, shaders: ShaderTexts): { pack: AssetPack; meshOf: Int32Array } {
  const pack = packAssets(library.models.map(({ compiled: { lods }, drawing }, model) => {
    if (!drawing) throw new Error(`browser: the mesh of model ${model} is not in memory; wanted a library such as builtinLibrary makes.`);
    return { lods, ...drawing };
  }), shaders);
  return { pack, meshOf: meshRows(library, library.models.map((_, model) => model)) };
}
