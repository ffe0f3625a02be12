/** Renders batches of packed scenes: the order of the passes, and what is read back. Read `record` downward. */
import type { MeasuredImage } from '../annotations/measured.ts';
import type { AssetPack } from './asset-pack.ts';
import { DevicePack, textureSampler } from './device-pack.ts';
import { joinScenes, type Batch } from './batch.ts';
import type { OpenDevice } from './device.ts';
import { guardBandPx, type FrameInfo } from './frame.ts';
import { measuredImages } from './measured-images.ts';
import type { PassContext } from './pass.ts';
import { AntialiasPass } from './passes/antialias.ts';
import { BlurPass } from './passes/blur.ts';
import { INSPECT_PLANES, inspectImageWords, InspectPass } from './passes/inspect.ts';
import { MeasurePass } from './passes/measure.ts';
import { NoisePass } from './passes/noise.ts';
import { imageBlocks } from './passes/occlude.ts';
import { PackPass, packedImageBytes } from './passes/pack.ts';
import { SetupPass } from './passes/setup.ts';
import { ShadePass } from './passes/shade.ts';
import { sharedPass, type Profiler } from './profiler.ts';
import { planQueues, QUEUE_ARGS_BYTES, QUEUE_LISTS, queueHeaderBytes, readQueues, type QueueList, type QueueRoom, type QueueUse } from './queues.ts';
import { Readback, type MappedSections, type Section } from './readback.ts';
import { ResourceTable } from './resources.ts';
import { sceneLayouts, type PackedScene, type SceneLayouts } from './scene-pack.ts';
import { recordVisibility, visibilityPasses } from './visibility.ts';
import { structLayout, StructRows, type ShaderTexts, type StructLayout } from './wgsl.ts';

export interface RenderOutputs {
  /** The instance of every pixel. */
  instanceIds: boolean;
  /** Every plane that `scenemill render` writes. */
  inspect: boolean;
}

export interface RendererOptions {
  width: number;
  height: number;
  /** Most scenes per batch. */
  batch: number;
  /** Taps of half the longest blur kernel, the centre included. */
  blurTaps: number;
  /** Two rounds of 32-bit atomics instead of one of 64-bit ones; the result is the same. */
  raster32: boolean;
  outputs: RenderOutputs;
}

/** Planes of one image, rows from the top. `inspect` ones are there when asked for. */
export interface Planes {
  /** 3 bytes a pixel, sRGB-coded. */
  rgb: Uint8Array<ArrayBuffer>;
  /** 1 + place in the scene's instances, 0 = nothing; 16 bits a pixel. */
  instanceIds?: Uint8Array<ArrayBuffer>;
  /** The image before noise and blur, 4 bytes a pixel. */
  color?: Uint8Array<ArrayBuffer>;
  /** float32, z in metres, 0 = nothing. */
  depth?: Uint8Array<ArrayBuffer>;
  /** (n + 1) / 2, 4 bytes a pixel. */
  normals?: Uint8Array<ArrayBuffer>;
  /** Canvases of the labelled instances, one bit a pixel. */
  silhouettes?: Uint8Array<ArrayBuffer>;
}

/** Where a labelled instance's canvas lies in the image and in `Planes.silhouettes`. */
export interface Canvas { x0: number; y0: number; widthPx: number; heightPx: number; firstByte: number }

export interface RenderedImage {
  measured: MeasuredImage;
  planes: Planes;
  canvases: Canvas[];
}

/** Room that the first batch finds; two to three runs later there is enough. A list for every triangle would pass what an adapter binds. */
const FIRST_ROOM: QueueRoom = { pictureSmall: 2 ** 18, silhouetteSmall: 2 ** 16, pictureTile: 2 ** 14, silhouetteTile: 2 ** 14, toClip: 2 ** 12, clipped: 2 ** 12, shown: 2 ** 16 };
const GROWTH = 1.5;

/** A picture of the order: one list of passes, run over the whole batch. */
export class Renderer {
  /** Most scenes that one batch may hold on this adapter. */
  readonly maxBatch: number;
  private readonly device: GPUDevice;
  private readonly shaders: ShaderTexts;
  private readonly options: RendererOptions;
  private readonly layouts: SceneLayouts;
  private readonly frameLayout: StructLayout;
  private readonly table: ResourceTable;
  private readonly packs = new Map<number, DevicePack>();
  private readonly readback: Readback;
  private readonly passes: Passes;
  private readonly profiler: Profiler | null;
  private room: QueueRoom = FIRST_ROOM;

