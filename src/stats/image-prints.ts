/** Holds a hash of each image's size and boxes. Two images of the same hash are one image, in one set or in two. */
import type { BoxRow } from './box-numbers.ts';

/** Bytes of a hash in the stored list. Of a million images, two have the same one by accident in 1 of 500 sets. */
const BYTES = 6;
/** Images with fewer boxes may have the same ones by accident. */
const LEAST_BOXES = 2;
/** Positions are compared in tenths of a pixel. */
const PARTS_PER_PX = 10;

export class ImagePrints {
  size = 0;
  #hashes = new Float64Array(1024);

  add(width: number, height: number, boxes: readonly BoxRow[]): void {
    if (boxes.length >= LEAST_BOXES) this.#append(printOf(width, height, boxes));
  }

  merge(other: ImagePrints): void {
    for (let i = 0; i < other.size; i++) this.#append(other.#hashes[i]!);
  }

  /** How many images have the hash of another one that was counted already. */
  repeated(): number {
    const sorted = this.#sorted();
    let repeated = 0;
    for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) repeated++;
    return repeated;
  }

  /** Those of the pictures that have the hash of an image in here. */
  shared<Picture extends { width: number; height: number; boxes: readonly BoxRow[] }>(pictures: readonly Picture[]): Picture[] {
    const own = new Set(this.#hashes.subarray(0, this.size));
    return pictures.filter(({ width, height, boxes }) => boxes.length >= LEAST_BOXES && own.has(printOf(width, height, boxes)));
  }

  /** Sorted, so that it does not depend on the order of merging. */
  toJSON(): string {
    const bytes = Buffer.alloc(BYTES * this.size);
    for (const [i, hash] of this.#sorted().entries()) bytes.writeUIntBE(hash, BYTES * i, BYTES);
    return bytes.toString('base64');
  }

  static fromJSON(text: string): ImagePrints {
    const prints = new ImagePrints();
    const bytes = Buffer.from(text, 'base64');
    for (let at = 0; at < bytes.length; at += BYTES) prints.#append(bytes.readUIntBE(at, BYTES));
    return prints;
  }

  #sorted(): Float64Array {
    return this.#hashes.slice(0, this.size).sort();
  }

  #append(hash: number): void {
    if (this.size === this.#hashes.length) {
      const longer = new Float64Array(2 * this.size);
      longer.set(this.#hashes);
      this.#hashes = longer;
    }
    this.#hashes[this.size++] = hash;
  }
}

/** Does not depend on the order of the boxes: their hashes are added. */
function printOf(width: number, height: number, boxes: readonly BoxRow[]): number {
  let [low, high] = [mix(width, 1), mix(height, 2)];
  for (let i = 0; i < boxes.length; i++) {
    const [x, y, w, h] = boxes[i]!.box;
    let hash = 0x811c9dc5;
    for (const value of [x, y, w, h]) hash = mix(hash, Math.round(value * PARTS_PER_PX));
    low = (low + hash) | 0;
    high = (high + mix(hash, 3)) | 0;
  }
  return (low >>> 0) + (high & 0xffff) * 2 ** 32;
}

/** FNV-1a of a word, then MurmurHash3's finaliser. */
function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
