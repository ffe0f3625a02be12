/** Lists the passes that find the visible triangle of every pixel, and draw the silhouettes. */
import type { Pass, PassContext } from './pass.ts';
import { BlocksPass } from './passes/blocks.ts';
import { CullPass, CullWholePass } from './passes/cull.ts';
import { OpeningsPass } from './passes/openings.ts';
import { RasterBehindPass, RasterPass } from './passes/raster.ts';
import { SilhouettePass } from './passes/silhouette.ts';
import { TransformPass } from './passes/transform.ts';
import { TransparentPass } from './transparent-pass.ts';

/**
 * Two rounds: the near triangles, then those drawn last that they do not hide. Then, where transparent triangles show, what lies behind them.
 * `visibility`, `second`, `third`, `fourth` and `silhouettes` must be zero before.
 */
export const visibilityPasses = (context: PassContext): Pass[] => [
  new TransformPass(context),
  new CullPass(context, 'near'),
  new RasterPass(context, 'near'),
  new BlocksPass(context),
  new TransparentPass('openings', () => new OpeningsPass(context, 'uncover')),
  new CullPass(context, 'far'),
  new RasterPass(context, 'far'),
  new CullWholePass(context),
  new RasterPass(context, 'ids'),
  new SilhouettePass(context),
  new TransparentPass('openings', () => new OpeningsPass(context, 'main')),
  ...(['behind', 'second', 'third', 'fourth'] as const).map((round) => new TransparentPass('raster', () => new RasterBehindPass(context, round))),
];
