/** Decodes the picture that an image has behind its instances. */
import type { AssetLibrary } from '../assets/library.ts';
import type { Scene } from '../scene/scene.ts';

/**
 * What `packScene` takes as texels. A picture is decoded anew for every image, so that thousands of pictures take no more memory than one.
 * @returns undefined where the backdrop shows no picture
 * @throws UserError where the picture's file is gone, has changed, or can no longer be decoded
 */
export async function backdropTexels({ backdrop, width, height }: Scene, { pictures }: Pick<AssetLibrary, 'pictures'>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const shown = backdrop?.kind === 'photo' ? backdrop : backdrop?.texture;
  if (!shown) return undefined;
  // Imported only here, because most scenes show no picture.
  const { decodeCrop } = await import('../assets/pictures/decode-crop.ts');
  return decodeCrop(pictures[shown.picture]!, shown.crop, shown.flip, width, height);
}
