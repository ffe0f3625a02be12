/** Lays out the buffer that holds the raster passes' lists of triangles, and reads how long a batch wanted them to be. */
import { shaderConstant, shaderList } from './shader-constants.ts';
import { oncePerShaders } from './shader-texts.ts';
import { structLayout, StructRows, type StructLayout } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

/** The row of `toClip` is TO_CLIP in shared/queues.wgsl, and so on. */
export const QUEUE_LISTS = ['pictureSmall', 'silhouetteSmall', 'pictureTile', 'silhouetteTile', 'toClip', 'clipped', 'visible'] as const;
export type QueueList = (typeof QUEUE_LISTS)[number];

export interface QueueFormat {
  layout: StructLayout;
  /** Of each list: its row in the header, and the words of an entry. */
  row: Record<QueueList, number>;
  entryWords: Record<QueueList, number>;
  /** The buffer's first words: counts and capacities. */
  headerBytes: number;
  /** The whole of `queueArgs`, and where a list's dispatch is in it. */
  argsBytes: number;
  argsOffset(list: QueueList): number;
}

export const queueFormat = oncePerShaders((shaders): QueueFormat => {
  const path = 'shared/queues';
  const layout = structLayout(shaders, 'queues', 'Queue');
  const lists = shaderConstant(shaders, path, 'LISTS');
  if (lists !== QUEUE_LISTS.length) throw new Error(`queues: the shaders have ${lists} lists; wanted ${QUEUE_LISTS.join(', ')}`);
  const rows = QUEUE_LISTS.map((list) => shaderConstant(shaders, path, list.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()));
  const words = shaderList(shaders, path, 'ENTRY_WORDS');
  const byList = (of: (row: number) => number) => Object.fromEntries(QUEUE_LISTS.map((list, i) => [list, of(rows[i]!)])) as Record<QueueList, number>;
  const row = byList((r) => r);
  const argsBytes = shaderConstant(shaders, path, 'ARGS_WORDS') * 4;
  return {
    layout, row, entryWords: byList((r) => words[r]!), headerBytes: lists * layout.words * 4,
    argsBytes: lists * argsBytes, argsOffset: (list) => row[list] * argsBytes,
  };
});

/** Entries of each list. How many a batch needs is known only once it has run; one that needed more is run again with more. */
export type QueueCapacity = Record<QueueList, number>;

export interface QueuePlan {
  bytes: number;
  /** The first words, to be written once into a new buffer. */
  header: Uint32Array<ArrayBuffer>;
}

export function planQueues(shaders: ShaderTexts, capacity: QueueCapacity): QueuePlan {
  const { layout, row, entryWords, headerBytes } = queueFormat(shaders);
  const rows = StructRows.allocate(layout, QUEUE_LISTS.length);
  let start = 0;
  for (const list of QUEUE_LISTS.toSorted((a, b) => row[a] - row[b])) {
    rows.u32[rows.at(row[list], 'capacity')] = capacity[list];
    rows.u32[rows.at(row[list], 'start')] = start;
    start += capacity[list] * entryWords[list];
  }
  return { bytes: headerBytes + Math.max(start, 1) * 4, header: rows.u32 as Uint32Array<ArrayBuffer> };
}

export interface QueueUse {
  wanted: number;
  capacity: number;
}

/** Entries wanted and capacity of each list, from the buffer's first words. A list that wanted more has lost the rest: the batch is void. */
export function readQueues(shaders: ShaderTexts, header: ArrayBufferLike): Record<QueueList, QueueUse> {
  const { layout, row } = queueFormat(shaders);
  const rows = new StructRows(layout, header, 0, QUEUE_LISTS.length);
  const use = QUEUE_LISTS.map((list) => [list, { wanted: rows.u32[rows.at(row[list], 'count')]!, capacity: rows.u32[rows.at(row[list], 'capacity')]! }]);
  return Object.fromEntries(use) as Record<QueueList, QueueUse>;
}
