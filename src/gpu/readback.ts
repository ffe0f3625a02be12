/** Reads named buffers of a batch back in one copy, through a pool of mapped buffers. */
import { roundUp } from './resources.ts';
import { BUFFER_USAGE, MAP_MODE } from './usage.ts';

export interface Section { name: string; source: GPUBuffer; bytes: number }

/** The bytes of one batch; views are valid until `release`. */
export interface MappedSections {
  bytes(name: string): Uint8Array<ArrayBuffer>;
  words(name: string): Uint32Array<ArrayBuffer>;
  release(): void;
}

export class Readback {
  private readonly device: GPUDevice;
  private readonly free: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** Records the copies; `map` is to be called after the submit. */
  record(encoder: GPUCommandEncoder, sections: Section[]): { map: () => Promise<MappedSections> } {
    const offsets = new Map<string, { offset: number; bytes: number }>();
    let total = 0;
    for (const { name, bytes } of sections) {
      offsets.set(name, { offset: total, bytes });
      total += roundUp(bytes, 256);
    }
    const target = this.take(total);
    for (const { name, source, bytes } of sections) {
      if (bytes > 0) encoder.copyBufferToBuffer(source, 0, target, offsets.get(name)!.offset, roundUp(bytes, 4));
    }
    return { map: () => this.map(target, offsets) };
  }

  private async map(target: GPUBuffer, offsets: Map<string, { offset: number; bytes: number }>): Promise<MappedSections> {
    await target.mapAsync(MAP_MODE.READ);
    const range = target.getMappedRange();
    const sectionOf = (name: string) => {
      const found = offsets.get(name);
      if (!found) throw new Error(`readback: no section "${name}" among ${[...offsets.keys()].join(', ')}.`);
      return found;
    };
    return {
      bytes: (name) => new Uint8Array(range, sectionOf(name).offset, sectionOf(name).bytes),
      words: (name) => new Uint32Array(range, sectionOf(name).offset, sectionOf(name).bytes >> 2),
      release: () => {
        target.unmap();
        this.free.push(target);
      },
    };
  }

  private take(bytes: number): GPUBuffer {
    const found = this.free.findIndex((buffer) => buffer.size >= bytes);
    if (found >= 0) return this.free.splice(found, 1)[0]!;
    // Too small for this batch, so for most of those to come: not worth keeping.
    this.free.splice(0).forEach((buffer) => buffer.destroy());
    return this.device.createBuffer({ label: 'readback', size: Math.max(256, roundUp(bytes, 256)), usage: BUFFER_USAGE.MAP_READ | BUFFER_USAGE.COPY_DST });
  }
}
