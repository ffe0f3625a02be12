/** Plans what is behind the objects of an image: its backdrop, with the shadows of what stands on a surface. */
import type { AssetLibrary } from '../../assets/library.ts';
import type { OutlineRectangle } from '../../geometry/boxes.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Streams } from '../../scene/random.ts';
import type { Backdrop } from '../../scene/scene.ts';
import { Outline, type Projection } from '../placement/outline.ts';
import type { BackgroundKind } from '../randomizers/background-kind.ts';
import { drawBackdrop } from '../randomizers/backdrop.ts';
import { drawContactShadows, type ShadowLook } from '../randomizers/contact-shadows.ts';
import type { PaperConfig } from './sections.ts';

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
  { background: { surface } }: PaperConfig, { pictures }: Pick<AssetLibrary, 'pictures'>, kind: BackgroundKind | null, camera: Intrinsics,
  labelled: readonly Projection[], distractors: readonly Projection[], random: Streams,
): PlannedBackdrop {
  if (!kind) return { part: {} };
  const { backdrop } = drawBackdrop(kind, { surface, pictures, ...camera }, random('backdrop'));
  if (!backdrop) return { part: {} };
  if (backdrop.kind !== 'surface' || !surface?.shadows) return { part: { backdrop } };
  const outline = new Outline();
  const rectangles = (things: readonly Projection[]): OutlineRectangle[] => things.flatMap((thing) => {
    outline.aim(thing, camera);
    return outline.rectangle() ?? [];
  });
  const { look, shadows } = drawContactShadows(surface.shadows, rectangles(labelled), rectangles(distractors), random('contactShadows'));
  return { part: { backdrop: { ...backdrop, shadows } }, shadows: look };
}
