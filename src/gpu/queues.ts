/** Lays out the buffer that holds the raster passes' lists of triangles, and reads how much room a batch wanted. */
import { structLayout, StructRows, type ShaderTexts } from './wgsl.ts';

/** The lists in the order of the constants in shared/queues.wgsl. */
export const QUEUE_LISTS = ['pictureSmall', 'silhouetteSmall', 'pictureTile', 'silhouetteTile', 'toClip', 'clipped', 'visible'] as const;
export type QueueList = (typeof QUEUE_LISTS)[number];
export const QUEUE_ENTRY_WORDS: Record<QueueList, number> = { pictureSmall: 3, silhouetteSmall: 3, pictureTile: 19, silhouetteTile: 12, toClip: 2, clipped: 16, visible: 2 };

/** Bytes of `queueArgs`; the dispatch of a list is at `queueArgsOffset`. */
export const QUEUE_ARGS_BYTES = QUEUE_LISTS.length * 16;
export const queueArgsOffset = (list: QueueList): number => QUEUE_LISTS.indexOf(list) * 16;

/** The buffer's first words: counts and capacities. */
export const queueHeaderBytes = (shaders: ShaderTexts): number => structLayout(shaders, 'queues', 'Queue').words * QUEUE_LISTS.length * 4;

/** Entries that each list has room for. How many a batch needs is known only once it has run; then it is run again with more. */
export type QueueRoom = Record<QueueList, number>;

export interface QueuePlan {
  bytes: number;
  /** The first words, to be written once into a new buffer. */
  header: Uint32Array<ArrayBuffer>;
}

export function planQueues(shaders: ShaderTexts, capacity: QueueRoom): QueuePlan {
  const layout = structLayout(shaders, 'queues', 'Queue');
  const rows = StructRows.allocate(layout, QUEUE_LISTS.length);
  let start = 0;
  for (const [row, list] of QUEUE_LISTS.entries()) {
    rows.u32[rows.at(row, 'capacity')] = capacity[list];
    rows.u32[rows.at(row, 'start')] = start;
    start += capacity[list] * QUEUE_ENTRY_WORDS[list];
  }
  return { bytes: rows.u32.byteLength + Math.max(start, 1) * 4, header: rows.u32 as Uint32Array<ArrayBuffer> };
}

export interface QueueUse {
  wanted: number;
  capacity: number;
}

/** Entries wanted and room of each list, from the buffer's first words. A list that wanted more has lost the rest: the batch is void. */
export function readQueues(shaders: ShaderTexts, header: ArrayBufferLike): Record<QueueList, QueueUse> {
  const rows = new StructRows(structLayout(shaders, 'queues', 'Queue'), header, 0, QUEUE_LISTS.length);
  const use = QUEUE_LISTS.map((list, row) => [list, { wanted: rows.u32[rows.at(row, 'count')]!, capacity: rows.u32[rows.at(row, 'capacity')]! }]);
  return Object.fromEntries(use) as Record<QueueList, QueueUse>;
}
