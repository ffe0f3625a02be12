/** Keeps the lists of triangles, and the setups of visible triangles, as long as the longest that a batch has wanted. */
import { planQueues, QUEUE_LISTS, type QueueList, type QueueCapacity, type QueueUse } from './queues.ts';
import { GROWTH, type ResourceTable } from './resources.ts';
import { structLayout } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

/**
 * The capacity for the first batch. It exceeds the need of 16 images of 640 x 480 with the paper's defaults, because a list that is too short
 * makes a batch run twice. Lists with entries for all triangles would exceed what an adapter binds.
 */
const FIRST_CAPACITY: QueueCapacity = { pictureSmall: 2 ** 21, silhouetteSmall: 2 ** 19, pictureTile: 2 ** 15, silhouetteTile: 2 ** 15, toClip: 2 ** 13, clipped: 2 ** 13, visible: 2 ** 19 };

export class QueueBuffers {
  private readonly table: ResourceTable;
  private readonly shaders: ShaderTexts;
  private readonly setupBytes: number;
  /** The most setups that fit the adapter's largest storage buffer. */
  private readonly mostSetups: number;
  private capacity: QueueCapacity = FIRST_CAPACITY;

  /** Puts `queues` and `setups` into the table, with that share of their usual capacity. */
  constructor(table: ResourceTable, shaders: ShaderTexts, maxBindingBytes: number, capacityShare: number) {
    this.table = table;
    this.shaders = shaders;
    this.setupBytes = structLayout(shaders, 'setup', 'Setup').words * 4;
    this.mostSetups = Math.floor(maxBindingBytes / this.setupBytes);
    this.reserve(Object.fromEntries(QUEUE_LISTS.map((list) => [list, Math.ceil(FIRST_CAPACITY[list] * capacityShare)])) as QueueCapacity);
  }

  /** Whether a list was too short for the batch, which is void then; it is long enough for the next. */
  outgrew(use: Record<QueueList, QueueUse>): boolean {
    const lists = QUEUE_LISTS.filter((list) => use[list].wanted > use[list].capacity);
    // An earlier batch may have made a list longer while this batch was in progress.
    const tight = lists.filter((list) => use[list].wanted > this.capacity[list]);
    if (tight.length > 0) this.reserve({ ...this.capacity, ...Object.fromEntries(tight.map((list) => [list, this.capacityFor(list, use[list].wanted)])) });
    return lists.length > 0;
  }

  private capacityFor(list: QueueList, wanted: number): number {
    // `setups` is the longest buffer of small images: it does with less to spare rather than pass what the adapter binds.
    const most = list === 'visible' ? this.mostSetups : Infinity;
    return Math.max(wanted, Math.min(Math.ceil(wanted * GROWTH), most));
  }

  private reserve(capacity: QueueCapacity): void {
    const { bytes, header } = planQueues(this.shaders, capacity);
    this.capacity = capacity;
    this.table.reserve('queues', bytes);
    this.table.reserve('setups', capacity.visible * this.setupBytes);
    this.table.write('queues', header);
  }
}
