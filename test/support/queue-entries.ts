/** Reads the lists that the cull pass left behind. */
import { queueFormat, readQueues, type QueueList } from '../../src/gpu/queues.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { onPlane, snappedTriangles, type Snapped } from '../reference/cull.ts';
import type { Run, TestScene } from './raster-scene.ts';

/** The written entries of a list. */
export function entriesOf(queues: Uint32Array, list: QueueList): Uint32Array[] {
  const shaders = readShaders();
  const { wanted, capacity } = readQueues(shaders, queues.buffer)[list];
  const { headerBytes, layout, row, entryWords } = queueFormat(shaders);
  const first = headerBytes / 4 + queues[row[list] * layout.words + layout.offset.start!]!;
  const words = entryWords[list];
  return Array.from({ length: Math.min(wanted, capacity) }, (_, i) => queues.slice(first + i * words, first + (i + 1) * words));
}

/** The triangles that clipping made. Their instance is found through the entries that name them, so unseen ones are missing. */
export function clippedTriangles(queues: Uint32Array): Snapped[] {
  const records = entriesOf(queues, 'clipped');
  const instanceOf = new Map<number, number>();
  for (const list of ['pictureSmall', 'silhouetteSmall', 'pictureTile', 'silhouetteTile'] as const) {
    for (const [instance, triangle] of entriesOf(queues, list)) {
      if (instance! >= 2 ** 31) instanceOf.set(triangle!, instance! - 2 ** 31);
    }
  }
  return [...instanceOf].map(([record, instance]) => {
    const words = records[record]!;
    const ints = new Int32Array(words.buffer);
    const floats = new Float32Array(words.buffer);
    return {
      corners: [0, 1, 2].map((k) => [ints[k]!, ints[3 + k]!, words[6 + k]!] as [number, number, number]),
      uvs: [0, 1, 2].map((k) => [floats[9 + k]!, floats[12 + k]!] as [number, number]),
      instance, triangle: words[15]!,
    };
  });
}

/** Everything that lies on the picture plane: what came there whole, and what clipping left. */
export function trianglesOnPlane(scene: TestScene, { vertices, queues }: Run['read']): Snapped[] {
  return [...snappedTriangles(scene, vertices).filter(onPlane), ...clippedTriangles(queues)];
}
