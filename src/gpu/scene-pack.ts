/** Packs one scene into the rows that the renderer uploads. */
import { pow2 } from '../geometry/math.ts';
import type { AssetLibrary } from '../assets/library.ts';
import { UserError } from '../config/errors.ts';
import { MOST_FOREGROUND } from '../scene/check-plan.ts';
import type { Scene } from '../scene/scene.ts';
import { canvasOf, packForegrounds, packPairs } from './canvas-rows.ts';
import { guardBandPx } from './frame.ts';
import { occlusionColumns, packInstances } from './instance-rows.ts';
import { packKeypoints } from './keypoint-rows.ts';
import { packBackdrop } from './backdrop-rows.ts';
import { packImage, packLights } from './light-rows.ts';
import { blurWeightsRow } from './passes/blur.ts';
import { placeInstance, type Placed } from './placed.ts';
import type { PackedScene, SceneLayouts } from './scene-rows.ts';

/** The visibility buffer keeps ~id, and 0 there means nothing is drawn. */
const MAX_ID = 0xffffffff;

/**
 * `meshOf[model]` is the first row of `meshes` of a library model in the pack that will be bound, -1 when it is not in it.
 * Throws when the scene passes a limit of the id format or names a model that is not packed.
 * @param texels RGBA of the picture that the backdrop shows, cropped and scaled to the image, rows from the top; its memory is handed over
 */
export function packScene(
  scene: Scene, library: AssetLibrary, meshOf: Int32Array, layouts: SceneLayouts, texels?: Uint8Array<ArrayBuffer>,
): PackedScene {
  const placed = scene.instances.map((instance, ordinal) => placeInstance(instance, ordinal, scene, library));
  const foreground = placed.filter((p) => p.instance.layer === 'foreground');
  if (foreground.length > MOST_FOREGROUND) throw new UserError(`scene: ${foreground.length} foreground instances; wanted at most ${MOST_FOREGROUND}`);
  if (scene.lights.length > layouts.mostLights) throw new UserError(`scene: ${scene.lights.length} lights; wanted at most ${layouts.mostLights}`);
  const triangleBits = triangleBitsOf(placed);
  const guardPx = guardBandPx(scene);
  const canvases = foreground.map((p) => canvasOf(p, scene, guardPx));
  return {
    images: packImage(scene, triangleBits, layouts),
    lights: packLights(scene, layouts.lights),
    ...packBackdrop(scene, depthBehind(placed, scene), layouts, texels),
    ...packInstances(placed, triangleBits, meshOf, layouts),
    ...packForegrounds(foreground, canvases, occlusionColumns(placed), library, layouts.foregrounds),
    transparentInstances: placed.filter(({ model }) => model.compiled.isTransparent).length,
    pairs: packPairs(canvases),
    keypoints: packKeypoints(foreground, scene.camera, layouts.keypoints),
    blurWeights: blurWeightsRow(scene.post.blurKernel, scene.post.blurSigma),
  };
}

/** Depth of a plane that touches the farthest instance from behind, metres. */
const depthBehind = (placed: Placed[], { camera }: Scene): number =>
  placed.reduce((depthM, { center, radiusM }) => Math.max(depthM, center[2] + radiusM), camera.near);

/** How many bits of an id hold the triangle: an id is instance << triangleBits | triangle. */
function triangleBitsOf(placed: Placed[]): number {
  const bits = Math.max(1, ...placed.map((p) => bitsFor(p.lod.triangleCount)));
  if (placed.length * pow2(bits) > MAX_ID) {
    throw new UserError(`scene: ${placed.length} instances with meshes of up to ${pow2(bits)} triangles; wanted fewer than 2^32 both multiplied`);
  }
  return bits;
}

/** Bits that hold 0..count-1. */
const bitsFor = (count: number) => Math.max(1, 32 - Math.clz32(count - 1));
