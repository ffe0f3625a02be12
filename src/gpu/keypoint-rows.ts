/** Says how exactly a surface must meet a named point for the point to be seen. */
import type { Camera } from '../geometry/projection.ts';

/** A hundredth of a model's diameter: thinner than most walls, and more than the error of points that a person places. */
const OF_RADIUS = 0.02;

/**
 * How far before a point its own model's surface may be seen without hiding it, metres: a hundredth of the diameter, and the width of
 * a pixel there, which is more than the level of detail (0.05 px) and the distance to the pixel's centre make of a surface of 45 degrees.
 * @param radiusM of the model, in the scene's scale
 */
export const keypointToleranceM = (zM: number, radiusM: number, { fx, fy }: Camera): number => OF_RADIUS * radiusM + zM / Math.min(fx, fy);
