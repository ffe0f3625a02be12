/** The label of occlusion: what hides a share of each instance. Its key in the config is `occlusionPairs`, in the record `hiddenBy`. */
import { z } from 'zod';
import { off } from '../config/schema.ts';
import { roundShare } from './basic-instance.ts';
import { defineLabel, type LabelledImage } from './label.ts';

const share = z.number().min(0).max(1).describe('Of areaFull.');

/** Another labelled instance by its id, the background, or any other instance by the scenario's name for it or its index in the scene. */
const OccluderSchema = z.union([
  z.object({ id: z.int(), share }),
  z.object({ occluder: z.int(), share }),
  z.object({ instance: z.int(), share }),
  z.object({ layer: z.literal('background'), share }),
]);
export type HiddenBy = z.infer<typeof OccluderSchema>;

export const occlusion = defineLabel({
  key: 'occlusionPairs',
  schema: off.describe('What hides each object, and what share of it, in the record.'),
  whole: true,
  outputs: (value) => (value ? ['occlusion'] : []),
  record: {
    shape: { hiddenBy: z.array(OccluderSchema).describe('What is topmost where the instance is hidden; shares add up to those of occludedBy.') },
    of: (image, value) => (value ? hiddenByOf(image) : null),
  },
});

function hiddenByOf({ plan, measured, instances, nameOf }: LabelledImage): { hiddenBy: HiddenBy[] }[] {
  const counts = measured.occlusion!;
  const occluders = plan.scene.instances.flatMap(({ layer }, index) => (layer === 'occluder' ? [index] : []));
  const columns = instances.length > 0 ? counts.length / instances.length : 0;
  /** Columns: each labelled instance, each occluder of the scene, the background. */
  const named = (column: number, ofFull: number): HiddenBy => {
    if (column < instances.length) return { id: instances[column]!.id, share: ofFull };
    const occluder = occluders[column - instances.length];
    return (occluder === undefined ? { layer: 'background', share: ofFull } : { ...nameOf(occluder), share: ofFull }) as HiddenBy;
  };
  return instances.map(({ areaFull }, row) => ({
    hiddenBy: Array.from(counts.subarray(row * columns, (row + 1) * columns))
      .flatMap((pixels, column) => (pixels > 0 ? [named(column, roundShare(pixels / areaFull))] : [])),
  }));
}
