/** Puts models and lights before the camera at random: an example of a composited scenario. */
import {
  cameraOf, CameraSchema, composePlan, defineScenario, drawIntrinsics, drawSurface, type Light, MaterialSchema, type SceneInstance, SurfaceSchema,
  varyMaterials, z,
} from '../../scenario.ts';

export default defineScenario({
  name: 'pile',
  kind: 'composited',
  config: z.strictObject({
    pile: z.strictObject({
      most: z.int().min(1).max(100).default(30).describe('Most objects in an image.'),
    }).prefault({}).describe('A pile of models.'),
    camera: CameraSchema,
    surface: SurfaceSchema.omit({ textured: true, shadows: true }).optional().describe('The surface behind the pile. Default: black.'),
    material: MaterialSchema.optional().describe('Random changes of the materials. Default: none.'),
  }),
  open: ({ config, library: { models, foregroundCount } }) => ({
    images: config.count === 'epoch' ? 1000 : config.count,
    overview: () => [[`Piles of 1 to ${config.pile.most} of ${models.length} models.`]],
    modelsOf: () => models.map((_, model) => model),
    plan(index, attempt, random) {
      const { image: { width, height }, surface, material } = config;
      const camera = cameraOf(drawIntrinsics(config.camera, config.image, random('camera')), 0.01);
      const [things, lamps] = [random('things'), random('lamps')];
      const instances = Array.from({ length: 1 + things.int(config.pile.most) }, (): SceneInstance => {
        const model = things.int(models.length);
        const depthM = things.range(0.5, 1.2);
        const x = depthM * (things.range(0, width) - camera.cx) / camera.fx;
        const y = depthM * (things.range(0, height) - camera.cy) / camera.fy;
        // Every model is scaled to a bounding sphere of 20 cm in diameter.
        const scale = 0.1 / models[model]!.compiled.radiusM;
        const pose = { rotation: things.quaternion(), translation: [x, y, depthM], scale } satisfies SceneInstance['pose'];
        return { model, layer: model < foregroundCount ? 'foreground' : 'occluder', pose, hue: 0, lod: 'auto' };
      });
      const lights = Array.from({ length: 1 + lamps.int(3) }, (): Light => ({
        type: 'directional',
        direction: lamps.hemisphere(),
        intensity: lamps.range(0.3, 1.2),
        color: [lamps.range(0.5, 1), lamps.range(0.5, 1), lamps.range(0.5, 1)],
      }));
      return composePlan(
        { seed: config.seed, index, attempt }, config.image, camera, { instances, lights, ambient: 0.2 },
        surface ? { backdrop: drawSurface(surface, { widthPx: width, heightPx: height }, random('surface')) } : {},
        material ? { instances: varyMaterials(instances, material, random('material')) } : {},
      );
    },
  }),
});
