/** Says of a model that is hardly as large as its file has it that its unit may be wrong. */
import type { SourceModel } from '../source-model.ts';

/** Largest sides of things that people photograph, metres. */
const LEAST_M = 0.005;
const MOST_M = 20;

/** @param extension of a format without a unit, else null */
export function sizeNotes({ primitives }: SourceModel, extension: string | null): string[] {
  const least = [Infinity, Infinity, Infinity], most = [-Infinity, -Infinity, -Infinity];
  for (const { positions, indices } of primitives) {
    for (const vertex of indices) {
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[vertex * 3 + axis]!;
        if (value < least[axis]!) least[axis] = value;
        if (value > most[axis]!) most[axis] = value;
      }
    }
  }
  const sideM = Math.max(...least.map((value, axis) => most[axis]! - value));
  if (sideM >= LEAST_M && sideM <= MOST_M) return [];
  const key = extension === null ? '' : `; assets.unit says what a unit of a ${extension} file is`;
  return [`its largest side is ${Number(sideM.toPrecision(3))} m, where 5 mm to 20 m are usual${key}`];
}
