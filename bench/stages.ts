/** Makes the workload stage by stage on one thread, to measure how long each stage takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, globals } from 'webgpu';
import { foregroundIds } from '../src/labels/ids.ts';
import { buildRecord, recordJson } from '../src/labels/record.ts';
import { encodeLabelFile } from '../src/encode/label-file.ts';
import { encodeJpeg } from '../src/encode/jpeg.ts';
import type { AssetPack } from '../src/gpu/asset-pack.ts';
import { openDevice } from '../src/gpu/device.ts';
import { meshRows } from '../src/gpu/mesh-rows.ts';
import { Profiler } from '../src/gpu/profiler.ts';
import type { RenderedImage } from '../src/gpu/rendered-images.ts';
import { Renderer } from '../src/gpu/renderer.ts';
import { packScene } from '../src/gpu/scene-pack.ts';
import { sceneLayouts, type PackedScene, type SceneLayouts } from '../src/gpu/scene-rows.ts';
import { structLayout, StructRows } from '../src/gpu/wgsl.ts';
import type { ShaderTexts } from '../src/gpu/shader-texts.ts';
import { filesOf, outputsOf } from '../src/labels/labels.ts';
import { MOST_BLUR_KERNEL } from '../src/scene/check-plan.ts';
import { backdropTexels } from '../src/run/backdrop-texels.ts';
import { makePack, packParts } from '../src/run/packs.ts';
import { openPlan } from '../src/run/open-plan.ts';
import type { ScenePlan } from '../src/scene/scene.ts';
import { readShaders } from '../src/run/shaders.ts';
import { ShardWriter } from '../src/dataset/shard-writer.ts';
import { idleUntil } from '../src/threads/idle-wait.ts';
import { servePart } from './part.ts';
import type { Workload } from './workload.ts';

export interface StagesRequest extends Workload { adapter: string | undefined; batch: number }

/** All figures are per image. */
export interface StagesResult {
  /** Times on one thread. `upload` also joins the scenes of a batch; `readBack` is the rest of a batch's time after upload and device. */
  hostMs: Record<'plan' | 'pack' | 'upload' | 'readBack' | 'record' | 'encode' | 'write', number>;
  /** Times by timestamps; empty where the adapter has none. `clear` runs before the passes, and `copy` after them. */
  deviceMs: Record<string, number>;
  instances: number;
  trianglesSubmitted: number;
  /** Triangles that are left after culling; each 64 x 64 tile of a large triangle counts as one. */
  trianglesDrawn: number;
  bytesReadBack: number;
}

Object.assign(globalThis, globals);
/** Keeps the result of `create` from being collected while the device lives. */
let gpu: GPU | null = null;

