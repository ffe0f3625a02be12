/** Plans what covers the image behind the objects: its kind, and the clutter where that is the kind. */
import type { AssetLibrary } from '../../assets/library.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { type Random, type Streams, streamsOf } from '../../scene/random.ts';
import type { ClutterModel, ClutterObject } from '../placement/choose-clutter.ts';
import { type BackgroundKind, chooseBackgroundKind } from '../randomizers/background-kind.ts';
import { coverWithClutter } from './background.ts';
import type { WantedImage } from './foreground.ts';
import type { PaperConfig } from './sections.ts';
import { coverWithSmallClutter, smallClutterLod, takesSmallClutter } from './small-clutter.ts';

export interface PlannedBackground {
  /** Null where the background is switched off. */
  kind: BackgroundKind | null;
  /** Range of the clutter's silhouette areas over the foreground objects' mean area. */
  areaRatio: [number, number];
  clutter: ClutterObject[];
  /** Larger objects, to be put behind the others; none where the clutter alone covers the image. */
  backing: ClutterObject[];
  /** The stream that drew the clutter, for its distances. */
  random: Random;
}

/** @param wanted what the image's objects are, also where the foreground is switched off */
export function planBackground(
  config: PaperConfig, library: AssetLibrary, clutter: ClutterModel[], wanted: Pick<WantedImage, 'meanAreaPx' | 'meanDiameter'>, camera: Intrinsics,
  index: number, attempt: number, streams: Streams,
): PlannedBackground {
  const random = streams('background');
  const areaRatio = drawSubRange(config, random);
  const planned = { kind: config.background.enabled ? kindOf(config, index) : null, areaRatio, random };
  if (planned.kind !== 'clutter') return { ...planned, clutter: [], backing: [] };
  const areaPx: [number, number] = [areaRatio[0] * wanted.meanAreaPx, areaRatio[1] * wanted.meanAreaPx];
  if (!takesSmallClutter(config.curriculum, wanted.meanDiameter)) {
    return { ...planned, clutter: coverWithClutter(clutter, camera, areaPx, attempt, random), backing: [] };
  }
  const { small, backing } = coverWithSmallClutter(clutter, camera, areaPx, attempt, random, streams('backing'));
  for (const object of small) object.lod = smallClutterLod('small', library.models[object.model]!.compiled, object, camera);
  for (const object of backing) {
    object.lod = smallClutterLod('backing', library.models[object.model]!.compiled, object, camera);
    // The small objects hide nearly all of the backing.
    object.last = true;
  }
  return { ...planned, clutter: small, backing };
}

/** The kind of an image's background. Refused attempts do not change the shares of the kinds, because all attempts have the same kind. */
function kindOf({ background, seed }: PaperConfig, index: number): BackgroundKind {
  return chooseBackgroundKind(background.kind ?? 'clutter', streamsOf(seed, index, 0)('backgroundKind'));
}

/** The image's range of the clutter's area over the foreground's mean area: two sorted draws from the config's range, or all of that range. */
function drawSubRange(config: PaperConfig, random: Random): [number, number] {
  const { areaRatio, subRange } = config.background;
  const a = random.range(...areaRatio);
  const b = random.range(...areaRatio);
  return subRange ? [Math.min(a, b), Math.max(a, b)] : [...areaRatio];
}
