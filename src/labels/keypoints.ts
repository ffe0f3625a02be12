/** Defines the label `keypoints`: where a model's named points are in the image, and which of them are visible. */
import { z } from 'zod';
import { off } from '../config/schema.ts';
import { projectPoint } from '../geometry/projection.ts';
import { labelledInstances } from '../scene/scene.ts';
import { defineLabel, type LabelledImage } from './label.ts';

const KeypointSchema = z.object({
  name: z.string().describe('As MODEL.keypoints.json has it.'),
  x: z.number().describe('Pixels, centres at +0.5, also beyond the image; 0 for what is not before the camera.'),
  y: z.number().describe('Likewise.'),
  state: z.enum(['visible', 'hidden', 'outside']).describe('Outside: of the image.'),
});
export type RecordKeypoint = z.infer<typeof KeypointSchema>;

export const keypoints = defineLabel({
  key: 'keypoints',
  schema: off.describe('Points named in MODEL.keypoints.json beside a model, in the record.'),
  whole: true,
  library: (value) => ({ keypoints: value }),
  outputs: (value) => (value ? ['keypoints'] : []),
  record: {
    shape: { keypoints: z.array(KeypointSchema).describe('The model\'s named points, in their file\'s order.') },
    of: (image, value) => (value ? keypointsOf(image) : null),
  },
});

/** The keypoints of each labelled instance. `measured.keypoints` holds the first instance's states, then the second one's, ... */
function keypointsOf({ plan: { scene }, library, measured }: LabelledImage): { keypoints: RecordKeypoint[] }[] {
  let next = 0;
  return labelledInstances(scene).map((index) => {
    const { model, pose } = scene.instances[index]!;
    return {
      keypoints: (library.models[model]!.keypoints ?? []).map(({ name, at }) => {
        const { x, y } = projectPoint(at, pose, scene.camera) ?? { x: 0, y: 0 };
        return { name, x, y, state: measured.keypoints![next++]! };
      }),
    };
  });
}
