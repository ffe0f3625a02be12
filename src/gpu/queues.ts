/** Lays out the buffer that holds the raster passes' lists of triangles, and reads how long a batch wanted them to be. */
import { shaderConstant, shaderList } from './shader-constants.ts';
import { oncePerShaders, type ShaderTexts } from './shader-texts.ts';
import { structLayout, StructRows, type StructLayout } from './wgsl.ts';

/** The lists. The row of each is a constant in shared/queues.wgsl: of `toClip` TO_CLIP, and so on. */
export const QUEUE_LISTS = ['pictureSmall', 'silhouetteSmall', 'pictureTile', 'silhouetteTile', 'toClip', 'clipped', 'visible'] as const;
export type QueueList = (typeof QUEUE_LISTS)[number];

export interface QueueFormat {
  layout: StructLayout;
  /** Each list's row in the header, and the words of its entries. */
  row: Record<QueueList, number>;
  entryWords: Record<QueueList, number>;
  /** The bytes of the header at the buffer's start, which holds counts and capacities. */
  headerBytes: number;
  /** The bytes of `queueArgs`, and the offset of a list's dispatch in it. */
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

/** The entries of each list. A batch's need is known only after it has run; a batch that needs more is run again with longer lists. */
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

/** Reads the wanted entries and the capacity of each list from the header. Where a list wants more than its capacity, the batch is void. */
export function readQueues(shaders: ShaderTexts, header: ArrayBufferLike): Record<QueueList, QueueUse> {
  const { layout, row } = queueFormat(shaders);
  const rows = new StructRows(layout, header, 0, QUEUE_LISTS.length);
  const use = QUEUE_LISTS.map((list) => [list, { wanted: rows.u32[rows.at(row[list], 'count')]!, capacity: rows.u32[rows.at(row[list], 'capacity')]! }]);
  return Object.fromEntries(use) as Record<QueueList, QueueUse>;
}
