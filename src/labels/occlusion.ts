/** Defines the label `occlusionPairs`: what each instance is hidden by, and what share of it. Its key in the record is `hiddenBy`. */
import { z } from 'zod';
import { off } from '../config/schema.ts';
import { roundShare } from './basic-instance.ts';
import { defineLabel, type LabelledImage } from './label.ts';

const share = z.number().min(0).max(1).describe('Of areaFull.');

/**
 * What hides a share of an instance. Another labelled instance is named by its id, the background by its layer. An occluder is named as
 * the scenario's `nameOf` says, else by its index in the scene.
 */
const OccluderSchema = z.union([
  z.object({ id: z.int().describe('Of another labelled instance.'), share }),
  z.object({ occluder: z.int().describe('Index in occluders.'), share }),
  z.object({ distractor: z.int().describe('Index in distractors.'), share }),
  z.object({ instance: z.int().describe('Index in the scene, of an occluder without another name.'), share }),
  z.object({ layer: z.literal('background').describe('The background.'), share }),
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

/** A column of the counts is a labelled instance, then an occluder of the scene, then the background. */
function hiddenByOf({ plan, measured, instances, nameOf }: LabelledImage): { hiddenBy: HiddenBy[] }[] {
  const counts = measured.occlusion!;
  const occluders = plan.scene.instances.flatMap(({ layer }, index) => (layer === 'occluder' || layer === 'distractor' ? [index] : []));
  const columns = instances.length > 0 ? counts.length / instances.length : 0;
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
