/** What the two limits have in common: a number, or one by class with a default; instances below are marked `ignore`. */
import { z } from 'zod';
import { UserError } from '../config/errors.ts';

export const limitSchema = (value: z.ZodNumber) => z.union([value, z.record(z.string().min(1), value)]).default(0);
export type Limit = number | Record<string, number>;

export const IGNORE_SHAPE = { ignore: z.literal(true).describe('Below a limit of labels.minVisibility or labels.minArea.') };

/** The limit of a class: its own, else the default. */
export function limitOf(limit: Limit, category: string): number {
  if (typeof limit === 'number') return limit;
  return (Object.hasOwn(limit, category) ? limit[category] : limit.default) ?? 0;
}

/** @throws UserError where the limit is of a class that there is not */
export function checkLimit(key: string, limit: Limit, categories: readonly string[]): void {
  const unknown = typeof limit === 'number' ? [] : Object.keys(limit).filter((category) => category !== 'default' && !categories.includes(category));
  if (unknown.length > 0) throw new UserError(`labels: ${key} names ${unknown.map((category) => JSON.stringify(category)).join(', ')}, which is no class; wanted default, ${categories.join(', ')}`);
}

/** @param isBelow of an instance and the limit of its class */
export const ignoreBelow = <I extends { category: string }>(instances: readonly I[], limit: Limit, isBelow: (instance: I, limit: number) => boolean) =>
  instances.map((instance) => (isBelow(instance, limitOf(limit, instance.category)) ? { ignore: true as const } : {}));
