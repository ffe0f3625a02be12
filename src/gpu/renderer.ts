/** Renders batches of packed scenes: the order of the passes, and what is read back. Read `record` downward. */
import type { AssetPack } from './asset-pack.ts';
import { DevicePack, textureSampler } from './device-pack.ts';
import { batchSize } from './batch-size.ts';
import { joinScenes, type Batch } from './batch.ts';
import type { OpenDevice } from './device.ts';
import { guardBandPx, type FrameInfo } from './frame.ts';
import { inspectPlanes, type OutputName, planeBytes, type Planes, renderOutputsOf, type RenderOutputs } from './outputs.ts';
import type { PassContext } from './pass.ts';
import { AntialiasPass } from './passes/antialias.ts';
import { BlurPass } from './passes/blur.ts';
import { InspectPass } from './passes/inspect.ts';
import { KeypointsPass } from './passes/keypoints.ts';
import { MeasurePass } from './passes/measure.ts';
import { imageBlocks } from './passes/blocks.ts';
import { OcclusionPass } from './passes/occlusion.ts';
import { PackPass, packedImageBytes } from './passes/pack.ts';
import { runBlockWords, RunsPass } from './passes/runs.ts';
import { SetupPass } from './passes/setup.ts';
import { ShadePass } from './passes/shade.ts';
import { sharedPass, type Profiler } from './profiler.ts';
import { QueueBuffers } from './queue-buffers.ts';
import { QUEUE_ARGS_BYTES, queueHeaderBytes, readQueues } from './queues.ts';
import { Readback, type MappedSections, type Section } from './readback.ts';
import { renderedImages, type RenderedImage } from './rendered-images.ts';
import { GROWTH, ResourceTable } from './resources.ts';
import { sceneLayouts, type PackedScene, type SceneLayouts } from './scene-pack.ts';
import { recordVisibility, visibilityPasses } from './visibility.ts';
import { shaderConstant, structLayout, StructRows, type ShaderTexts, type StructLayout } from './wgsl.ts';

export interface RendererOptions {
  width: number;
  height: number;
  /** Most scenes per batch; null: as many as suit the adapter. */
  batch: number | null;
  /** Taps of half the longest blur kernel, the centre included. */
  blurTaps: number;
  /** Two rounds of 32-bit atomics instead of one of 64-bit ones; the result is the same. */
  raster32: boolean;
  outputs: readonly OutputName[];
}

export type OpenOptions = Omit<RendererOptions, 'outputs'> & { outputs: RenderOutputs };

/**
 * Room for so many scenes from the start in what is as long as they say. What a longer one replaces stays in a software adapter's memory:
 * 5,000 small images grew by 39 to 88 MB after the first 500, and grow by 20 to 31. What no scene uses takes no memory there.
 */
const FIRST_SCENES = 16;
const FIRST_SCENE_BYTES = { vertices: 3 * 2 ** 20, setupPlaces: 2 ** 20, silhouettes: 2 ** 18, instances: 2 ** 18, vertexChunks: 2 ** 15, triangleChunks: 2 ** 15 };
/** Room for the list of runs: many objects make a run on every tenth pixel. */
const FIRST_RUNS_PER_PIXEL = 0.1;

/** A picture of the order: one list of passes, run over the whole batch. */
export class Renderer {
  /** Most scenes that one batch may hold on this adapter. */
  readonly maxBatch: number;
  private readonly device: GPUDevice;
  private readonly shaders: ShaderTexts;
  private readonly options: OpenOptions;
  private readonly layouts: SceneLayouts;
  private readonly frameLayout: StructLayout;
  private readonly table: ResourceTable;
  private readonly packs = new Map<number, DevicePack>();
  private readonly readback: Readback;
  private readonly queues: QueueBuffers;
  private readonly passes: Passes;
  private readonly profiler: Profiler | null;
  private runRoom = 0;

