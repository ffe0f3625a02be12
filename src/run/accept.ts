/** Makes one image: plans it, renders it, and plans it again with a larger margin while it breaks a rule. */
import { judge } from '../scenarios/paper/judge.ts';
import type { Config } from '../config/schema.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-pack.ts';

/** After so many the least bad one is taken. */
const MAX_ATTEMPTS = 8;

/** What an attempt at the image takes. */
export interface Stages {
  plan(attempt: number): Promise<PackedScene>;
  render(scene: PackedScene): Promise<RenderedImage>;
  /** For an image that is not taken. */
  drop(image: RenderedImage): void;
}

export interface MadeImage {
  image: RenderedImage;
  /** It breaks a rule, as every other attempt did. */
  leastBad: boolean;
}

/** The final attempt, which is also the one planned last: the first that keeps all rules, or the least bad one. */
export async function makeImage(config: Config, { plan, render, drop }: Stages): Promise<MadeImage> {
  const badness: number[] = [];
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const image = await render(await plan(attempt));
    const verdict = judge(image.measured, config);
    if (!verdict.broken) return { image, leastBad: false };
    badness.push(verdict.badness);
    drop(image);
  }
  return { image: await render(await plan(badness.indexOf(Math.min(...badness)))), leastBad: true };
}
