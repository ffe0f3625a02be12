/** Keeps the names of each class's keypoints: foreign formats state them once a class. */
import { UserError } from '../config/errors.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { DatasetSample } from '../dataset/reader.ts';

export class KeypointNames {
  /** By categoryId. */
  readonly byClass = new Map<number, string[]>();

  /** @throws UserError where two models of a class have other names, or another order */
  add({ key }: DatasetSample, { categoryId, category, keypoints = [] }: RecordInstance): void {
    const names = keypoints.map(({ name }) => name);
    const known = this.byClass.get(categoryId);
    if (!known) this.byClass.set(categoryId, names);
    else if (names.join('\n') !== known.join('\n'))
      throw new UserError(`export: ${key}: a ${JSON.stringify(category)} has the keypoints ${names.join(', ')}, an earlier one ${known.join(', ')}; wanted the same names, in one order, for all models of a class`);
  }
}
