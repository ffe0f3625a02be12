/** Draws what is behind the objects of an image, by its kind. */
import type { Picture } from '../../assets/library.ts';
import type { Random } from '../../scene/random.ts';
import type { ScenePart } from '../../scene/scene.ts';
import type { BackgroundKind } from './background-kind.ts';
import { drawPictureCrop } from './photo.ts';
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

/**
 * The scene's backdrop; clutter has none, because its instances cover the image.
 * @throws Error where the library lacks the picture that the kind or `surface.textured` asks for
 */
export function drawBackdrop(kind: BackgroundKind, { surface = SURFACE_DEFAULTS, pictures, ...size }: BackdropOptions, random: Random): ScenePart {
  if (kind === 'clutter') return {};
  if (kind === 'photos') return { backdrop: { kind: 'photo', ...drawPictureCrop(pictures, 'photo', size, random) } };
  const plain = drawSurface(surface, size, random);
  // The texture is drawn last, so that a folder of textures leaves the rest of the surface as it was.
  const isTextured = random.uniform() < texturedShare(surface, pictures);
  return { backdrop: isTextured ? { ...plain, texture: drawPictureCrop(pictures, 'texture', size, random) } : plain };
}

/** Share of the surfaces that show a texture. */
export const texturedShare = ({ textured }: Pick<SurfaceOptions, 'textured'>, pictures: readonly Picture[]): number =>
  textured ?? Number(pictures.some(({ use }) => use === 'texture'));
