/** Places the labelled objects of an image: for its plan, and for what `plan` prints. */
import type { Intrinsics } from '../../geometry/projection.ts';
import { type Streams, streamsOf } from '../../scene/random.ts';
import { drawClumpSizes, shareOfImages } from '../placement/clumps.ts';
import { type PlacedForeground, placeForeground } from '../placement/place-foreground.ts';
import { drawIntrinsics } from '../randomizers/camera.ts';
import { checkClumps } from './check-clumps.ts';
import type { Foreground, WantedImage, WantedObject } from './foreground.ts';
import type { PaperConfig } from './sections.ts';

export interface PlacedObjects extends WantedImage {
  camera: Intrinsics;
  /** None where the foreground is switched off. */
  objects: WantedObject[];
  placed: PlacedForeground;
}

/** Places the objects of image `index`. A later attempt has the same objects, and as many in clumps, at other positions with larger margins. */
export type ObjectPlacer = (index: number, attempt: number, random: Streams) => PlacedObjects;

/** Images whose counts of objects stand for those of the dataset. */
const COUNTED_IMAGES = 500;

/** @throws UserError where no image can show the clumps that the config asks for */
export function makeObjectPlacer(config: PaperConfig, foreground: Foreground): ObjectPlacer {
  const { enabled, clumps } = config.foreground;
  let share = 0;
  if (enabled && clumps && clumps.share > 0) {
    const counts = spreadOver(foreground.schedule.images, COUNTED_IMAGES).map((index) => foreground.countOf(index));
    checkClumps(config, clumps, foreground, counts);
    share = shareOfImages(counts, clumps);
  }
  return (index, attempt, random) => {
    const camera = drawIntrinsics(config.camera, config.image, random('camera'));
    const wanted = foreground.of(index, camera);
    const objects = enabled ? wanted.objects : [];
    const wantedClumps = clumps ? {
      // Every attempt has clumps of the same sizes: images whose large clumps are refused would else end up with small ones.
      sizes: drawClumpSizes(objects.length, share, clumps.size, (index * Math.SQRT2) % 1, streamsOf(config.seed, index, 0)('clumpSizes')),
      gap: clumps.gap, randomOf: (start: number) => random('clumps', start),
    } : null;
    const placed = placeForeground(objects, camera, config.foreground, attempt, (start) => random('foreground', start), wantedClumps);
    return { ...wanted, camera, objects, placed };
  };
}

/** At most `most` of `count` indices from 0, evenly spread. */
export function spreadOver(count: number, most: number): number[] {
  const chosen = Math.min(count, most);
  return Array.from({ length: chosen }, (_, i) => Math.floor(((i + 0.5) * count) / chosen));
}
