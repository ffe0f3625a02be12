/** Rounds positions to single precision where that loses nothing: models far from the origin are moved next to it first. */
import type { Vec3 } from '../../geometry/vectors.ts';

/** How many times its half size a model may be away from the origin: single precision's 24 bits then move no vertex by more than 1e-5 half sizes. */
const MOST_HALF_SIZES = 100;

/** Double precision, metres, model frame. */
interface Part {
  positions: Float64Array;
  /** The vertices that count for the model's box. */
  indices: Uint32Array;
}

/**
 * The parts with positions in single precision, relative to `origin`: the centre of the model's box where that is far away,
 * else none, which stands for the model's own origin.
 */
export function roundPositions<P extends Part>(parts: P[]): { origin?: Vec3; primitives: (Omit<P, 'positions'> & { positions: Float32Array })[] } {
  const origin = farCenter(parts);
  const primitives = parts.map((part) => ({
    ...part,
    positions: new Float32Array(origin ? part.positions.map((value, i) => value - origin[i % 3]!) : part.positions),
  }));
  return { ...(origin && { origin }), primitives };
}

function farCenter(parts: Part[]): Vec3 | null {
  const least = [Infinity, Infinity, Infinity], most = [-Infinity, -Infinity, -Infinity];
  for (const { positions, indices } of parts) {
    for (let i = 0; i < indices.length; i++) {
      const at = indices[i]! * 3;
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[at + axis]!;
        if (value < least[axis]!) least[axis] = value;
        if (value > most[axis]!) most[axis] = value;
      }
    }
  }
  const center = least.map((value, axis) => (value + most[axis]!) / 2) as Vec3;
  const halfSize = Math.max(...least.map((value, axis) => (most[axis]! - value) / 2));
  const isFar = center.every(Number.isFinite) && center.some((value) => Math.abs(value) > MOST_HALF_SIZES * halfSize);
  return isFar ? center : null;
}
