/** Chooses clutter: which models a shard draws from, which views fill enough of their disc, and which size gives an area. */
import { square } from '../../geometry/math.ts';
import type { AssetLibrary } from '../../assets/library.ts';
import type { BaseConfig } from '../../config/schema.ts';
import type { Projection } from './outline.ts';
import { viewRotations, multiply, inPlaneRotation } from '../../geometry/poses.ts';
import { type Random, streamsOf } from '../../scene/random.ts';
import type { Quaternion } from '../../geometry/vectors.ts';
import type { SceneInstance } from '../../scene/scene.ts';
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { LARGEST_RADIUS_OVER_DISTANCE, silhouetteArea, viewsOf } from '../../assets/silhouettes/silhouettes.ts';

/** Least share of the bounding sphere's disc that a silhouette must fill: thin views would take many objects to cover the image. */
const LEAST_FILL = 0.15;

export interface ClutterModel {
  /** Index in the library's models. */
  model: number;
  silhouettes: Silhouettes;
  /** Views whose silhouettes fill at least LEAST_FILL. */
  views: number[];
}

/** A clutter object. `drawClutter` leaves radiusOverDepth, xPx and yPx at 0, lod at auto and last at false for its caller to choose. */
export interface ClutterObject extends Projection {
  /** Index in the library's models. */
  model: number;
  /** Rotation from the model's frame to the camera's, for an object on the viewing axis. */
  onAxis: Quaternion;
  lod: SceneInstance['lod'];
  /** Whether it is drawn after everything else, because that hides most of it. */
  last: boolean;
}

/** All background models with a view that fills enough of its disc. */
export function findClutter(library: AssetLibrary): ClutterModel[] {
  const found: ClutterModel[] = [];
  for (const [model, { layer, compiled: { silhouettes } }] of library.models.entries()) {
    if (layer !== 'background') continue;
    const count = viewsOf(silhouettes);
    const views = Array.from({ length: count }, (_, view) => view)
      .filter((view) => silhouetteArea(silhouettes, view, 0) >= LEAST_FILL * Math.PI);
    if (views.length > 0) found.push({ model, silhouettes, views });
  }
  return found;
}

/** The models that a shard draws from: `clutterPerShard` of them, chosen by (seed, shard), or all where there are no more. */
export function clutterOfShard(clutter: ClutterModel[], config: Pick<BaseConfig, 'seed' | 'assets'>, shard: number): ClutterModel[] {
  const { clutterPerShard } = config.assets;
  if (clutter.length <= clutterPerShard) return clutter;
  const order = streamsOf(config.seed, shard, 0)('clutterSubset').permutation(clutter.length);
  return order.slice(0, clutterPerShard).sort((a, b) => a - b).map((i) => clutter[i]!);
}

/** A random model in a random view, rotated in the image by a random angle. */
export function drawClutter(clutter: ClutterModel[], random: Random): ClutterObject {
  const { model, silhouettes, views } = clutter[random.int(clutter.length)]!;
  const view = views[random.int(views.length)]!;
  const inPlaneRad = random.range(0, 2 * Math.PI);
  const onAxis = multiply(inPlaneRotation(inPlaneRad), viewRotations(silhouettes.viewLevel).quaternions[view]!);
  return { model, silhouettes, view, inPlaneRad, onAxis, radiusOverDepth: 0, xPx: 0, yPx: 0, lod: 'auto', last: false };
}

/**
 * The radius over depth k at which an object on the viewing axis has the silhouette area, or null where k is above LARGEST_RADIUS_OVER_DISTANCE.
 * The area is A(k) k^2 / (1 - k^2) f^2, with A in disc units. A changes slowly with k, so the fixed point iteration converges in a few steps.
 */
export function radiusOverDepthOfArea(silhouettes: Silhouettes, view: number, areaPx: number, focalPx: number): number | null {
  const area = areaPx / square(focalPx);
  let radiusOverDepth = 0;
  for (let i = 0; i < 12; i++) {
    const ratio = area / silhouetteArea(silhouettes, view, Math.min(radiusOverDepth, LARGEST_RADIUS_OVER_DISTANCE));
    const next = Math.sqrt(ratio / (1 + ratio));
    const isClose = Math.abs(next - radiusOverDepth) < 1e-4 * next;
    radiusOverDepth = next;
    if (isClose) break;
  }
  return radiusOverDepth <= LARGEST_RADIUS_OVER_DISTANCE ? radiusOverDepth : null;
}
