/** Finds equal rows in a table of 32-bit words, for welding, normals and neighbours. */
import { powerOfTwoFrom } from '../../geometry/math.ts';

export interface Weld {
  /** By row: its group. Groups are numbered in order of first appearance. */
  groupOf: Uint32Array;
  /** By group: its first row. */
  firstRow: Uint32Array;
}

/** @param words rows of `stride` words each; rows are equal when all their bits are. */
export function weldRows(words: Uint32Array, stride: number): Weld {
  const rows = words.length / stride;
  const slots = powerOfTwoFrom(rows * 2 + 2);
  const table = new Int32Array(slots).fill(-1);
  const groupOf = new Uint32Array(rows);
  const firstRow = new Uint32Array(rows);
  let groups = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * stride;
    let hash = 0;
    for (let k = 0; k < stride; k++) {
      hash = Math.imul(hash ^ words[at + k]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let slot = hash & (slots - 1);
    for (;;) {
      const group = table[slot]!;
      if (group < 0) {
        table[slot] = groups;
        firstRow[groups] = row;
        groupOf[row] = groups++;
        break;
      }
      const other = firstRow[group]! * stride;
      let k = 0;
      while (k < stride && words[at + k] === words[other + k]) k++;
      if (k === stride) {
        groupOf[row] = group;
        break;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }
  return { groupOf, firstRow: firstRow.slice(0, groups) };
}

/** Finds equal rows of `stride` floats each; -0 and 0 are equal. */
export function weldFloats(values: Float32Array, stride: number): Weld {
  const withoutMinusZero = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) withoutMinusZero[i] = values[i]! + 0;
  return weldRows(new Uint32Array(withoutMinusZero.buffer), stride);
}

/** Groups points that lie at exactly the same place. */
export function weldPositions(positions: Float32Array): Weld {
  return weldFloats(positions, 3);
}
