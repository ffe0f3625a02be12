/** Collects the names of each class's keypoints, which foreign formats state once a class, and gives their states numbers. */
import { UserError } from '../config/errors.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { RecordKeypoint } from '../labels/keypoints.ts';
import type { DatasetSample } from '../dataset/reader.ts';

/** A keypoint's state in COCO and in Unity's schemas: 0 not labelled, 1 labelled but not visible, 2 visible. */
export const KEYPOINT_STATE: Record<RecordKeypoint['state'], number> = { outside: 0, hidden: 1, visible: 2 };

export class KeypointNames {
  /** By categoryId. */
  readonly byClass = new Map<number, string[]>();

  /** @throws UserError where models of a class differ in the names of their keypoints, or in their order */
  add({ key }: DatasetSample, { categoryId, category, keypoints = [] }: RecordInstance): void {
    const names = keypoints.map(({ name }) => name);
    const known = this.byClass.get(categoryId);
    if (!known) this.byClass.set(categoryId, names);
    else if (names.join('\n') !== known.join('\n'))
      throw new UserError(`export: ${key}: a ${JSON.stringify(category)} has the keypoints ${names.join(', ')}, an earlier one ${known.join(', ')}; wanted the same names, in one order, for all models of a class`);
  }
}
