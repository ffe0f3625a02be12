/** Makes one image: plans it, renders it, and plans it again while the scenario refuses it. */
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-rows.ts';

/** Where the scenario refuses this many attempts, the least bad one is taken. */
const MAX_ATTEMPTS = 8;

/** The result of an attempt: the finished thing, or how badly the image breaks the scenario's rules. */
export type Outcome<T> = { made: T } | { badness: number };

/** The steps of one attempt at an image. */
export interface Stages<T> {
  plan(attempt: number): Promise<PackedScene>;
  render(scene: PackedScene): Promise<RenderedImage>;
  /** Judges the image of the attempt that was planned last. Finishes it where the scenario accepts it, or where it is the least bad one. */
  finish(image: RenderedImage, isLeastBad: boolean): Promise<Outcome<T>>;
  /** Frees the memory of an image that is not taken. */
  drop(image: RenderedImage): void;
}

/**
 * Returns the first attempt that keeps all rules. Where none does, the least bad attempt is planned and rendered again, and returned.
 * @throws Error that a step rejects with
 */
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
