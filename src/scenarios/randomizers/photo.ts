/** Draws which part of which picture fills an image. */
import type { Picture } from '../../assets/library.ts';
import type { Random } from '../../scene/random.ts';
import type { PictureCrop } from '../../scene/scene.ts';

type Size = Pick<Picture, 'widthPx' | 'heightPx'>;

/** The least side of a texture's part over that of the largest part. */
const LEAST_PART = 0.5;

/**
 * Each picture of the use is equally likely, and so are the picture and its mirror image. A photo shows the largest part that has the image's
 * aspect. Of a texture the sides of the part are uniform from half of the largest part's to all of it, but not below the image's own.
 * @param pictures the library's
 * @throws Error where no picture has the use
 */
export function drawPictureCrop(pictures: readonly Picture[], use: Picture['use'], image: Size, random: Random): PictureCrop {
  const first = pictures.findIndex((picture) => picture.use === use);
  if (first < 0) throw new Error(`photo: the library has no ${use}; wanted at least one.`);
  const end = pictures.findLastIndex((picture) => picture.use === use) + 1;
  const picture = first + random.int(end - first);
  const size = pictures[picture]!;
  const largest = largestPart(size, image);
  const { widthPx, heightPx } = use === 'photo' ? largest : drawPart(size, largest, image, random);
  const x = random.int(size.widthPx - widthPx + 1);
  const y = random.int(size.heightPx - heightPx + 1);
  return { picture, crop: [x, y, widthPx, heightPx], flip: random.int(2) === 1 };
}

function drawPart(picture: Size, largest: Size, image: Size, random: Random): Size {
  const least = Math.min(1, Math.max(LEAST_PART, image.widthPx / largest.widthPx));
  const widthPx = Math.max(1, Math.round(random.range(least, 1) * largest.widthPx));
  return { widthPx, heightPx: Math.min(picture.heightPx, Math.max(1, Math.round((widthPx * image.heightPx) / image.widthPx))) };
}

/** Whole pixels of the image's aspect, rounded; as wide or as high as the picture. */
function largestPart(picture: Size, image: Size): Size {
  const isWider = picture.widthPx * image.heightPx > picture.heightPx * image.widthPx;
  return isWider
    ? { widthPx: Math.max(1, Math.round((picture.heightPx * image.widthPx) / image.heightPx)), heightPx: picture.heightPx }
    : { widthPx: picture.widthPx, heightPx: Math.max(1, Math.round((picture.widthPx * image.heightPx) / image.widthPx)) };
}
