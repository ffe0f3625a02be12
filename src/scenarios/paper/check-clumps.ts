/** Refuses a config whose clumps no image can show. */
import { UserError } from '../../config/errors.ts';
import { streamsOf } from '../../scene/random.ts';
import type { ClumpsOptions } from '../placement/clumps.ts';
import { placeForeground } from '../placement/place-foreground.ts';
import { drawIntrinsics } from '../randomizers/camera.ts';
import type { Foreground } from './foreground.ts';
import type { PaperConfig } from './sections.ts';

/** Images of each level that are tried until one of them shows a clump. */
const TRIED_IMAGES = 2;

/**
 * Tries the smallest clump alone in the first images of each level.
 * @param counts objects of images that stand for the dataset
 * @throws UserError where all images have fewer objects than a clump, or none has room for it
 */
export function checkClumps(config: PaperConfig, { size: [least], gap }: ClumpsOptions, foreground: Foreground, counts: number[]): void {
  const most = Math.max(...counts);
  if (most < least) throw new UserError(`plan: foreground.clumps.size asks for at least ${least} objects and no image that was tried has more than ${most}; wanted smaller clumps, or more objects in an image`);
  const fits = (index: number): boolean => {
    const random = streamsOf(config.seed, index, 0);
    const camera = drawIntrinsics(config.camera, config.image, random('camera'));
    const objects = foreground.of(index, camera).objects.slice(0, least);
    if (objects.length < least) return false;
    const clumps = { sizes: [least], gap, randomOf: (start: number) => random('clumps', start) };
    return placeForeground(objects, camera, config.foreground, 0, (start) => random('foreground', start), clumps).clumps.every((clump) => clump !== null);
  };
  const { schedule } = foreground;
  for (const { level, images } of schedule.levels) {
    for (let image = 0; image < Math.min(images, TRIED_IMAGES); image++) if (fits(schedule.indexOf(level, image))) return;
  }
  throw new UserError(`plan: no image that was tried has room for a clump of ${least} objects; wanted smaller clumps, a smaller gap, smaller objects, or a larger foreground.maxCrop`);
}
