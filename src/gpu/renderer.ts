/** Renders batches of packed scenes: the order of the passes, and the way of a batch to the device and back. */
import type { AssetPack } from './asset-pack.ts';
import { batchSize } from './batch-size.ts';
import { BatchBuffers } from './batch-buffers.ts';
import { joinScenes, type Batch } from './batch.ts';
import { DevicePack, textureSampler } from './device-pack.ts';
import type { OpenDevice } from './device.ts';
import type { FrameInfo } from './frame.ts';
import { makeOutputs, type OutputName, type Outputs, type Planes } from './outputs.ts';
import { textureSizesPx } from './pack-format.ts';
import type { Pass, PassContext } from './pass.ts';
import { AntialiasPass } from './passes/antialias.ts';
import { BackdropPass } from './passes/backdrop.ts';
import { BlendPass } from './passes/blend.ts';
import { BlurPass } from './passes/blur.ts';
import { MeasurePass } from './passes/measure.ts';
import { PackPass } from './passes/pack.ts';
import { SetupPass } from './passes/setup.ts';
import { ShadePass } from './passes/shade.ts';
import { sharedPass, type Profiler } from './profiler.ts';
import { Readback, type MappedSections } from './readback.ts';
import { renderedImages, type RenderedImage } from './rendered-images.ts';
import { ResourceTable } from './resources.ts';
import { sceneLayouts, type PackedScene, type SceneLayouts } from './scene-rows.ts';
import { visibilityPasses } from './visibility.ts';
import { shaderConstant } from './shader-constants.ts';
import { TransparentPass } from './transparent-pass.ts';
import type { ShaderTexts } from './shader-texts.ts';

export interface RendererOptions {
  width: number;
  height: number;
  /** Most scenes per batch; null: as many as suit the adapter. */
  batch: number | null;
  /** Taps of half the longest blur kernel, the centre included. */
  blurTaps: number;
  /** Two rounds of 32-bit atomics instead of one of 64-bit ones; the result is the same. */
  raster32: boolean;
  /** Several texture lookups a pixel where a face is seen at a grazing angle; default: one. */
  anisotropic?: boolean;
  /** The outputs that are wanted beside the picture and its counters. */
  outputs: readonly OutputName[];
}

/** The order of the frame: every pass once, over the whole batch. */
export function framePasses(context: PassContext, outputs: Outputs): Pass[] {
  const outputsAfter = (pass: 'measure' | 'shade') => [...outputs.values()].flatMap(({ after, passes }) => (after === pass ? passes : []));
  return [
    ...visibilityPasses(context),
    new MeasurePass(context),
    ...outputsAfter('measure'),
    new SetupPass(context),
    new BackdropPass(context),
    new ShadePass(context),
    new TransparentPass('blend', () => new BlendPass(context)),
    ...outputsAfter('shade'),
    new AntialiasPass(context, { noise: true }),
    new BlurPass(context),
    new PackPass(context),
  ];
}

export class Renderer {
  /** Most scenes that one batch may hold on this adapter. */
  readonly maxBatch: number;
  /** Bytes that all batches so far have read back. */
  bytesReadBack = 0;
  private readonly device: GPUDevice;
  private readonly shaders: ShaderTexts;
  private readonly options: RendererOptions;
  private readonly layouts: SceneLayouts;
  private readonly table: ResourceTable;
  private readonly packs = new Map<number, DevicePack>();
  private readonly readback: Readback;
  private readonly buffers: BatchBuffers;
  private readonly outputs: Outputs;
  private readonly passes: readonly Pass[];
  private readonly profiler: Profiler | null;

