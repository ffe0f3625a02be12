// Divides a dataset into parts by a hash of each sample's key, so that a sample's part never changes when the dataset grows.
import { UserError } from '../config/errors.ts';

export interface Split {
  /** Null for the whole dataset. */
  name: string | null;
  keep: (key: string) => boolean;
}

export const WHOLE: Split = { name: null, keep: () => true };

/** `train=0.9,val=0.1`, whose shares add up to 1. */
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
  // Rounding must not leave a gap below 1.
  parts.at(-1)!.to = Infinity;
  return parts.map(({ name, from, to }) => ({ name, keep: (key) => placeOf(key) >= from && placeOf(key) < to }));
}

/** Uniform over [0, 1): FNV-1a of the characters, then the finaliser of MurmurHash3, because keys differ in their last digits alone. */
function placeOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) * 2 ** -32;
}
