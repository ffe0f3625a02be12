/** Keeps the buffers of batches: makes them as long as a batch needs them, sets parts to zero, and reads parts back. */
import type { Batch } from './batch.ts';
import { joinNeeds, type BufferNeed } from './buffer-needs.ts';
import { frameBuffers } from './frame-buffers.ts';
import { emptyFrame, guardBandPx, type FrameInfo } from './frame.ts';
import type { Outputs } from './outputs.ts';
import { QueueBuffers } from './queue-buffers.ts';
import { queueFormat, readQueues, type QueueList, type QueueUse } from './queues.ts';
import type { MappedSections, Section } from './readback.ts';
import type { ResourceTable } from './resources.ts';
import { sceneLayouts } from './scene-rows.ts';
import { shaderConstant } from './shader-constants.ts';
import { BUFFER_USAGE } from './usage.ts';
import { structLayout, StructRows, type StructLayout } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

export interface BatchLimits {
  width: number;
  height: number;
  maxBatch: number;
  blurTaps: number;
  /** The bytes of the largest storage buffer that the adapter binds. */
  bindingBytes: number;
  /** The share of their usual capacity with which lists begin. */
  capacityShare: number;
}

export class BatchBuffers {
  private readonly table: ResourceTable;
  private readonly shaders: ShaderTexts;
  private readonly limits: BatchLimits;
  private readonly outputs: Outputs;
  private readonly frameLayout: StructLayout;
  private readonly frameBuffers: (info: FrameInfo) => BufferNeed[];
  private readonly queues: QueueBuffers;

  /** Buffers of a fixed size are made for the largest batch, and lists with their first capacity. */
  constructor(table: ResourceTable, shaders: ShaderTexts, outputs: Outputs, limits: BatchLimits) {
    this.table = table;
    this.shaders = shaders;
    this.limits = limits;
    this.outputs = outputs;
    this.frameLayout = structLayout(shaders, 'frame', 'Frame');
    this.frameBuffers = frameBuffers(shaders);
    this.queues = new QueueBuffers(table, shaders, limits.bindingBytes, limits.capacityShare);
    const { images, lights, mostLights } = sceneLayouts(shaders);
    table.reserve('images', shaderConstant(shaders, 'shared/image', 'MOST_IMAGES') * images.words * 4, BUFFER_USAGE.UNIFORM);
    table.reserve('lights', mostLights * lights.words * 4, BUFFER_USAGE.UNIFORM);
    table.reserve('frame', this.frameLayout.words * 4, BUFFER_USAGE.UNIFORM);
    table.reserve('queueArgs', queueFormat(shaders).argsBytes, BUFFER_USAGE.INDIRECT);
    for (const { name, bytes, firstBytes } of this.needs(emptyFrame(limits.width, limits.height, limits.maxBatch))) {
      const first = Math.max(bytes, Math.ceil(firstBytes * limits.capacityShare));
      if (first > 0) table.reserve(name, first);
    }
  }

  isTooLarge({ rows, info }: Batch): boolean {
    return rows.lights!.byteLength > this.table.buffer('lights').size || this.needs(info).some(({ bytes }) => bytes > this.limits.bindingBytes);
  }

  /** Writes the rows of a batch to the device, and makes all buffers as long as the batch needs them. */
  upload({ rows, info, backdropTexels }: Batch): void {
    for (const [name, words] of Object.entries(rows)) this.table.write(name, words);
    for (const { name, bytes } of this.needs(info)) this.table.reserve(name, bytes);
    backdropTexels.forEach((texels, backdrop) => this.table.writePart('backdropColor', backdrop * info.width * info.height * 4, texels));
    const frame = StructRows.allocate(this.frameLayout, 1);
    const values: Record<string, number> = { ...info, guardPx: guardBandPx(info), blurTaps: this.limits.blurTaps };
    for (const field of Object.keys(this.frameLayout.offset)) frame.u32[frame.at(0, field)] = values[field]!;
    this.table.write('frame', frame.u32);
  }

  clear(encoder: GPUCommandEncoder, info: FrameInfo): void {
    for (const { name, zeroBytes } of this.needs(info)) if (zeroBytes > 0) encoder.clearBuffer(this.table.buffer(name), 0, zeroBytes);
  }

  /** The parts of the buffers that are read back after a batch. */
  sections(info: FrameInfo): Section[] {
    return this.needs(info).map(({ name, readBytes }) => ({ name, source: this.table.buffer(name), bytes: Math.min(readBytes, this.table.buffer(name).size) }));
  }

  /** The wanted lengths of the lists of triangles. Null where a list was too short: the batch is void then, and the list has been made longer. */
  whole(mapped: MappedSections): Record<QueueList, QueueUse> | null {
    const use = readQueues(this.shaders, mapped.words('queues').slice().buffer);
    const isShort = this.queues.outgrew(use) || [...this.outputs.values()].some((output) => output.outgrew?.(mapped, this.table));
    return isShort ? null : use;
  }

  private needs(info: FrameInfo): Required<BufferNeed>[] {
    return joinNeeds([...this.frameBuffers(info), ...[...this.outputs.values()].flatMap((output) => output.buffers(info))]);
  }
}
