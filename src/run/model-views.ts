/** Draws single models from six sides under even light, without a scenario. */
import type { AssetLibrary } from '../assets/library.ts';
import { quaternionOf, rotate, viewRotation } from '../geometry/poses.ts';
import type { Vec3 } from '../geometry/vectors.ts';
import { meshRows } from '../gpu/mesh-rows.ts';
import { packScene } from '../gpu/scene-pack.ts';
import { sceneLayouts } from '../gpu/scene-rows.ts';
import { composePlan } from '../scene/compose.ts';
import type { DirectionalLight, Scene, SurfaceBackdrop } from '../scene/scene.ts';
import { RenderThreads } from './devices.ts';
import { makePack, packParts } from './packs.ts';
import { readShaders } from './shaders.ts';

/** As on technical drawings: left is what lies left in the view of the front. `toward` leads from the model to the camera. */
export const SIDES: readonly { name: string; toward: Vec3 }[] = [
  { name: 'front +z', toward: [0, 0, 1] }, { name: 'back -z', toward: [0, 0, -1] },
  { name: 'left -x', toward: [-1, 0, 0] }, { name: 'right +x', toward: [1, 0, 0] },
  { name: 'top +y', toward: [0, 1, 0] }, { name: 'bottom -y', toward: [0, -1, 0] },
];

/** From so many radii away, parallel edges look almost parallel. */
const DISTANCE_OVER_RADIUS = 10;
/** Of the image's side: what the model's longest side takes. */
const MODEL_SHARE = 0.92;

/** A surface that faces the camera is drawn as its base colour: `ambient` and the lights add up to 1 there. */
const AMBIENT = 0.55;
/** Above, below and beside the camera, so that no flat face mirrors a light into it. */
const LIGHTS = [[1, 1], [1, -1], [-1, 1], [-1, -1]].map(([x, y]): DirectionalLight => (
  { type: 'directional', direction: [x! / 2, y! / 2, Math.SQRT1_2], intensity: (1 - AMBIENT) / (4 * Math.SQRT1_2), color: [1, 1, 1] }
));
/** sRGB code 188, which white and black things stand out from. */
const BACKDROP: SurfaceBackdrop = {
  kind: 'surface', colorLinear: [0.503, 0.503, 0.503], gradient: { angleRad: 0, amount: 0 }, grain: { amount: 0, sizePx: 1 },
  folds: { amount: 0, sizePx: 1, angleRad: 0 }, seams: [], key: 0,
};

/** One model of a library alone in a square image; all its sides have one scale. */
export function viewOf(library: AssetLibrary, model: number, toward: Vec3, sidePx: number): Scene {
  const { center, halfSize, radiusM } = library.models[model]!.compiled;
  const rotation = quaternionOf(viewRotation(toward));
  const depthM = DISTANCE_OVER_RADIUS * radiusM;
  const halfM = Math.max(...halfSize);
  // The nearest face of the box is what could pass the border.
  const focalPx = (MODEL_SHARE * sidePx * (depthM - halfM)) / (2 * halfM);
  const [x, y, z] = rotate(rotation, center);
  const camera = { fx: focalPx, fy: focalPx, cx: sidePx / 2, cy: sidePx / 2, near: depthM / 100 };
  return composePlan({ seed: 0, index: 0, attempt: 0 }, { width: sidePx, height: sidePx }, camera, {
    instances: [{ model, layer: 'foreground', pose: { rotation, translation: [-x, -y, depthM - z], scale: 1 }, hue: 0, lod: 'auto' }],
    lights: LIGHTS, ambient: AMBIENT, backdrop: BACKDROP,
  }).scene;
}

/**
 * Draws every model of a library from SIDES, one model after the other on one device.
 * @returns for each model the sides' pixels, 3 x sidePx x sidePx bytes each, rows from the top
 * @throws UserError where no adapter has the name
 */
export async function* drawModelSides(library: AssetLibrary, sidePx: number, adapter?: string): AsyncGenerator<Uint8Array[]> {
  const renderer = await RenderThreads.open({ width: sidePx, height: sidePx, batch: SIDES.length, blurTaps: 1, raster32: false, adapter: adapter ?? null, outputs: [] });
  try {
    const layouts = sceneLayouts(readShaders());
    for (const model of library.models.keys()) {
      // A pack of its own, so that a folder of any size fits the device.
      await renderer.load(() => makePack(packParts(library, [model])), model);
      const rows = meshRows(library, [model]);
      const images = await Promise.all(SIDES.map(({ toward }) => renderer.render(packScene(viewOf(library, model, toward, sidePx), library, rows, layouts), model)));
      await renderer.drop(model);
      yield images.map(({ planes }) => planes.rgb);
    }
  } finally {
    await renderer.close();
  }
}
