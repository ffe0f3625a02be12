// Divides a dataset into parts by a hash of each sample's key: a sample stays in its part when the dataset grows.
import { UserError } from '../config/errors.ts';

export interface Split {
  /** Null for the whole dataset. */
  name: string | null;
  keep: (key: string) => boolean;
}

export const WHOLE: Split = { name: null, keep: () => true };

/**
 * @param text names and shares, such as `train=0.9,val=0.1`
 * @throws UserError where a part is no share, a name stands twice, or the shares do not add up to 1
 */
export function parseSplits(text: string): Split[] {
  const wrong = (what: string): never => {
    throw new UserError(`split: ${what} in ${JSON.stringify(text)}; wanted names and shares that add up to 1, such as train=0.9,val=0.1`);
  };
  let below = 0;
  const parts = text.split(',').map((part) => {
    const [, name, share] = /^\s*([A-Za-z0-9_-]+)\s*=\s*([0-9.]+)\s*$/.exec(part) ?? wrong(`${JSON.stringify(part)} is no share`);
    if (!(Number(share) > 0)) wrong(`the share of ${name} is ${share}`);
    const from = below;
    below += Number(share);
    return { name: name!, from, to: below };
  });
  if (new Set(parts.map(({ name }) => name)).size < parts.length) wrong('a name stands twice');
  if (Math.abs(below - 1) > 1e-6) wrong(`the shares add up to ${below}`);
  // The last part has no upper end, because rounding may leave the sum of the shares below 1.
  parts.at(-1)!.to = Infinity;
  return parts.map(({ name, from, to }) => ({ name, keep: (key) => fractionOf(key) >= from && fractionOf(key) < to }));
}

/** A hash of the key, uniform over [0, 1). MurmurHash3's finaliser follows FNV-1a, because keys differ in their last digits alone. */
function fractionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) * 2 ** -32;
}
