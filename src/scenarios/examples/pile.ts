/** Puts models and lights before the camera at random: an example of a composited scenario. */
import { cameraOf, CameraSchema, composePlan, defineScenario, drawIntrinsics, type Light, type SceneInstance, z } from '../../scenario.ts';

export default defineScenario({
  name: 'pile',
  kind: 'composited',
  config: z.strictObject({
    pile: z.strictObject({ most: z.int().min(1).max(100).default(30).describe('Most objects in an image.') }).prefault({}),
    camera: CameraSchema,
  }),
  open({ config, library }) {
    const { width, height } = config.image;
    const models = library.models.map((_, model) => model);
    return {
      images: config.count === 'epoch' ? 1000 : config.count,
      overview: () => [[`Piles of 1 to ${config.pile.most} of ${models.length} models.`]],
      modelsOf: () => models,
      plan(index, attempt, random) {
        const camera = cameraOf(drawIntrinsics(config.camera, config.image, random('camera')), 0.01);
        const [things, lamps] = [random('things'), random('lamps')];
        const instances = Array.from({ length: 1 + things.int(config.pile.most) }, (): SceneInstance => {
          const model = things.int(models.length);
          const depthM = things.range(0.5, 1.2);
          const translation = [depthM * (things.range(0, width) - camera.cx) / camera.fx, depthM * (things.range(0, height) - camera.cy) / camera.fy, depthM] as const;
          // Every model is scaled to a bounding sphere of 20 cm in diameter.
          const scale = 0.1 / library.models[model]!.compiled.radiusM;
          return { model, layer: model < library.foregroundCount ? 'foreground' : 'occluder', pose: { rotation: things.quaternion(), translation: [...translation], scale }, hue: 0, lod: 'auto' };
        });
        const lights = Array.from({ length: 1 + lamps.int(3) }, (): Light => ({ type: 'point', position: [lamps.range(-2, 2), lamps.range(-2, 2), 0], intensity: lamps.range(0.5, 4), color: [lamps.range(0.5, 1), lamps.range(0.5, 1), lamps.range(0.5, 1)] }));
        return composePlan({ seed: config.seed, index, attempt }, config.image, camera, { instances, lights, ambient: 0.2 });
      },
    };
  },
});