  constructor({ device, atomic64 }: OpenDevice, shaders: ShaderTexts, options: RendererOptions, profiler: Profiler | null = null) {
    this.profiler = profiler;
    this.device = device;
    this.shaders = shaders;
    this.options = options;
    this.layouts = sceneLayouts(shaders);
    this.frameLayout = structLayout(shaders, 'frame', 'Frame');
    this.table = new ResourceTable(device);
    this.table.set('textureSampler', textureSampler(device));
    this.readback = new Readback(device);
    this.passes = makePasses({ device, shaders, defines: { ATOMIC64: atomic64 && !options.raster32 } }, options.outputs);

    const pixels = options.width * options.height;
    const largest = Math.max(1, Math.floor(device.limits.maxStorageBufferBindingSize / (pixels * LONGEST_PIXEL_BYTES)));
    this.maxBatch = Math.min(options.batch, largest);
    const { table } = this;
    table.reserve('frame', this.frameLayout.words * 4, UNIFORM);
    table.reserve('plane', this.maxBatch * pixels * PLANE_BYTES);
    table.reserve('blocks', this.maxBatch * imageBlocks(shaders, options.width, options.height) * 4);
    table.reserve('color', this.maxBatch * pixels * 4);
    table.reserve('color2', this.maxBatch * pixels * 4);
    table.reserve('rgb', this.maxBatch * packedImageBytes(options.width, options.height));
    table.reserve('uncovered', this.maxBatch * 4);
    table.reserve('queueArgs', QUEUE_ARGS_BYTES, INDIRECT);
    for (const { plane } of this.passes.inspect) table.reserve(plane, this.maxBatch * inspectImageWords(plane, options.width, options.height) * 4);
    if (options.outputs.inspect) table.reserve('colorBeforePost', this.maxBatch * pixels * 4);
    this.reserveQueues(FIRST_ROOM);
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
   * A batch that needs more room than there is, is run again with it.
   * @param packId of the pack that the scenes were made for
   */
  async render(scenes: PackedScene[], packId = 0): Promise<RenderedImage[]> {
    const { width, height, blurTaps } = this.options;
    if (scenes.length > this.maxBatch) throw new Error(`renderer: ${scenes.length} scenes in a batch; at most ${this.maxBatch}.`);
    const pack = this.packs.get(packId);
    if (!pack) throw new Error(`renderer: no pack ${packId} has been loaded.`);
    const batch = joinScenes(scenes, width, height, blurTaps, this.layouts);
    for (;;) {
      // A submit that the device refuses still maps: its zeros would pass for black images.
      this.device.pushErrorScope('validation');
      const [mapped, refused] = await Promise.all([this.submit(batch, pack), this.device.popErrorScope()]);
      try {
        if (refused) throw new Error(`renderer: the device refuses a batch: ${refused.message}`);
        const wanted = readQueues(this.shaders, mapped.words('queues').slice().buffer);
        if (this.makeRoom(wanted)) continue;
        if (this.profiler) this.profiler.queues = wanted;
        return this.unpack(batch, mapped);
      } finally {
        mapped.release();
      }
    }
  }

  /** Uploads and records one batch; nothing here waits for the device. */
  private submit(batch: Batch, pack: DevicePack): Promise<MappedSections> {
    const { table, device } = this;
    for (const [name, rows] of Object.entries(batch.rows)) table.write(name, rows);
    table.reserve('vertices', batch.vertices * 12);
    table.reserve('shown', batch.triangles * 4);
    table.reserve('silhouettes', batch.silhouetteWords * 4);
    table.reserve('counters', batch.info.foregrounds * this.layouts.counters.words * 4);
    table.reserve('pairShared', batch.info.pairs * 4);
    this.writeFrame(batch);
    for (const [name, resource] of Object.entries(pack.resources)) table.set(name, resource);
    if (table.stale) this.bindAll();

    const encoder = device.createCommandEncoder();
    this.profiler?.begin(encoder);
    for (const name of ['plane', 'shown', 'silhouettes', 'counters', 'pairShared', 'uncovered']) encoder.clearBuffer(table.buffer(name));
    this.record(encoder, batch.info);
    const reading = this.readback.record(encoder, this.sections(batch));
    this.profiler?.end(encoder);
    device.queue.submit([encoder.finish()]);
    return reading.map();
  }

  private record(encoder: GPUCommandEncoder, info: FrameInfo): void {
    const { passes } = this;
    const stages = this.profiler?.passes(encoder) ?? sharedPass(encoder);
    recordVisibility(passes, stages, info);
    passes.measure.record(stages.next('measure'), info);
    for (const inspect of passes.inspect) inspect.record(stages.next('inspect'), info);
    passes.setup.record(stages.next('setup'), info);
    passes.shade.record(stages.next('shade'), info);
    passes.antialias.record(stages.next('antialias'), info);
    stages.end();
    if (this.options.outputs.inspect) encoder.copyBufferToBuffer(this.table.buffer('color2'), 0, this.table.buffer('colorBeforePost'), 0, this.table.buffer('color2').size);
    passes.noise.record(stages.next('noise'), info);
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

  private reserveQueues(room: QueueRoom): void {
    const { bytes, header } = planQueues(this.shaders, room);
    this.room = room;
    this.table.reserve('queues', bytes);
    this.table.reserve('setups', room.shown * structLayout(this.shaders, 'setup', 'Setup').words * 4);
    this.table.write('queues', header);
  }

  /** Whether a list overflowed, so that the batch is void; there is room for it then. */
  private makeRoom(use: Record<QueueList, QueueUse>): boolean {
    const lists = QUEUE_LISTS.filter((list) => use[list].wanted > use[list].capacity);
    // An earlier batch may have made room while this one was under way.
    const tight = lists.filter((list) => use[list].wanted > this.room[list]);
    if (tight.length > 0) this.reserveQueues({ ...this.room, ...Object.fromEntries(tight.map((list) => [list, Math.ceil(use[list].wanted * GROWTH)])) });
    return lists.length > 0;
  }

  private bindAll(): void {
    const { inspect, ...others } = this.passes;
    for (const pass of [...Object.values(others), ...inspect]) pass.bind(this.table.all);
    this.table.stale = false;
  }

  private sections({ info, silhouetteWords }: Batch): Section[] {
    const { width, height, outputs } = this.options;
    const bytes: Record<string, number> = {
      queues: queueHeaderBytes(this.shaders),
      counters: info.foregrounds * this.layouts.counters.words * 4,
      pairShared: info.pairs * 4,
      uncovered: info.images * 4,
      rgb: info.images * packedImageBytes(width, height),
    };
    for (const { plane } of this.passes.inspect) bytes[plane] = info.images * inspectImageWords(plane, width, height) * 4;
    if (outputs.inspect) Object.assign(bytes, { colorBeforePost: info.images * width * height * 4, silhouettes: silhouetteWords * 4 });
    return Object.entries(bytes).map(([name, size]) => ({ name, source: this.table.buffer(name), bytes: size }));
  }

  private unpack(batch: Batch, mapped: MappedSections): RenderedImage[] {
    const { width, height, outputs } = this.options;
    const counts = { counters: mapped.words('counters'), pairShared: mapped.words('pairShared'), uncovered: mapped.words('uncovered') };
    const foregrounds = new StructRows(this.layouts.foreground, batch.rows.foregrounds.buffer);
    return measuredImages(counts, batch, this.layouts.counters).map((measured, image) => {
      /** A copy of this image's part of a plane: mapped memory goes away, and other threads own what they get. */
      const plane = (name: string, strideBytes: number, bytes: number) => mapped.bytes(name).slice(image * strideBytes, image * strideBytes + bytes);
      const planes: Planes = { rgb: plane('rgb', packedImageBytes(width, height), width * height * 3) };
      if (outputs.instanceIds) planes.instanceIds = plane('instanceIds', inspectImageWords('instanceIds', width, height) * 4, width * height * 2);
      if (!outputs.inspect) return { measured, planes, canvases: [] };
      const [first, end] = [batch.firstForeground[image]!, batch.firstForeground[image + 1]!];
      const firstByte = first < batch.info.foregrounds ? foregrounds.u32[foregrounds.at(first, 'firstWord')]! * 4 : 0;
      const canvases = Array.from({ length: end - first }, (_, i): Canvas => {
        const at = (field: string) => foregrounds.at(first + i, field);
        return {
          x0: foregrounds.i32[at('x0')]!, y0: foregrounds.i32[at('y0')]!,
          widthPx: foregrounds.u32[at('widthWords')]! * 32, heightPx: foregrounds.u32[at('height')]!,
          firstByte: foregrounds.u32[at('firstWord')]! * 4 - firstByte,
        };
      });
      const silhouetteBytes = canvases.reduce((sum, { widthPx, heightPx }) => sum + (widthPx * heightPx) / 8, 0);
      return {
        measured,
        canvases,
        planes: {
          ...planes,
          color: plane('colorBeforePost', width * height * 4, width * height * 4),
          depth: plane('depth', width * height * 4, width * height * 4),
          normals: plane('normals', width * height * 4, width * height * 4),
          silhouettes: mapped.bytes('silhouettes').slice(firstByte, firstByte + silhouetteBytes),
        },
      };
    });
  }
}

/** Bytes of a pixel in `plane`. */
const PLANE_BYTES = 8;
/** Of a pixel in the longest buffer: `setups`, with a triangle of 112 bytes for every seven pixels, which levels of detail keep far from. */
const LONGEST_PIXEL_BYTES = 16;
/** GPUBufferUsage, which is not there where no device is. */
const UNIFORM = 0x40;
const INDIRECT = 0x100;

type Passes = ReturnType<typeof makePasses>;

function makePasses(context: PassContext, outputs: RenderOutputs) {
  const planes = outputs.inspect ? INSPECT_PLANES : outputs.instanceIds ? (['instanceIds'] as const) : [];
  return {
    ...visibilityPasses(context),
    measure: new MeasurePass(context),
    inspect: planes.map((plane) => new InspectPass(context, plane)),
    setup: new SetupPass(context),
    shade: new ShadePass(context),
    antialias: new AntialiasPass(context),
    noise: new NoisePass(context),
    blur: new BlurPass(context),
    pack: new PackPass(context),
  };
}