  /** With `capacityShare` the lists, and what else grows with scenes, begin with that share of their usual capacity. */
  constructor({ device, atomic64, subgroups, narrow }: OpenDevice, shaders: ShaderTexts, options: RendererOptions, profiler: Profiler | null = null, capacityShare = 1) {
    this.profiler = profiler;
    this.device = device;
    this.shaders = shaders;
    this.options = options;
    this.layouts = sceneLayouts(shaders);
    this.table = new ResourceTable(device);
    this.table.set('textureSampler', textureSampler(device));
    this.readback = new Readback(device);
    const context = { device, shaders, defines: { ATOMIC64: atomic64 && !options.raster32, SUBGROUPS: subgroups, NARROW: narrow, BEHIND: false, ANISOTROPIC: options.anisotropic ?? false } };
    this.outputs = makeOutputs(context, options.outputs);
    this.passes = framePasses(context, this.outputs);

    const { width, height, blurTaps } = options;
    const bindingBytes = device.limits.maxStorageBufferBindingSize;
    this.maxBatch = Math.min(shaderConstant(shaders, 'shared/image', 'MOST_IMAGES'), batchSize(options.batch, width, height, bindingBytes));
    this.buffers = new BatchBuffers(this.table, shaders, this.outputs, { width, height, maxBatch: this.maxBatch, blurTaps, bindingBytes, capacityShare });
  }

  /** Puts the models of a pack on the device, beside those of other packs. */
  load(pack: AssetPack, id = 0): void {
    this.drop(id);
    this.packs.set(id, new DevicePack(this.device, pack, textureSizesPx(this.shaders)));
  }

  /** Frees a pack on the device. None of its batches may be in progress. */
  drop(id: number): void {
    this.packs.get(id)?.destroy();
    this.packs.delete(id);
  }

  /**
   * Renders up to `maxBatch` scenes. Calls may overlap: each batch is submitted at once, and its promise settles when the device is done.
   * A batch whose lists were too short is run again with longer ones; one that is too large for a binding is run in halves.
   * @param packId of the pack that the scenes were packed for
   * @param reused planes of earlier images that nobody reads any more; the new images may be written into them
   * @throws Error where the pack is not loaded, or the device refuses the batch
   */
  async render(scenes: PackedScene[], packId = 0, reused: readonly Planes[] = []): Promise<RenderedImage[]> {
    const { width, height, blurTaps } = this.options;
    if (scenes.length > this.maxBatch) throw new Error(`renderer: ${scenes.length} scenes in a batch; at most ${this.maxBatch}.`);
    const pack = this.packs.get(packId);
    if (!pack) throw new Error(`renderer: no pack ${packId} has been loaded.`);
    const batch = joinScenes(scenes, width, height, blurTaps, this.layouts);
    if (scenes.length > 1 && this.buffers.isTooLarge(batch)) return this.renderHalves(scenes, packId, reused);
    for (;;) {
      // After a submit that the device refuses, mapping still succeeds, and its zeros would pass for black images.
      this.device.pushErrorScope('validation');
      const [mapped, refused] = await Promise.all([this.submit(batch, pack), this.device.popErrorScope()]);
      try {
        if (refused) throw new Error(`renderer: the device refuses a batch: ${refused.message}`);
        const queues = this.buffers.whole(mapped);
        if (!queues) continue;
        if (this.profiler) this.profiler.queues = queues;
        return renderedImages(batch, mapped, this.outputs, this.layouts, reused);
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
    this.buffers.upload(batch);
    for (const [name, resource] of Object.entries(pack.resources)) this.table.set(name, resource);
    if (this.table.stale) this.bindAll();

    const encoder = this.device.createCommandEncoder();
    this.profiler?.begin(encoder);
    this.buffers.clear(encoder, batch.info);
    this.record(encoder, batch.info);
    const sections = this.buffers.sections(batch.info);
    for (const { bytes } of sections) this.bytesReadBack += bytes;
    const reading = this.readback.record(encoder, sections);
    this.profiler?.end(encoder);
    this.device.queue.submit([encoder.finish()]);
    return reading.map();
  }

  private record(encoder: GPUCommandEncoder, info: FrameInfo): void {
    const stages = this.profiler?.passes(encoder) ?? sharedPass(encoder);
    for (const pass of this.passes) pass.record(stages.next(pass.name), info);
    stages.end();
  }

  private bindAll(): void {
    for (const pass of this.passes) pass.bind(this.table.all);
    this.table.stale = false;
  }
}
