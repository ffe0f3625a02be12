/** Reads limits for the labels `minVisibility` and `minArea`, and marks instances below their limit as `ignore`. */
import { z } from 'zod';
import { UserError } from '../config/errors.ts';

/** Schema of a limit, 0 by default. */
export const limitSchema = (value: z.ZodNumber) => z.union([value, z.record(z.string().min(1), value)]).default(0);
/** A limit for every category, or one by category, with the key `default` for the others. */
export type Limit = number | Record<string, number>;

export const IGNORE_SHAPE = { ignore: z.literal(true).describe('Below a limit of labels.minVisibility or labels.minArea.') };

/** The limit of a category: its own, else the default, else 0. */
function limitOf(limit: Limit, category: string): number {
  if (typeof limit === 'number') return limit;
  return (Object.hasOwn(limit, category) ? limit[category] : limit.default) ?? 0;
}

/** @throws UserError where the limit names a category that the dataset lacks */
export function checkLimit(key: string, limit: Limit, categories: readonly string[]): void {
  const unknown = typeof limit === 'number' ? [] : Object.keys(limit).filter((category) => category !== 'default' && !categories.includes(category));
  if (unknown.length > 0) throw new UserError(`labels: ${key} names ${unknown.map((category) => JSON.stringify(category)).join(', ')}, which is no class; wanted default, ${categories.join(', ')}`);
}

/**
 * The part of the record that marks each instance below the limit of its category.
 * @param isBelow whether an instance is below that limit
 */
export const ignoreBelow = <I extends { category: string }>(instances: readonly I[], limit: Limit, isBelow: (instance: I, limit: number) => boolean) =>
  instances.map((instance) => (isBelow(instance, limitOf(limit, instance.category)) ? { ignore: true as const } : {}));