  /** With `roomShare` the lists, and what else grows with scenes, begin with that share of their usual room. */
  constructor({ device, atomic64, subgroups, narrow }: OpenDevice, shaders: ShaderTexts, given: RendererOptions, profiler: Profiler | null = null, roomShare = 1) {
    const options = { ...given, outputs: renderOutputsOf(given.outputs) };
    this.profiler = profiler;
    this.device = device;
    this.shaders = shaders;
    this.options = options;
    this.layouts = sceneLayouts(shaders);
    this.frameLayout = structLayout(shaders, 'frame', 'Frame');
    this.table = new ResourceTable(device);
    this.table.set('textureSampler', textureSampler(device));
    this.readback = new Readback(device);
    this.passes = makePasses({ device, shaders, defines: { ATOMIC64: atomic64 && !options.raster32, SUBGROUPS: subgroups, NARROW: narrow } }, options.outputs);

    const pixels = options.width * options.height;
    const mostImages = shaderConstant(shaders, 'shared/image', 'MOST_IMAGES');
    this.maxBatch = Math.min(mostImages, batchSize(options.batch, options.width, options.height, device.limits.maxStorageBufferBindingSize));
    const { table } = this;
    table.reserve('images', mostImages * this.layouts.image.words * 4, UNIFORM);
    table.reserve('lights', this.layouts.mostLights * this.layouts.light.words * 4, UNIFORM);
    table.reserve('frame', this.frameLayout.words * 4, UNIFORM);
    table.reserve('plane', this.maxBatch * pixels * PLANE_BYTES);
    table.reserve('blocks', this.maxBatch * imageBlocks(shaders, options.width, options.height) * 4);
    table.reserve('color', this.maxBatch * pixels * 4);
    table.reserve('color2', this.maxBatch * pixels * 4);
    table.reserve('rgb', this.maxBatch * packedImageBytes(options.width, options.height));
    table.reserve('uncovered', this.maxBatch * 4);
    table.reserve('queueArgs', QUEUE_ARGS_BYTES, INDIRECT);
    const { outputs } = options;
    for (const plane of inspectPlanes(outputs)) table.reserve(plane, this.maxBatch * planeBytes(plane, options.width, options.height).stride);
    if (outputs.planes.includes('color')) table.reserve('colorBeforePost', this.maxBatch * pixels * 4);
    const share = (room: number) => Math.ceil(room * roomShare);
    for (const [name, bytes] of Object.entries(FIRST_SCENE_BYTES)) table.reserve(name, share(Math.min(this.maxBatch, FIRST_SCENES) * bytes));
    this.queues = new QueueBuffers(table, shaders, device.limits.maxStorageBufferBindingSize, roomShare);
    this.reserveRuns(outputs.runs || outputs.amodalRuns ? share(this.maxBatch * pixels * FIRST_RUNS_PER_PIXEL) : 0);
  }

  /** Puts the models of a pack on the device, beside those of other packs. */
  load(pack: AssetPack, id = 0): void {
    this.drop(id);
    this.packs.set(id, new DevicePack(this.device, pack));
  }

  /** Takes a pack off the device. No batch of it may be under way. */
  drop(id: number): void {
    this.packs.get(id)?.destroy();
    this.packs.delete(id);
  }

  /**
   * Renders up to `maxBatch` scenes. Calls may overlap: each is submitted at once, and its results come when the device is done.
   * A batch that needs more room than there is, is run again with it; one that is too large for a binding is run in halves.
   * @param packId of the pack that the scenes were made for
   * @param reused planes of images of this renderer that are not wanted any more; the new images may be put there
   */
  async render(scenes: PackedScene[], packId = 0, reused: readonly Planes[] = []): Promise<RenderedImage[]> {
    const { width, height, blurTaps } = this.options;
    if (scenes.length > this.maxBatch) throw new Error(`renderer: ${scenes.length} scenes in a batch; at most ${this.maxBatch}.`);
    const pack = this.packs.get(packId);
    if (!pack) throw new Error(`renderer: no pack ${packId} has been loaded.`);
    const batch = joinScenes(scenes, width, height, blurTaps, this.layouts);
    if (scenes.length > 1 && this.isTooLarge(batch)) return this.renderHalves(scenes, packId, reused);
    for (;;) {
      // A submit that the device refuses still maps: its zeros would pass for black images.
      this.device.pushErrorScope('validation');
      const [mapped, refused] = await Promise.all([this.submit(batch, pack), this.device.popErrorScope()]);
      try {
        if (refused) throw new Error(`renderer: the device refuses a batch: ${refused.message}`);
        const wanted = readQueues(this.shaders, mapped.words('queues').slice().buffer);
        if (this.queues.makeRoom(wanted) || this.makeRunRoom(mapped.words('runs'))) continue;
        if (this.profiler) this.profiler.queues = wanted;
        return renderedImages(batch, mapped, this.options, this.layouts, reused);
      } finally {
        mapped.release();
      }
    }
  }

