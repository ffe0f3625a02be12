/** Records the passes that decide which triangle every pixel shows, and the silhouettes. */
import type { FrameInfo } from './frame.ts';
import type { PassContext } from './pass.ts';
import { CullPass } from './passes/cull.ts';
import { BlocksPass } from './passes/blocks.ts';
import { RasterPass } from './passes/raster.ts';
import { SilhouettePass } from './passes/silhouette.ts';
import { TransformPass } from './passes/transform.ts';
import type { StagePasses } from './profiler.ts';

export type VisibilityPasses = ReturnType<typeof visibilityPasses>;

export function visibilityPasses(context: PassContext) {
  return {
    transform: new TransformPass(context),
    cull: new CullPass(context),
    raster: new RasterPass(context),
    blocks: new BlocksPass(context),
    silhouette: new SilhouettePass(context),
  };
}

/** Two rounds: the near triangles, then those of the background that they do not hide. `plane` and `silhouettes` must be zero before. */
export function recordVisibility({ transform, cull, raster, blocks, silhouette }: VisibilityPasses, stages: Pick<StagePasses, 'next'>, info: FrameInfo): void {
  transform.record(stages.next('transform'), info);
  cull.recordNear(stages.next('cull'), info);
  raster.recordNear(stages.next('raster'));
  blocks.record(stages.next('blocks'), info);
  cull.recordFar(stages.next('cull'), info);
  raster.recordFar(stages.next('raster'));
  cull.recordWhole(stages.next('cull'));
  raster.recordIds(stages.next('raster'));
  silhouette.record(stages.next('silhouette'));
}
