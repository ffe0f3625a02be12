/** Shows one model after the other from evenly spaced sides: an example of a metric scenario. */
import {
  cameraOf, CameraSchema, composePlan, cos, defineScenario, drawBackdrop, drawLights, LightsSchema, middleIntrinsics, quaternionOf, rotate,
  type SceneInstance, sin, UserError, viewRotation, z,
} from '../../scenario.ts';

const TurntableSchema = z.strictObject({
  views: z.int().min(1).default(24).describe('Images of each model, evenly around it.'),
  elevationDeg: z.number().min(-80).max(80).default(25).describe('Of the camera above the table.'),
  diameter: z.number().min(0.05).max(0.9).default(0.6).describe('Projected diameter of the bounding sphere over the image height.'),
  behind: z.enum(['surface', 'photos']).optional().describe('A surface, or pictures of assets.photos. Default: black.'),
}).prefault({}).describe('The turn of every model.');

export default defineScenario({
  name: 'turntable',
  kind: 'metric',
  config: z.strictObject({ turntable: TurntableSchema, camera: CameraSchema, lights: LightsSchema }),
  open({ config, library }) {
    const { views, elevationDeg, diameter, behind } = config.turntable;
    if (behind === 'photos' && !library.pictures.some(({ use }) => use === 'photo')) {
      throw new UserError('plan: turntable.behind asks for photos, and assets.photos has none; wanted a folder of images');
    }
    const intrinsics = middleIntrinsics(config.camera, config.image);
    const models = Array.from({ length: library.foregroundCount }, (_, model) => model);
    return {
      images: config.count === 'epoch' ? views * models.length : config.count,
      overview: () => [['model', 'images'], ...models.map((model) => [library.models[model]!.name, views])],
      modelsOf: () => models,
      plan(index, attempt, random) {
        const model = Math.floor(index / views) % models.length;
        const { center, radiusM } = library.models[model]!.compiled;
        const azimuth = (2 * Math.PI * (index % views)) / views;
        const elevation = (elevationDeg * Math.PI) / 180;
        const rotation = quaternionOf(viewRotation([cos(elevation) * sin(azimuth), sin(elevation), cos(elevation) * cos(azimuth)]));
        const depthM = (2 * intrinsics.focalPx * radiusM) / (diameter * config.image.height);
        // The model turns about the centre of its bounding sphere.
        const [centerX, centerY, centerZ] = rotate(rotation, center);
        const pose = { rotation, translation: [-centerX, -centerY, depthM - centerZ], scale: 1 } satisfies SceneInstance['pose'];
        const instance: SceneInstance = { model, layer: 'foreground', pose, hue: 0, lod: 'auto' };
        const lights = drawLights(config.lights, random('lights'));
        const camera = cameraOf(intrinsics, depthM / 100);
        const backdrop = behind ? drawBackdrop(behind, { ...intrinsics, pictures: library.pictures }, random('backdrop')) : {};
        return composePlan({ seed: config.seed, index, attempt }, config.image, camera, { instances: [instance] }, lights, backdrop);
      },
    };
  },
});
