/** Says what an output is: buffers, the passes that fill them, and what an image has of it once they are read back. */
import type { Batch } from './batch.ts';
import type { BufferNeed } from './buffer-needs.ts';
import type { FrameInfo } from './frame.ts';
import type { Pass, PassContext } from './pass.ts';
import type { MappedSections } from './readback.ts';
import type { ResourceTable } from './resources.ts';

/** What outputs are made with. */
export interface OutputContext {
  passes: PassContext;
  /** The names of all that are asked for: some share a pass. */
  asked: ReadonlySet<string>;
}

/** One image of a batch that was read back. */
export interface ReadImage {
  /** In the batch. */
  image: number;
  batch: Batch;
  mapped: MappedSections;
}

export interface Output {
  /** What a batch needs. At first asked for as many images as a batch may hold, with nothing in them. */
  buffers(info: FrameInfo): BufferNeed[];
  /** In their order, and the pass of the frame that they follow. */
  passes: readonly Pass[];
  after: 'measure' | 'shade';
  /** Whether a list was too short, which makes the batch void; it is long enough then. */
  outgrew?(mapped: MappedSections, table: ResourceTable): boolean;
  /** An image's part of the mapped bytes, which becomes the plane of the output's name. */
  plane?(part: ReadImage): Uint8Array;
  /** A copy of what was measured, which becomes the field of the output's name. */
  measured?(part: ReadImage): unknown;
}
