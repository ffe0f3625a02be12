/** Makes one image: plans it, renders it, and plans it again with a larger margin while it breaks a rule. */
import { judge } from './annotations/judge.ts';
import type { Config } from './config.ts';
import type { Planes } from './gpu/outputs.ts';
import type { RenderedImage } from './gpu/rendered-images.ts';
import type { PackedScene } from './gpu/scene-pack.ts';
import type { ScenePlan } from './scene/scene.ts';
import type { Planners } from './workers/planners.ts';

/** After so many the least bad one is taken. */
const MAX_ATTEMPTS = 8;

export interface MadeImage {
  plan: ScenePlan;
  image: RenderedImage;
  /** The scene, where the labels ask for it. */
  sceneJson?: Uint8Array;
  /** It breaks a rule, as every other attempt did. */
  leastBad: boolean;
}

export interface Rendering {
  render(scene: PackedScene): Promise<RenderedImage>;
  /** Takes back the planes of an image that is not wanted. */
  reuse(planes: Planes): void;
}

/** The final attempt of image `index`: the first that keeps all rules, or the least bad one. */
export async function makeImage(config: Config, index: number, planners: Planners, { render, reuse }: Rendering): Promise<MadeImage> {
  const badness: number[] = [];
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { packed, ...planned } = await planners.plan(index, attempt);
    const image = await render(packed);
    const verdict = judge(image.measured, config);
    if (!verdict.broken) return { ...planned, image, leastBad: false };
    badness.push(verdict.badness);
    reuse(image.planes);
  }
  const { packed, ...planned } = await planners.plan(index, badness.indexOf(Math.min(...badness)));
  return { ...planned, image: await render(packed), leastBad: true };
}
