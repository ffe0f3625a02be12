/** Chooses the size of the images: the photos' usual aspect, at a size at which their objects can be seen. */
import { quantile } from './quantiles.ts';

export interface ImageSize {
  width: number;
  height: number;
  /** Share of the photos that have this aspect. */
  share: number;
}

const USUAL_SIDE_PX = 640;
const MOST_SIDE_PX = 1024;
const LEAST_SIDE_PX = 64;
/** Objects smaller than this at the usual size ask for larger images, pixels. */
const SMALL_OBJECT_PX = 24;
const STEP_PX = 8;
/** Photos whose aspects are within this factor have the same. */
const SAME_ASPECT = 1.03;

/** @param sizes of the objects' boxes over the long side of their photo */
export function chooseImageSize(photos: readonly { width: number; height: number }[], sizes: readonly number[]): ImageSize {
  const aspectOf = ({ width, height }: { width: number; height: number }) => width / height;
  const near = (a: number, b: number) => Math.max(a / b, b / a) < SAME_ASPECT;
  const counts = new Map<number, number>();
  for (const photo of photos) {
    const aspect = [...counts.keys()].find((other) => near(other, aspectOf(photo))) ?? aspectOf(photo);
    counts.set(aspect, (counts.get(aspect) ?? 0) + 1);
  }
  const [aspect, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  const photosLongPx = quantile(photos.filter((photo) => near(aspectOf(photo), aspect)).map(({ width, height }) => Math.max(width, height)), 0.5);
  const small = sizes.length > 0 ? quantile(sizes, 0.05) : Infinity;
  const wanted = Math.min(MOST_SIDE_PX, Math.max(USUAL_SIDE_PX, SMALL_OBJECT_PX / small));
  // A photo near the wanted size keeps its own, so that its pixels and its JPEG blocks are compared as they are.
  const long = photosLongPx <= 1.25 * wanted ? Math.min(photosLongPx, MOST_SIDE_PX) : wanted;
  const even = (side: number) => Math.max(LEAST_SIDE_PX, STEP_PX * Math.round(side / STEP_PX));
  return aspect >= 1
    ? { width: even(long), height: even(long / aspect), share: count / photos.length }
    : { width: even(long * aspect), height: even(long), share: count / photos.length };
}
