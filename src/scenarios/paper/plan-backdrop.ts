/** Plans what is behind the objects of an image: its backdrop, with the shadows of what stands on a surface. */
import type { AssetLibrary } from '../../assets/library.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Quaternion } from '../../geometry/vectors.ts';
import type { Streams } from '../../scene/random.ts';
import type { Backdrop } from '../../scene/scene.ts';
import { Outline, type Projection } from '../placement/outline.ts';
import type { BackgroundKind } from '../randomizers/background-kind.ts';
import { drawBackdrop } from '../randomizers/backdrop.ts';
import { drawContactShadows, type ShadowLook, type Standing } from '../randomizers/contact-shadows.ts';
import { halfDepthM } from './layers.ts';
import type { PaperConfig } from './sections.ts';

/** A thing with its place in the image. `model` is its index in the library, `onAxis` its rotation before it was moved off the viewing axis. */
type PlacedModel = Projection & { model: number; onAxis: Quaternion };

export interface PlannedBackdrop {
  /** What the scene gets; nothing before clutter. */
  part: { backdrop?: Backdrop };
  /** Only of a surface with shadows. */
  shadows?: ShadowLook;
}

/**
 * @param kind null where the background is switched off
 * @param labelled what stands on the surface
 * @param distractors the same without a label
 */
export function planBackdrop(
  { background: { surface } }: PaperConfig, { models, pictures }: Pick<AssetLibrary, 'models' | 'pictures'>, kind: BackgroundKind | null, camera: Intrinsics,
  labelled: readonly PlacedModel[], distractors: readonly PlacedModel[], random: Streams,
): PlannedBackdrop {
  if (!kind) return { part: {} };
  const { backdrop } = drawBackdrop(kind, { surface, pictures, ...camera }, random('backdrop'));
  if (!backdrop) return { part: {} };
  if (backdrop.kind !== 'surface' || !surface?.shadows) return { part: { backdrop } };
  const outline = new Outline();
  const standing = (things: readonly PlacedModel[]): Standing[] => things.flatMap((thing) => {
    outline.aim(thing, camera);
    const rectangle = outline.rectangle();
    const { halfSize, radiusM } = models[thing.model]!.compiled;
    const radiusPx = thing.radiusOverDepth * camera.focalPx;
    return rectangle ? { outline: rectangle, heightPx: (2 * radiusPx * halfDepthM(halfSize, thing.onAxis)) / radiusM } : [];
  });
  const { look, shadows } = drawContactShadows(surface.shadows, standing(labelled), standing(distractors), random('contactShadows'));
  return { part: { backdrop: { ...backdrop, shadows } }, shadows: look };
}