  private async renderHalves(scenes: PackedScene[], packId: number, reused: readonly Planes[]): Promise<RenderedImage[]> {
    const half = Math.ceil(scenes.length / 2);
    const halves = [[0, half], [half, scenes.length]].map(([from, to]) => this.render(scenes.slice(from, to), packId, reused.slice(from, to)));
    return (await Promise.all(halves)).flat();
  }

  /** Uploads and records one batch; nothing here waits for the device. */
  private submit(batch: Batch, pack: DevicePack): Promise<MappedSections> {
    const { table, device } = this;
    for (const [name, rows] of Object.entries(batch.rows)) table.write(name, rows);
    const needs = this.needs(batch);
    for (const [name, bytes] of Object.entries(needs)) table.reserve(name, bytes);
    this.writeFrame(batch);
    for (const [name, resource] of Object.entries(pack.resources)) table.set(name, resource);
    if (table.stale) this.bindAll();

    const encoder = device.createCommandEncoder();
    this.profiler?.begin(encoder);
    for (const name of ['plane', 'setupPlaces', 'silhouettes', 'counters', 'pairShared', 'uncovered', 'hiders']) encoder.clearBuffer(table.buffer(name), 0, needs[name]);
    encoder.clearBuffer(table.buffer('runs'), 0, 4);
    this.record(encoder, batch.info);
    const reading = this.readback.record(encoder, this.sections(batch));
    this.profiler?.end(encoder);
    device.queue.submit([encoder.finish()]);
    return reading.map();
  }

  private isTooLarge(batch: Batch): boolean {
    const most = this.device.limits.maxStorageBufferBindingSize;
    return batch.rows.lights.byteLength > this.table.buffer('lights').size || Object.values(this.needs(batch)).some((bytes) => bytes > most);
  }

  /** Bytes of the buffers whose size a batch's scenes tell. */
  private needs({ info, vertices, triangles, silhouetteWords, hiders }: Batch): Record<string, number> {
    const { outputs } = this.options;
    return {
      vertices: vertices * 12,
      setupPlaces: triangles * 4,
      silhouettes: silhouetteWords * 4,
      counters: info.foregrounds * this.layouts.counters.words * 4,
      pairShared: info.pairs * 4,
      keypointStates: info.keypoints * 4,
      numbers: info.foregrounds * 4,
      shown: outputs.runs ? silhouetteWords * 4 : 0,
      hiders: outputs.hiders ? hiders * 4 : 0,
      runBlocks: outputs.runs || outputs.amodalRuns ? runBlockWords(info) * 4 : 0,
    };
  }

  private record(encoder: GPUCommandEncoder, info: FrameInfo): void {
    const { passes } = this;
    const stages = this.profiler?.passes(encoder) ?? sharedPass(encoder);
    recordVisibility(passes, stages, info);
    passes.measure.record(stages.next('measure'), info);
    for (const occlusion of passes.occlusion) occlusion.record(stages.next('occlusion'), info);
    for (const runs of passes.runs) runs.record(stages.next('runs'), info);
    for (const keypoints of passes.keypoints) keypoints.record(stages.next('keypoints'), info);
    for (const inspect of passes.inspect) inspect.record(stages.next('inspect'), info);
    passes.setup.record(stages.next('setup'), info);
    passes.shade.record(stages.next('shade'), info);
    for (const beforePost of passes.beforePost) {
      beforePost.record(stages.next('antialias'), info);
      stages.end();
      encoder.copyBufferToBuffer(this.table.buffer('color2'), 0, this.table.buffer('colorBeforePost'), 0, this.table.buffer('color2').size);
    }
    passes.antialias.record(stages.next('antialias'), info);
    passes.blur.record(stages.next('blur'), info);
    passes.pack.record(stages.next('pack'), info);
    stages.end();
  }

