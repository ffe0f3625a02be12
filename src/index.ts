/**
 * What a program on Node imports, `import ... from 'scenemill'`. Errors whose cause is the input are UserErrors, with a line per finding.
 * Paths are relative to the current folder unless a comment says otherwise.
 */
import './gpu/globals.ts';

// A config, from a file or from an object, and what it makes.
export { configJsonSchema, parseConfig, readConfig, recordSchemaOf, type ConfigInput, type ConfigOverrides } from './run/read-config.ts';
export type { Config } from './run/config.ts';
export type { Labels } from './labels/labels.ts';
export { TryAgainError, UserError } from './config/errors.ts';
export { generate, streamSamples, type GenerateOptions, type GenerateSummary, type StreamSummary } from './run/generate.ts';
export { render, type RenderSource } from './run/render.ts';
export { openPlan, type OpenPlan } from './run/open-plan.ts';
export type { EngineOptions } from './run/engine.ts';
export { VERSION } from './run/version.ts';

// A dataset, and other formats of it.
export { openDataset, readSamples, type DatasetInfo, type DatasetSample, type Wanted } from './dataset/reader.ts';
export { exportDataset, type ExportOptions, type ExportSummary } from './formats/export.ts';
export type { ImageRecord, RecordInstance } from './labels/record.ts';
export { taughtBox, type LabelBox } from './labels/box.ts';

// Scenes: what a scenario plans and the renderer draws.
export type { DirectionalLight, Layer, Light, PointLight, Post, Scene, SceneInstance, ScenePlan } from './scene/scene.ts';
export type { Camera } from './geometry/projection.ts';
export type { Pose, Quaternion, Vec3 } from './geometry/vectors.ts';

// The renderer by itself, on a device that the caller opens: openDevice(gpu) of what `create` of the package webgpu makes, which must stay
// referenced for as long as the device lives; its `globals` belong into globalThis before. Then new Renderer(device, readShaders(), options),
// load(packAssets(...)), and render([packScene(...)]).
export { openDevice, type AdapterIdentity, type OpenDevice } from './gpu/device.ts';
export { Renderer, type RendererOptions } from './gpu/renderer.ts';
export { readShaders } from './run/shaders.ts';
export type { ShaderTexts } from './gpu/shader-texts.ts';
export { openLibrary, type OpenLibraryOptions } from './assets/open-library.ts';
export { wholeModel, type AssetLibrary, type LibraryModel, type Picture } from './assets/library.ts';
export { decodeCrop } from './assets/pictures/decode-crop.ts';
export { packAssets, type AssetPack, type DrawableModel } from './gpu/asset-pack.ts';
export { meshRows } from './gpu/mesh-rows.ts';
export { packScene } from './gpu/scene-pack.ts';
export { sceneLayouts, type PackedScene, type SceneLayouts } from './gpu/scene-rows.ts';
export type { OutputName, Planes } from './gpu/outputs.ts';
export type { RenderedImage } from './gpu/rendered-images.ts';
export type { MeasuredImage, MeasuredInstance } from './scene/measured.ts';
