/** Holds a set of whole numbers from 0 on as bits: an entry of the curriculum takes one bit, however many images there are. */

export class EntrySet {
  size = 0;
  #words = new Uint32Array(32);

  /** @returns false where it is in the set already */
  add(entry: number): boolean {
    const word = entry >>> 5;
    this.#grow(word + 1);
    const bit = 1 << (entry & 31);
    if (this.#words[word]! & bit) return false;
    this.#words[word]! |= bit;
    this.size++;
    return true;
  }

  has(entry: number): boolean {
    return ((this.#words[entry >>> 5] ?? 0) & (1 << (entry & 31))) !== 0;
  }

  /** @returns how many entries are in both */
  merge(other: EntrySet): number {
    let both = 0;
    for (const entry of other) if (!this.add(entry)) both++;
    return both;
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    for (const [i, word] of this.#words.entries()) {
      for (let rest = word; rest !== 0; rest &= rest - 1) yield 32 * i + 31 - Math.clz32(rest & -rest);
    }
  }

  /** Differences of neighbours as LEB128: seven bits a byte, lowest first; an eighth bit means that another byte follows. */
  toBase64(): string {
    const bytes: number[] = [];
    let last = -1;
    for (const entry of this) {
      let rest = entry - last - 1;
      for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
      bytes.push(rest);
      last = entry;
    }
    return Buffer.from(bytes).toString('base64');
  }

  static fromBase64(text: string): EntrySet {
    const set = new EntrySet();
    let [entry, shift, difference] = [-1, 0, 0];
    for (const byte of Buffer.from(text, 'base64')) {
      difference += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte & 128) continue;
      set.add(entry += difference + 1);
      [shift, difference] = [0, 0];
    }
    return set;
  }

  #grow(words: number): void {
    if (words <= this.#words.length) return;
    const longer = new Uint32Array(Math.max(words, 2 * this.#words.length));
    longer.set(this.#words);
    this.#words = longer;
  }
}
