/** Checks that JSON keeps every bit of a scene, and which values of a scene written by hand are filled in or refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSceneJson } from '../../src/scene/read-scene-json.ts';
import { sceneJson, type SceneSettings } from '../../src/scene/scene-json.ts';
import { UserError } from '../../src/config/errors.ts';
import { noiseKey } from '../../src/scene/random.ts';
import { type Backdrop, labelledInstances, type ScenePlan } from '../../src/scene/scene.ts';
import type { Picture } from '../../src/assets/library.ts';
import type { Quaternion } from '../../src/geometry/vectors.ts';
import { library, planOf } from '../support/small-scene.ts';

const inFolder = (path: string) => `/models/${path}`;
const read = (scene: object | string) => readSceneJson(typeof scene === 'string' ? scene : JSON.stringify(scene), 'scene.json', inFolder);

const SETTINGS: SceneSettings = { assets: { textureSize: 64, textureFilter: 'anisotropic', unit: 'mm', transparency: 'opaque', doubleSided: 'auto' }, jpegQuality: 71 };

const SMALLEST = {
  width: 100, height: 80, camera: { fx: 90, fy: 91 },
  instances: [{ model: 'cups/mug.v2.glb', pose: { translation: [0, 0, 1] } }],
};

test('the smallest scene: everything else has a default', async () => {
  const { plan, models, settings } = await read(SMALLEST);
  expect(settings).toEqual({ assets: { textureSize: 512, unit: 'm' }, jpegQuality: 90 });
  expect(models).toEqual([{ path: '/models/cups/mug.v2.glb', layer: 'foreground', category: 'mug.v2', sha256: null }]);
  expect(plan).toEqual({
    seed: 0, index: 0, attempt: 0,
    scene: {
      width: 100, height: 80, camera: { fx: 90, fy: 91, cx: 50, cy: 40, near: 0.001 },
      instances: [{ model: 0, layer: 'foreground', pose: { rotation: [1, 0, 0, 0], translation: [0, 0, 1], scale: 1 }, hue: 0, lod: 'auto' }],
      lights: [], ambient: 1, unlit: false, antialias: true, post: { noiseSigma: 0, blurKernel: 1, blurSigma: 0 }, noiseKey: noiseKey(0, 0, 0),
    },
    unplaced: 0,
  } satisfies ScenePlan);
});

test('with lights the ambient term is 0, and directions and quaternions become unit length', async () => {
  const { scene } = (await read({
    ...SMALLEST,
    instances: [{ model: 'builtin:can', pose: { rotation: [0, 2, 0, 0], translation: [0, 0, 1] } }],
    lights: [{ type: 'directional', direction: [0, 0, 3] }, { type: 'point', position: [0, 0, 3], intensity: 2 }],
  })).plan;
  expect(scene.ambient).toBe(0);
  expect(scene.instances[0]!.pose.rotation).toEqual([0, 1, 0, 0]);
  expect(scene.lights).toEqual([
    { type: 'directional', direction: [0, 0, 1], intensity: 1, color: [1, 1, 1] },
    { type: 'point', position: [0, 0, 3], intensity: 2, color: [1, 1, 1] }]);
});

test('one entry per model and category; what is not foreground has none', async () => {
  const pose = { translation: [0, 0, 1] };
  const { plan, models } = await read({
    ...SMALLEST,
    instances: [
      { model: 'builtin:can', pose }, { model: 'builtin:can', pose, category: 'tin' }, { model: 'builtin:can', pose, category: 'can' },
      { model: 'builtin:can', pose, layer: 'background' }, { model: 'builtin:can', pose, layer: 'occluder' },
    ],
  });
  expect(models.map(({ layer, category }) => [layer, category])).toEqual([['foreground', 'can'], ['foreground', 'tin'], ['background', null]]);
  expect(plan.scene.instances.map(({ model }) => model)).toEqual([0, 1, 0, 2, 2]);
  expect(labelledInstances(plan.scene)).toEqual([0, 1, 2]);
});

// -0 is the one number that JSON.stringify changes.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const positive = fc.double({ noNaN: true, min: 1e-6, max: 1e6 });
test('a planned scene comes back to the last bit', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(5), number, number, positive, fc.tuple(number, number, number), async (labelled, a, b, scale, translation) => {
    const plan = planOf(labelled);
    plan.scene.noiseKey = noiseKey(plan.seed, plan.index, plan.attempt);
    plan.scene.ambient = Math.abs(a);
    const rotation: Quaternion = [Math.cos(b), 0, Math.sin(b), 0];
    plan.scene.instances.forEach((instance) => { instance.pose = { rotation, translation, scale }; instance.hue = a; });
    const back = await readSceneJson(sceneJson(plan, library, SETTINGS), 'scene.json', inFolder);
    expect(back.settings).toEqual(SETTINGS);
    // The lists of models differ, the models do not.
    const paths = (scene: ScenePlan['scene'], models: { path: string }[]) => ({ ...scene, instances: scene.instances.map((i) => ({ ...i, model: models[i.model]!.path })) });
    expect(paths(back.plan.scene, back.models)).toEqual(paths(plan.scene, library.models));
    expect([back.plan.seed, back.plan.index, back.plan.attempt]).toEqual([7, 17, 1]);
  }));
});

const crop = fc.record({ picture: fc.nat(1), crop: fc.tuple(number, number, number, number), flip: fc.boolean() });
const share = fc.double({ noNaN: true, min: 0, max: 1 });
const seam = fc.record({ angleRad: number, offsetPx: number, widthPx: positive, darkness: share, step: share });
const shadow = fc.record({ xPx: number, yPx: number, halfPx: fc.tuple(positive, positive), angleRad: number, roundPx: positive, softPx: positive, darkness: share });
const backdrop: fc.Arbitrary<Backdrop> = fc.oneof(
  crop.map((shown) => ({ kind: 'photo' as const, ...shown })),
  fc.record({
    kind: fc.constant('surface' as const), colorLinear: fc.tuple(share, share, positive), gradient: fc.record({ angleRad: number, amount: share }),
    grain: fc.record({ amount: share, sizePx: positive }), folds: fc.record({ amount: share, sizePx: positive, angleRad: number }),
    seams: fc.array(seam, { maxLength: 4 }), shadows: fc.array(shadow, { maxLength: 5 }), key: fc.nat(0xffffffff), texture: crop,
  }, { requiredKeys: ['kind', 'colorLinear', 'gradient', 'grain', 'folds', 'seams', 'key'] }),
);
const PICTURES = ['a.jpg', 'sub/b.png'].map((name, i): Picture => ({ name, path: `/pictures/${name}`, use: 'photo', sha256: `${i}`.repeat(64), widthPx: 9, heightPx: 8 }));

test('a backdrop and the factors of a material come back to the last bit, and absent ones stay absent', async () => {
  const factors = fc.record({ saturation: positive, value: positive, roughness: positive }, { requiredKeys: [] });
  await fc.assert(fc.asyncProperty(backdrop, factors, async (behind, looks) => {
    const plan = planOf(1);
    plan.scene.backdrop = behind;
    plan.scene.instances[0] = { ...plan.scene.instances[0]!, ...looks };
    const named = ({ name, sha256 }: Picture) => ({ picture: name, sha256 });
    const text = sceneJson(plan, { ...library, pictures: PICTURES }, SETTINGS, undefined, named);
    const back = await readSceneJson(text, 'scene.json', (path, sha256, kind) => `${kind} ${sha256} ${path}`);
    const shown = behind.kind === 'photo' ? behind : behind.texture;
    const picture = PICTURES[shown?.picture ?? 0]!;
    expect(back.pictures).toEqual(shown ? [{ path: `picture ${picture.sha256} ${picture.name}`, name: picture.name, use: behind.kind === 'photo' ? 'photo' : 'texture', sha256: picture.sha256 }] : []);
    const first = shown && { ...shown, picture: 0 };
    expect(back.plan.scene.backdrop).toEqual(behind.kind === 'photo' ? { ...behind, ...first } : { ...behind, ...(first && { texture: first }) });
    const { model: _, ...instance } = plan.scene.instances[0]!;
    expect(back.plan.scene.instances[0]).toEqual({ model: 0, ...instance });
  }));
});

test('a surface of nothing but its kind is plain and white', async () => {
  const { scene } = (await read({ ...SMALLEST, backdrop: { kind: 'surface' } })).plan;
  expect(scene.backdrop).toEqual({
    kind: 'surface', colorLinear: [1, 1, 1], gradient: { angleRad: 0, amount: 0 }, grain: { amount: 0, sizePx: 2 }, folds: { amount: 0, sizePx: 100, angleRad: 0 }, seams: [], key: 0,
  });
});

test('a picture that cannot be located is named at its line', async () => {
  const nowhere = (path: string): string => { throw new Error(`${path}, which is not there`); };
  for (const [at, behind] of [['backdrop', { kind: 'photo', picture: 'x.jpg', crop: [0, 0, 1, 1] }], ['backdrop.texture', { kind: 'surface', texture: { picture: 'x.jpg', crop: [0, 0, 1, 1] } }]] as const) {
    const text = changed({ instances: [], backdrop: behind });
    await expect(readSceneJson(text, 'scene.json', nowhere)).rejects.toThrow(
      new UserError(`scene: scene.json:1:${text.indexOf('"x.jpg"') + 1}: ${at}.picture is x.jpg, which is not there`));
  }
});

test('printed, every instance has its line', () => {
  const lines = sceneJson(planOf(3), library, SETTINGS).split('\n');
  expect(lines.filter((line) => line.startsWith('    {"model":'))).toHaveLength(5);
  expect(lines[4]).toBe('  "instances": [');
});

test('models by another name keep the hash that comes with it', async () => {
  const sha256 = 'ab'.repeat(32);
  const text = sceneJson(planOf(1), library, SETTINGS, ({ name }) => ({ model: `${name}.glb`, sha256 }));
  const { models } = await readSceneJson(text, 'scene.json', (path, hash) => `${hash}/${path}`);
  expect(models.map(({ path, sha256: hash }) => [path, hash])).toEqual(['apple', 'rock'].map((name) => [`${sha256}/${name}.glb`, sha256]));
});

const changed = (change: object) => JSON.stringify({ ...SMALLEST, ...change });
test.each<[string, string, string, string]>([
  ['an unknown key', changed({ hight: 80 }), '"hight"', 'unknown key "hight"; did you mean "height"?'],
  ['no instances', changed({ instances: undefined }), '{', 'instances is missing; wanted a list'],
  ['a zero quaternion', changed({ instances: [{ model: 'a', pose: { rotation: [0, 0, 0, 0], translation: [0, 0, 1] } }] }), '[0,0,0,0]',
    'instances[0].pose.rotation is [0,0,0,0]; wanted a quaternion [w, x, y, z], not zero'],
  ['a light without a type', changed({ lights: [{ direction: [0, 0, 1] }] }), '{"direction"', 'lights[0].type is missing; wanted directional or point'],
  ['a light of both types', changed({ lights: [{ type: 'point', direction: [0, 0, 1], position: [0, 0, 1] }] }), '"direction"', 'unknown key "direction"; did you mean "position"?'],
  ['an even kernel', changed({ post: { blurKernel: 4 } }), '4}', 'post.blurKernel is 4; wanted an odd number of taps'],
  ['a backdrop of another kind', changed({ backdrop: { kind: 'clutter' } }), '"clutter"', 'backdrop.kind is "clutter"; wanted photo or surface'],
  ['a darkness above 1', changed({ backdrop: { kind: 'surface', seams: [{ widthPx: 1, darkness: 2 }] } }), '2}', 'backdrop.seams[0].darkness is 2; wanted a number from 0 to 1'],
  ['a shadow without a softness', changed({ backdrop: { kind: 'surface', shadows: [{ xPx: 1, yPx: 2, halfPx: [3, 4] }] } }), '{"xPx"', 'backdrop.shadows[0].softPx is missing; wanted a number above 0'],
  ['a focal length of 0', changed({ camera: { fx: 0, fy: 1 } }), '0,"fy"', 'camera.fx is 0; wanted a number above 0'],
])('%s', async (_name, text, faulty, sentence) => {
  const line = `scene: scene.json:1:${text.indexOf(faulty) + 1}: ${sentence}`;
  await expect(read(text)).rejects.toThrow(new UserError(line));
});

test('every model that cannot be located is named at its line', async () => {
  const nowhere = (path: string): string => { throw new Error(`${path}, which is not there`); };
  const text = changed({ instances: [{ model: 'a.glb', pose: { translation: [0, 0, 1] } }, { model: 'builtin:can', pose: { translation: [0, 0, 1] } }] });
  await expect(readSceneJson(text, 'scene.json', nowhere)).rejects.toThrow(
    new UserError(`scene: scene.json:1:${text.indexOf('"a.glb"') + 1}: instances[0].model is a.glb, which is not there`));
});

test('keypoints of assets.json come back; those of the file beside the model are left to it', async () => {
  const keypoints = [{ name: 'rim', at: [0.1, -0.25, 1 / 3] as [number, number, number] }];
  const of = (more: object) => sceneJson(planOf(2), { ...library, models: library.models.map((model, i) => (i === 0 ? { ...model, keypoints, ...more } : model)) }, SETTINGS);
  const { models } = await readSceneJson(of({ hasOwnKeypoints: true }), 'scene.json', inFolder);
  expect(models.map((model) => model.keypoints)).toEqual(models.map(({ path }) => (path === library.models[0]!.path ? keypoints : undefined)));
  expect(of({})).not.toContain('rim');
});

test('the frame of a model comes back; one file in two frames is two models', async () => {
  const frame = { up: 'z' as const, scale: 0.001 };
  const framed = { ...library, models: library.models.map((model, i) => (i === 0 ? { ...model, frame } : model)) };
  const plan = planOf(2);
  const { models } = await readSceneJson(sceneJson(plan, framed, SETTINGS), 'scene.json', inFolder);
  const { path } = library.models[0]!;
  expect(models.find((model) => model.path === path)!.frame).toEqual(frame);
  expect(models.filter((model) => model.path !== path).every((model) => model.frame === undefined)).toBe(true);
  const pose = { translation: [0, 0, 1] };
  const twice = await read({ ...SMALLEST, instances: [{ model: 'builtin:can', pose }, { model: 'builtin:can', pose, frame: { up: 'x' } }] });
  expect(twice.models.map((model) => model.frame)).toEqual([undefined, { up: 'x', scale: 1 }]);
});
