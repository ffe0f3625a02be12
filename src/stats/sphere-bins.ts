/** Counts directions in equal areas of a sphere. */
import { packCounts, addCounts, unpackCounts } from './packed-counts.ts';

/** Zones of equal height have equal areas (Archimedes). The number is odd, so that the equator is in the middle of one. */
export const SPHERE_ROWS = 11;
/** Steps of 15 degrees; the axes are in the middle of one. */
export const SPHERE_COLUMNS = 24;

/** So near a pole, rounding would decide the column: column 0 counts. */
const POLE = 1e-6;

/** Row 0 is at y = -1. The middle of column 0 is at +z, and columns go on towards +x. */
export class SphereBins {
  readonly counts = new Float64Array(SPHERE_ROWS * SPHERE_COLUMNS);

  /** Of any length; the direction 0, 0, 0 and NaN are skipped. */
  add(x: number, y: number, z: number): void {
    const length = Math.sqrt(x * x + y * y + z * z);
    if (!(length > 0)) return;
    const row = Math.min(SPHERE_ROWS - 1, Math.floor(((y / length + 1) / 2) * SPHERE_ROWS));
    const turns = Math.hypot(x, z) < POLE * length ? 0 : Math.atan2(x, z) / (2 * Math.PI);
    const column = (Math.floor(turns * SPHERE_COLUMNS + 0.5) + SPHERE_COLUMNS) % SPHERE_COLUMNS;
    this.counts[row * SPHERE_COLUMNS + column]!++;
  }

  merge(other: SphereBins): void {
    addCounts(this.counts, other.counts);
  }

  toJSON(): number[] {
    return packCounts(this.counts);
  }

  static fromJSON(packed: readonly number[]): SphereBins {
    const bins = new SphereBins();
    addCounts(bins.counts, unpackCounts(packed, bins.counts.length));
    return bins;
  }
}
