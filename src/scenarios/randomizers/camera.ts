/** Draws the camera's intrinsics and says how large a sphere looks through it. */
import type { Config } from '../../config/schema.ts';
import { tan } from '../../geometry/math.ts';
import type { Random } from '../../scene/random.ts';

/** A centred pinhole with square pixels; everything in pixels. */
export interface Intrinsics {
  widthPx: number;
  heightPx: number;
  focalPx: number;
}

const tangent = (fovYDeg: number): number => tan((fovYDeg * Math.PI) / 360);

/** The field of view is uniform over the config's range; a number is kept as it is. */
export function drawIntrinsics(config: Config, random: Random): Intrinsics {
  const { fovYDeg } = config.camera;
  return intrinsicsOf(config, typeof fovYDeg === 'number' ? fovYDeg : random.range(fovYDeg[0], fovYDeg[1]));
}

/** The camera of the schedule, which must not know an image's own: the middle of the range. */
export function middleIntrinsics(config: Config): Intrinsics {
  const { fovYDeg } = config.camera;
  return intrinsicsOf(config, typeof fovYDeg === 'number' ? fovYDeg : (fovYDeg[0] + fovYDeg[1]) / 2);
}

/** The largest radius over depth that the curriculum asks for, at its nearest level and widest field of view. */
export function largestRatio(config: Config): number {
  const { fovYDeg } = config.camera;
  return config.curriculum.diameter[0] * tangent(typeof fovYDeg === 'number' ? fovYDeg : fovYDeg[1]);
}

function intrinsicsOf(config: Config, fovYDeg: number): Intrinsics {
  const { width, height } = config.image;
  return { widthPx: width, heightPx: height, focalPx: height / 2 / tangent(fovYDeg) };
}
