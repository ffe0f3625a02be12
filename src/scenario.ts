/**
 * What a module with a scenario of one's own imports, `import ... from 'scenemill/scenario'`: no Node, no GPU, so that it runs in threads
 * and in a page. Lengths are metres, image lengths pixels, angles radians unless a name says otherwise. The camera's frame has x to the
 * right, y down and z forward. Numbers of a plan come from exact operations and the functions here: `Math.sin` and its kind differ
 * between engines.
 */

// The interface: the module's default export is defineScenario({ name, kind, config, open }).
export { defineScenario } from './scenarios/scenario.ts';
export type {
  Facts, FactShapes, FactSource, JsonObject, OpenScenario, Randomizer, Row, Scenario, ScenarioContext, Sections, Verdict,
} from './scenarios/scenario.ts';
export { composePlan, varyPlan, type ImageKey } from './scene/compose.ts';
/** The scenario that a config has when it names none, for one that changes its plans. */
export { default as paper } from './scenarios/paper/paper.ts';
/** Thrown where the config asks for what cannot be planned: its message is all that the user sees. */
export { UserError } from './config/errors.ts';

// The config: z is zod, of which the schema of a scenario's sections must be made; `on`, `off`, `range`, `counts` and `sizes` are shapes that built-in sections use.
export { z } from 'zod';
export { type BaseConfig, counts, off, on, range, sizes } from './config/schema.ts';
export { type DatasetOrder, datasetOrder, shardOf } from './scene/dataset-order.ts';

// Scenes and what is measured of them.
export type {
  Backdrop, ContactShadow, DirectionalLight, Layer, Light, PhotoBackdrop, PictureCrop, PointLight, Post, Scene, SceneInstance, ScenePart, ScenePlan, Seam, SurfaceBackdrop,
} from './scene/scene.ts';
export { cropOf, type MeasuredImage, type MeasuredInstance, overlapOf } from './scene/measured.ts';
export { Random, type Streams, streamsOf } from './scene/random.ts';
export type { AssetLibrary, LibraryModel, NamedPoint, Picture } from './assets/library.ts';
export type { CompiledModel } from './assets/compiled-model.ts';

// Randomizers: each has a schema for a section of the config, and a function that draws from its values.
export { type BackgroundKind, type BackgroundKinds, BackgroundKindSchema, chooseBackgroundKind } from './scenarios/randomizers/background-kind.ts';
export { type BackdropOptions, drawBackdrop } from './scenarios/randomizers/backdrop.ts';
export { BlurSchema, type BlurOptions, drawBlur } from './scenarios/randomizers/blur.ts';
export { cameraOf, CameraSchema, type CameraOptions, drawIntrinsics, middleIntrinsics, widestIntrinsics } from './scenarios/randomizers/camera.ts';
export { drawContactShadows, type ShadowLook } from './scenarios/randomizers/contact-shadows.ts';
export { turnHues } from './scenarios/randomizers/hue.ts';
export { drawLights, LightsSchema, type LightsOptions } from './scenarios/randomizers/lights.ts';
export { MaterialSchema, type MaterialOptions, varyMaterials } from './scenarios/randomizers/material.ts';
export { drawNoise, NoiseSchema } from './scenarios/randomizers/noise.ts';
export { drawPictureCrop } from './scenarios/randomizers/photo.ts';
export { drawSurface, linearFromHsv, type SurfaceOptions, SurfaceSchema } from './scenarios/randomizers/surface.ts';

// Placement in the image, by silhouettes: objects within limits on cropping and overlap, distractors beside them, and clutter that covers what is left.
export {
  type ClutterModel, type ClutterObject, clutterOfShard, drawClutter, findClutter, radiusOverDepthOfArea,
} from './scenarios/placement/choose-clutter.ts';
export { projectionAt, radiusOverDepthOfBox } from './scenarios/placement/box-size.ts';
export { type ClumpsOptions, ClumpsSchema, drawClumpSizes, shareOfImages } from './scenarios/placement/clumps.ts';
export {
  countDistractors, type DistractorModel, type DistractorSet, DistractorsSchema, type DistractorsOptions, findDistractors,
} from './scenarios/placement/distractors.ts';
export { areNear, boxSizesPx } from './scenarios/placement/measure-placed.ts';
export { Outline, type Projection, type ViewAndSize } from './scenarios/placement/outline.ts';
export { placeDistractors, type PlacedDistractor } from './scenarios/placement/place-distractors.ts';
export { placeForeground, type PlacedForeground, type WantedClumps } from './scenarios/placement/place-foreground.ts';
export { coverWithClutter } from './scenarios/paper/background.ts';
export { coverWithSmallClutter, type SmallClutter, smallClutterLod } from './scenarios/paper/small-clutter.ts';
export { type BoundingCone, coneOf, type Depths, type DistractorCone, flatConeOf, orderLayers } from './scenarios/paper/layers.ts';

// Geometry, and the functions of mathematics that are equal on every engine.
export { acos, asin, atan, atan2, cos, exp, hypot, log, pow, sin, square, tan } from './geometry/math.ts';
export { inPlaneRotation, matrixOf, type Matrix3, multiply, quaternionOf, rayRotation, rotate, viewRotation, viewRotations } from './geometry/poses.ts';
export { type Camera, type Intrinsics, projectPoint } from './geometry/projection.ts';
export { type Box, type Box3d, boxInCamera, type OutlineRectangle } from './geometry/boxes.ts';
export type { Pose, Quaternion, Vec3 } from './geometry/vectors.ts';
