/** Permutes whole numbers by a key, each alone: a shuffled order that needs no table. */
import { pcg3d } from './random.ts';

/** Rounds of the network. Three give a pseudorandom permutation of a good round function (M. Luby and C. Rackoff, 1988). */
const ROUNDS = 6;

/**
 * A random permutation of 0 .. count - 1, the same for the same key. It is a Feistel network over the least 4^k that holds `count`;
 * a number that leaves the range is permuted again until it is in the range (J. Black and P. Rogaway, "Ciphers with Arbitrary Finite
 * Domains", 2002), four times at most on average.
 */
export class Permutation {
  readonly count: number;
  private readonly side: number;
  private readonly keys: readonly number[];

  /**
   * @param count up to 2^52
   * @param key whole numbers of 32 bits, such as the seed
   */
  constructor(count: number, ...key: number[]) {
    this.count = count;
    let side = 1;
    while (side * side < count) side *= 2;
    this.side = side;
    this.keys = Array.from({ length: ROUNDS }, (_, round) => key.reduce((hash, part) => pcg3d(hash, part, round), round));
  }

  /** The number at an index, both from 0 to count - 1. */
  at(index: number): number {
    do {
      let high = Math.floor(index / this.side);
      let low = index % this.side;
      for (const key of this.keys) [high, low] = [low, this.mixed(high, low, key)];
      index = high * this.side + low;
    } while (index >= this.count);
    return index;
  }

  /** The index of a number: `indexOf(at(i))` is i. */
  indexOf(number: number): number {
    do {
      let high = Math.floor(number / this.side);
      let low = number % this.side;
      for (let round = ROUNDS - 1; round >= 0; round--) [high, low] = [this.mixed(low, high, this.keys[round]!), high];
      number = high * this.side + low;
    } while (number >= this.count);
    return number;
  }

  private mixed(value: number, other: number, key: number): number {
    return (value ^ (pcg3d(other, key, 0x9e3779b9) & (this.side - 1))) >>> 0;
  }
}
