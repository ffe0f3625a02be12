/** Shows one model after the other from evenly spaced sides: an example of a metric scenario. */
import { cameraOf, CameraSchema, composePlan, defineScenario, drawLights, LightsSchema, middleIntrinsics, quaternionOf, rotate, viewRotation, cos, sin, type SceneInstance, z } from '../../scenario.ts';

const TurntableSchema = z.strictObject({
  views: z.int().min(1).default(24).describe('Images of each model, evenly around it.'),
  elevationDeg: z.number().min(-80).max(80).default(25).describe('Of the camera above the table.'),
  diameter: z.number().min(0.05).max(0.9).default(0.6).describe('Projected diameter of the bounding sphere over the image height.'),
}).prefault({});

export default defineScenario({
  name: 'turntable',
  kind: 'metric',
  config: z.strictObject({ turntable: TurntableSchema, camera: CameraSchema, lights: LightsSchema }),
  open({ config, library }) {
    const { views, elevationDeg, diameter } = config.turntable;
    const pass = views * library.foregroundCount;
    const models = Array.from({ length: library.foregroundCount }, (_, model) => model);
    return {
      images: config.count === 'epoch' ? pass : config.count,
      overview: () => [['model', 'images'], ...models.map((model) => [library.models[model]!.name, views])],
      modelsOf: () => models,
      plan(index, attempt, random) {
        const model = Math.floor(index / views) % models.length;
        const { center, radiusM } = library.models[model]!.compiled;
        const [azimuth, elevation] = [(2 * Math.PI * (index % views)) / views, (elevationDeg * Math.PI) / 180];
        const toCamera = [cos(elevation) * sin(azimuth), sin(elevation), cos(elevation) * cos(azimuth)] as const;
        const rotation = quaternionOf(viewRotation([...toCamera]));
        const intrinsics = middleIntrinsics(config.camera, config.image);
        const depthM = (2 * intrinsics.focalPx * radiusM) / (diameter * config.image.height);
        const [x, y, z] = rotate(rotation, center);
        const instance: SceneInstance = { model, layer: 'foreground', pose: { rotation, translation: [-x, -y, depthM - z], scale: 1 }, hue: 0, lod: 'auto' };
        return composePlan({ seed: config.seed, index, attempt }, config.image, cameraOf(intrinsics, depthM / 100), { instances: [instance] }, drawLights(config.lights, random('lights')));
      },
    };
  },
});
