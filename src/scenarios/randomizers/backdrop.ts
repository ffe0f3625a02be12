/** Draws what is behind the objects of an image, by its kind. */
import type { Picture } from '../../assets/library.ts';
import type { Random } from '../../scene/random.ts';
import type { ScenePart } from '../../scene/scene.ts';
import type { BackgroundKind } from './background-kind.ts';
import { drawSurface, type SurfaceOptions, SurfaceSchema } from './surface.ts';

export interface BackdropOptions {
  /** Default: the schema's. */
  surface?: SurfaceOptions | undefined;
  /** The library's. */
  pictures: readonly Picture[];
  widthPx: number;
  heightPx: number;
}

const SURFACE_DEFAULTS = SurfaceSchema.parse({});

/** The scene's backdrop; clutter has none, because its instances cover the image. */
export function drawBackdrop(kind: BackgroundKind, { surface = SURFACE_DEFAULTS, widthPx, heightPx }: BackdropOptions, random: Random): ScenePart {
  if (kind === 'clutter') return {};
  if (kind === 'surface') return { backdrop: drawSurface(surface, { widthPx, heightPx }, random) };
  throw new Error('backdrop: the library has no photos.');
}
