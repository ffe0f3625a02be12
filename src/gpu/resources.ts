/** The renderer's named buffers and textures: made once, replaced by larger ones when a batch needs more. */
import type { Resources } from './pass.ts';
import { BUFFER_USAGE } from './usage.ts';

/** A buffer that must grow gets this many times the wanted length, so that batches of similar sizes do not make it grow again. */
export const GROWTH = 1.5;

/** The usage of a buffer that the host or a pass writes, and either reads. */
export const STORAGE_USAGE = BUFFER_USAGE.STORAGE | BUFFER_USAGE.COPY_SRC | BUFFER_USAGE.COPY_DST;

/** The least bytes of a buffer. WebGPU demands that an empty list binds one row, and no row of the shaders' lists is longer. */
export const LEAST_BYTES = 256;

export class ResourceTable {
  readonly all: Resources = {};
  /** True when something was replaced since the passes were bound. */
  stale = true;
  private readonly device: GPUDevice;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  buffer(name: string): GPUBuffer {
    const found = this.all[name];
    if (!found || !('size' in found)) throw new Error(`resources: no buffer "${name}".`);
    return found;
  }

  set(name: string, resource: GPUBuffer | GPUTextureView | GPUSampler): void {
    if (this.all[name] === resource) return;
    this.all[name] = resource;
    this.stale = true;
  }

  /** Ensures a buffer of at least `bytes`. A replaced buffer's content is lost, and submitted work keeps the old buffer. */
  reserve(name: string, bytes: number, usage = 0): void {
    const old = this.all[name] as GPUBuffer | undefined;
    if (old && old.size >= bytes) return;
    const most = this.device.limits.maxStorageBufferBindingSize;
    if (bytes > most) throw new Error(`renderer: ${name} needs ${bytes} bytes; the adapter binds at most ${most}. A smaller --batch or image, or simpler models need less.`);
    const size = Math.min(most, Math.max(LEAST_BYTES, roundUp(old ? bytes * GROWTH : bytes, 16)));
    old?.destroy();
    this.all[name] = this.device.createBuffer({ label: name, size, usage: STORAGE_USAGE | usage });
    this.stale = true;
  }

  /** Reserves a buffer for `data`, and uploads it. */
  write(name: string, data: ArrayBufferView): void {
    this.reserve(name, data.byteLength);
    this.writePart(name, 0, data);
  }

  /** Uploads `data` from byte `offset` of a buffer on, which must be long enough. */
  writePart(name: string, offset: number, data: ArrayBufferView): void {
    if (data.byteLength > 0) this.device.queue.writeBuffer(this.buffer(name), offset, unshared(data));
  }
}

/** Copies data in shared memory, which WebGPU does not accept. Other data is returned as it is. */
export function unshared(data: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}

export const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;
