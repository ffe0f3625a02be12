/** Makes one image: plans it, renders it, and plans it again while the scenario refuses it. */
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-pack.ts';

/** After so many the least bad one is taken. */
const MAX_ATTEMPTS = 8;

/** What came of an attempt: the finished thing, or how bad the image is. */
export type Outcome<T> = { made: T } | { badness: number };

/** What an attempt at the image takes. */
export interface Stages<T> {
  plan(attempt: number): Promise<PackedScene>;
  render(scene: PackedScene): Promise<RenderedImage>;
  /** Judges the image of the attempt that was planned last, and finishes it where it is accepted, or where it is the least bad one. */
  finish(image: RenderedImage, isLeastBad: boolean): Promise<Outcome<T>>;
  /** For an image that is not taken. */
  drop(image: RenderedImage): void;
}

/** The first attempt that keeps all rules; where none of them does, the least bad one. */
export async function makeImage<T>({ plan, render, finish, drop }: Stages<T>): Promise<T> {
  const badness: number[] = [];
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const image = await render(await plan(attempt));
    const outcome = await finish(image, false);
    if ('made' in outcome) return outcome.made;
    badness.push(outcome.badness);
    drop(image);
  }
  const outcome = await finish(await render(await plan(badness.indexOf(Math.min(...badness)))), true);
  if (!('made' in outcome)) throw new Error('accept: the least bad image was not finished.');
  return outcome.made;
}