servePart(async ({ config, indices, adapter, batch }: StagesRequest): Promise<StagesResult> => {
  const { width, height, jpegQuality } = config.image;
  const { library, scenario, planOf } = await openPlan(config);
  const shaders = readShaders();
  const layouts = sceneLayouts(shaders);
  const models = scenario.modelsOf(0);
  const rows = meshRows(library, models);
  const perImage = (ms: number) => ms / indices.length;

  for (const index of indices.slice(0, 24)) { // V8 has compiled the code then
    const { scene } = planOf(index, 0);
    packScene(scene, library, rows, layouts, await backdropTexels(scene, library));
  }
  const plans: ScenePlan[] = [];
  const plan = perImage(timed(() => indices.forEach((index) => plans.push(planOf(index, 0)))));
  const packed: PackedScene[] = [];
  // The pixels of photos and textures are part of packing, as they are in a sample thread.
  const packStarted = performance.now();
  for (const { scene } of plans) packed.push(packScene(scene, library, rows, layouts, await backdropTexels(scene, library)));
  const pack = perImage(performance.now() - packStarted);

  // Rounded timestamps would hide the short passes.
  gpu = create(['disable-dawn-features=timestamp_quantization', ...(adapter ? [`adapter=${adapter}`] : [])]);
  const timestamps: GPUFeatureName = 'timestamp-query';
  const hasTimestamps = (await gpu.requestAdapter({ powerPreference: 'high-performance' }))?.features.has(timestamps) ?? false;
  const context = await openDevice(gpu, hasTimestamps ? [timestamps] : []);
  const profiler = hasTimestamps ? new Profiler(context.device) : null;
  const outputs = outputsOf(config.labels);
  const renderer = new Renderer(context, shaders, { width, height, batch, blurTaps: (MOST_BLUR_KERNEL + 1) / 2, raster32: false, anisotropic: config.assets.textureFilter === 'anisotropic', outputs }, profiler);
  const assets = await makePack(packParts(library, models));
  renderer.load(assets);

  const batches = Array.from({ length: Math.ceil(packed.length / renderer.maxBatch) }, (_, i) => packed.slice(i * renderer.maxBatch, (i + 1) * renderer.maxBatch));
  // A first round is not measured: in it, buffers grow to what the largest batch needs.
  for (const scenes of batches) await idleUntil(renderer.render(scenes));
  const images: RenderedImage[] = [];
  const before = renderer.bytesReadBack;
  const deviceMs: Record<string, number> = {};
  let [upload, whole, drawn] = [0, 0, 0];
  for (const scenes of batches) {
    const started = performance.now();
    const rendering = idleUntil(renderer.render(scenes)); // returns once the batch is submitted
    upload += performance.now() - started;
    images.push(...await rendering);
    whole += performance.now() - started;
    for (const { stage, ms } of await profiler?.read() ?? []) deviceMs[stage] = (deviceMs[stage] ?? 0) + perImage(ms);
    if (profiler?.queues) drawn += profiler.queues.pictureSmall.wanted + profiler.queues.pictureTile.wanted;
  }
  const bytesReadBack = renderer.bytesReadBack - before;
  const onDevice = Object.entries(deviceMs).reduce((sum, [stage, ms]) => (stage === 'copy' ? sum : sum + ms), 0);

  const modelNames = library.models.map(({ name }) => name);
  const records: Uint8Array[] = [];
  const record = perImage(timed(() => images.forEach(({ measured }, i) => records.push(Buffer.from(recordJson(buildRecord(plans[i]!, library, measured, { labels: config.labels, facts: scenario.facts?.(plans[i]!, { measured, ids: foregroundIds(measured), modelNames }) })))))));
  let started = performance.now();
  const files: Uint8Array[][] = [];
  for (const image of images) {
    const labels = filesOf(config.labels, { planes: image.planes, width, height, sceneJson: () => '' }).map(encodeLabelFile);
    files.push(await Promise.all([encodeJpeg(image.planes.rgb, width, height, jpegQuality), ...labels]));
  }
  const encode = perImage(performance.now() - started);

  const folder = mkdtempSync(join(tmpdir(), 'scenemill-bench-'));
  started = performance.now();
  const writer = await ShardWriter.open(folder, '000000');
  for (const [i, members] of files.entries()) for (const [j, bytes] of [...members, records[i]!].entries()) await writer.add(`${i}.${j}`, bytes);
  await writer.finish();
  const write = perImage(performance.now() - started);
  rmSync(folder, { recursive: true });

  return {
    // A device may begin while the host still submits, so part of its time may be within `upload`: hence the maximum.
    hostMs: { plan, pack, upload: perImage(upload), readBack: Math.max(0, perImage(whole - upload) - onDevice), record, encode, write },
    deviceMs,
    instances: perImage(plans.reduce((sum, { scene }) => sum + scene.instances.length, 0)),
    trianglesSubmitted: perImage(packed.reduce((sum, scene) => sum + trianglesOf(scene, assets, shaders, layouts), 0)),
    trianglesDrawn: perImage(drawn),
    bytesReadBack: perImage(bytesReadBack),
  };
});

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function trianglesOf(scene: PackedScene, assets: AssetPack, shaders: ShaderTexts, layouts: SceneLayouts): number {
  const instances = new StructRows(layouts.instances, scene.instances);
  const layout = structLayout(shaders, 'mesh', 'Mesh');
  const meshes = new StructRows(layout, assets.meshes.buffer, 0, assets.meshes.length / layout.words);
  const count = scene.instances.byteLength / 4 / layouts.instances.words;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += meshes.u32[meshes.at(instances.u32[instances.at(i, 'mesh')]!, 'triangleCount')]!;
  return sum;
}