  private writeFrame({ info }: Batch): void {
    const rows = StructRows.allocate(this.frameLayout, 1);
    const values = { ...info, guardPx: guardBandPx(info), blurTaps: this.options.blurTaps };
    for (const [name, value] of Object.entries(values)) rows.u32[rows.at(0, name)] = value;
    this.table.write('frame', rows.u32);
  }

  private reserveRuns(room: number): void {
    this.runRoom = room;
    this.table.reserve('runs', 4 + room * 4);
  }

  /** Whether the list of runs, which starts with how many there were, was too short; there is room for it then. */
  private makeRunRoom(runs: Uint32Array): boolean {
    const wanted = runs[0]!;
    if (wanted > this.runRoom) this.reserveRuns(Math.ceil(wanted * GROWTH));
    return wanted > runs.length - 1;
  }

  private bindAll(): void {
    for (const pass of Object.values(this.passes).flat()) pass.bind(this.table.all);
    this.table.stale = false;
  }

  private sections({ info, silhouetteWords, hiders }: Batch): Section[] {
    const { width, height, outputs } = this.options;
    const { planes, runs, amodalRuns } = outputs;
    const bytes: Record<string, number> = {
      queues: queueHeaderBytes(this.shaders),
      counters: info.foregrounds * this.layouts.counters.words * 4,
      pairShared: info.pairs * 4,
      uncovered: info.images * 4,
      rgb: info.images * packedImageBytes(width, height),
      hiders: outputs.hiders ? hiders * 4 : 0,
      runBlocks: runs || amodalRuns ? runBlockWords(info) * 4 : 0,
      runs: 4 + this.runRoom * 4,
      keypointStates: outputs.keypoints ? info.keypoints * 4 : 0,
    };
    for (const plane of inspectPlanes(outputs)) bytes[plane] = info.images * planeBytes(plane, width, height).stride;
    if (planes.includes('color')) bytes.colorBeforePost = info.images * width * height * 4;
    if (planes.includes('silhouettes')) bytes.silhouettes = silhouetteWords * 4;
    return Object.entries(bytes).map(([name, size]) => ({ name, source: this.table.buffer(name), bytes: size }));
  }
}

/** Bytes of a pixel in `plane`. */
const PLANE_BYTES = 8;
/** GPUBufferUsage, which is not there where no device is. */
const UNIFORM = 0x40;
const INDIRECT = 0x100;

type Passes = ReturnType<typeof makePasses>;

function makePasses(context: PassContext, outputs: RenderOutputs) {
  const { runs, amodalRuns, hiders, keypoints } = outputs;
  return {
    ...visibilityPasses(context),
    measure: new MeasurePass(context),
    occlusion: runs || hiders ? [new OcclusionPass(context, { shown: runs, hiders })] : [],
    runs: [...(runs ? [new RunsPass(context, { amodal: false })] : []), ...(amodalRuns ? [new RunsPass(context, { amodal: true })] : [])],
    keypoints: keypoints ? [new KeypointsPass(context)] : [],
    inspect: inspectPlanes(outputs).map((plane) => new InspectPass(context, plane)),
    setup: new SetupPass(context),
    shade: new ShadePass(context),
    beforePost: outputs.planes.includes('color') ? [new AntialiasPass(context, { noise: false })] : [],
    antialias: new AntialiasPass(context, { noise: true }),
    blur: new BlurPass(context),
    pack: new PackPass(context),
  };
}
