/** Makes an output of the silhouettes, which every batch has: they are only read back. */
import type { Output } from '../output.ts';

export const silhouettesOutput = (): Output => ({
  passes: [],
  after: 'measure',
  buffers: ({ silhouetteWords }) => [{ name: 'silhouettes', bytes: silhouetteWords * 4, readBytes: silhouetteWords * 4 }],
  plane: ({ image, batch: { first: { silhouetteWords: first } }, mapped }) => mapped.bytes('silhouettes').subarray(first[image]! * 4, first[image + 1]! * 4),
});
