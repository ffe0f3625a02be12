/** The interface of an output: its buffers, the passes that fill them, and an image's part once they are read back. */
import type { Batch } from './batch.ts';
import type { BufferNeed } from './buffer-needs.ts';
import type { FrameInfo } from './frame.ts';
import type { Pass, PassContext } from './pass.ts';
import type { MappedSections } from './readback.ts';
import type { ResourceTable } from './resources.ts';

/** The arguments for making an output. */
export interface OutputContext {
  passes: PassContext;
  /** The names of all requested outputs, because some share a pass. */
  asked: ReadonlySet<string>;
}

/** One image of a batch that was read back. */
export interface ReadImage {
  /** Index in the batch. */
  image: number;
  batch: Batch;
  mapped: MappedSections;
}

export interface Output {
  /** The buffers that a batch needs. The first call has the counts of the largest batch, of empty images. */
  buffers(info: FrameInfo): BufferNeed[];
  /** The passes in their order, and the pass of the frame after which they run. */
  passes: readonly Pass[];
  after: 'measure' | 'shade';
  /** Returns whether a list was too short, so that the batch is void, and makes such a list longer. */
  outgrew?(mapped: MappedSections, table: ResourceTable): boolean;
  /** The image's part of the mapped bytes, for outputs that are planes. */
  plane?(part: ReadImage): Uint8Array;
  /** A copy of the image's part, for outputs that are fields of `MeasuredImage`. */
  measured?(part: ReadImage): unknown;
}
