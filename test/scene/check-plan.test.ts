/** Checks that every plan that breaks a limit is refused with a sentence that names the part. */
import { expect, test } from 'vitest';
import { UserError } from '../../src/config/errors.ts';
import { checkPlan } from '../../src/scene/check-plan.ts';
import type { Scene, ScenePlan, SurfaceBackdrop } from '../../src/scene/scene.ts';
import { planOf } from '../support/small-scene.ts';

const LIMITS = { width: 100, height: 80, hasModel: (model: number) => model < 3, hasCategory: (model: number) => model < 2, levelsOf: () => 2, pictureOf: (picture: number) => (picture === 0 ? { widthPx: 30, heightPx: 20 } : undefined) };

const changed = (change: (scene: Scene, plan: ScenePlan) => void): ScenePlan => {
  const plan = structuredClone(planOf(2)) as ScenePlan;
  change(plan.scene, plan);
  return plan;
};

const crop = { picture: 0, crop: [1, 0, 29, 20] as [number, number, number, number], flip: true };
const SURFACE: SurfaceBackdrop = {
  kind: 'surface', colorLinear: [0.5, 0, 2], gradient: { angleRad: -1, amount: 1 }, grain: { amount: 0, sizePx: 0.1 }, folds: { amount: 0.3, sizePx: 9, angleRad: 7 },
  seams: Array.from({ length: 4 }, () => ({ angleRad: 1, offsetPx: -3, widthPx: 2, darkness: 1, step: 0 })),
  shadows: Array.from({ length: 128 }, () => ({ xPx: -3, yPx: 900, halfPx: [4, 5], angleRad: -1, roundPx: 0, softPx: 0.1, darkness: 1 })), key: 0xffffffff, texture: crop,
};

test('a sound plan passes', () => {
  expect(() => checkPlan(planOf(2), LIMITS)).not.toThrow();
  for (const backdrop of [SURFACE, { kind: 'photo', ...crop } as const]) expect(() => checkPlan(changed((scene) => { scene.backdrop = backdrop; }), LIMITS)).not.toThrow();
});

test.each<[string, object, string]>([
  ['a backdrop of an unknown kind', { kind: 'wall' }, 'backdrop is {"kind":"wall"}; wanted kind photo or surface'],
  ['a surface of nothing', { kind: 'surface' }, 'backdrop.colorLinear is undefined'],
  ['a picture beyond the library', { kind: 'photo', ...crop, picture: 1 }, 'backdrop.picture is 1; wanted an index in the library\'s pictures'],
  ['a crop beyond the picture', { kind: 'photo', ...crop, crop: [2, 0, 29, 20] }, 'backdrop.crop is [2,0,29,20]; wanted whole x, y, width and height within 30 x 20 pixels'],
  ['a crop between pixels', { kind: 'photo', ...crop, crop: [1.5, 0, 2, 20] }, 'backdrop.crop is [1.5,0,2,20]'],
  ['a crop of nothing', { kind: 'photo', ...crop, crop: [2, 0, 0, 20] }, 'backdrop.crop is [2,0,0,20]'],
  ['a crop of a texture', { ...SURFACE, texture: { ...crop, crop: [0, 0, 1] } }, 'backdrop.texture.crop is [0,0,1]'],
  ['a flip by another name', { ...SURFACE, texture: { ...crop, flip: 'yes' } }, 'backdrop.texture.flip is "yes"'],
  ['a colour below black', { ...SURFACE, colorLinear: [0, -1, 0] }, 'backdrop.colorLinear is [0,-1,0]'],
  ['a gradient without a direction', { ...SURFACE, gradient: { amount: 0.5 } }, 'backdrop.gradient is {"amount":0.5}'],
  ['a grain of no size', { ...SURFACE, grain: { amount: 0.1, sizePx: 0 } }, 'backdrop.grain is {"amount":0.1,"sizePx":0}'],
  ['folds that are more than all', { ...SURFACE, folds: { amount: 1.1, sizePx: 9, angleRad: 0 } }, 'backdrop.folds is'],
  ['five seams', { ...SURFACE, seams: [...SURFACE.seams, SURFACE.seams[0]] }, 'a list of at most 4'],
  ['a seam without end', { ...SURFACE, seams: [{ ...SURFACE.seams[0], offsetPx: Infinity }] }, 'backdrop.seams[0] is'],
  ['a shadow too many', { ...SURFACE, shadows: [...SURFACE.shadows!, SURFACE.shadows![0]] }, 'backdrop.shadows are 129; wanted a list of at most 128'],
  ['shadows that are no list', { ...SURFACE, shadows: 0.5 }, 'backdrop.shadows are 0.5; wanted a list'],
  ['a shadow that is darker than black', { ...SURFACE, shadows: [{ ...SURFACE.shadows![0], darkness: 1.1 }] }, 'backdrop.shadows[0] is'],
  ['a shadow of nothing', { ...SURFACE, shadows: [{ ...SURFACE.shadows![0], halfPx: [3, 0] }] }, 'backdrop.shadows[0] is'],
  ['a shadow with corners turned in', { ...SURFACE, shadows: [{ ...SURFACE.shadows![0], roundPx: -1 }] }, 'backdrop.shadows[0] is'],
  ['a shadow nowhere', { ...SURFACE, shadows: [{ ...SURFACE.shadows![0], yPx: NaN }] }, 'wanted a position, two halves above 0'],
  ['a key of 33 bits', { ...SURFACE, key: 2 ** 32 }, 'backdrop.key is 4294967296'],
])('%s', (_, backdrop, sentence) => {
  const check = () => checkPlan(changed((scene) => { scene.backdrop = backdrop as never; }), LIMITS);
  expect(check).toThrow(UserError);
  expect(check).toThrow(sentence);
});

test.each<[string, (scene: Scene, plan: ScenePlan) => void, string]>([
  ['another size', (scene) => { scene.width = 99; }, 'a scene of 99 x 80 pixels; wanted 100 x 80'],
  ['a camera without a focal length', (scene) => { scene.camera.fx = 0; }, '"fx":0'],
  ['a camera without a near plane', (scene) => { scene.camera.near = 0; }, '"near":0'],
  ['a model of another shard', (scene) => { scene.instances[1]!.model = 3; }, 'instances[1].model is 3; wanted an index that modelsOf lists'],
  ['an unknown layer', (scene) => { scene.instances[0]!.layer = 'middle' as never; }, 'instances[0].layer is "middle"'],
  ['a label without a class', (scene) => { scene.instances[0]!.model = 2; }, 'instances[0] is a background model in the foreground'],
  ['a position that is no number', (scene) => { scene.instances[0]!.pose.translation = [0, NaN, 1]; }, 'instances[0].pose is'],
  ['a rotation that scales', (scene) => { scene.instances[0]!.pose.rotation = [1, 1, 0, 0]; }, 'wanted a rotation of unit length'],
  ['a scale of nothing', (scene) => { scene.instances[0]!.pose.scale = 0; }, 'a scale above 0'],
  ['no pose', (scene) => { delete (scene.instances[0] as { pose?: unknown }).pose; }, 'instances[0].pose is undefined; wanted a rotation'],
  ['a level that the model lacks', (scene) => { scene.instances[0]!.lod = 2; }, 'instances[0].lod is 2; wanted auto or 0 to 1'],
  ['a level by another name', (scene) => { scene.instances[0]!.lod = 'best' as never; }, 'instances[0].lod is "best"; wanted auto'],
  ['a light of an unknown type', (scene) => { scene.lights[0]!.type = 'spot' as never; }, 'wanted type point and a position'],
  ['a light without a colour', (scene) => { delete (scene.lights[0] as { color?: unknown }).color; }, 'lights[0] is'],
  ['a hue that is no number', (scene) => { scene.instances[0]!.hue = Infinity; }, 'instances[0].hue is Infinity'],
  ['a saturation below 0', (scene) => { scene.instances[1]!.saturation = -0.1; }, 'instances[1].saturation is -0.1; wanted a factor of 0 or more'],
  ['a value that is no number', (scene) => { scene.instances[0]!.value = NaN; }, 'instances[0].value is NaN'],
  ['a roughness without end', (scene) => { scene.instances[0]!.roughness = Infinity; }, 'instances[0].roughness is Infinity'],
  ['a dark light', (scene) => { scene.lights[0]!.intensity = -1; }, 'lights[0] is'],
  ['a direction of no unit length', (scene) => { (scene.lights[0] as { direction: number[] }).direction = [0, 0, 2]; }, 'lights[0].direction is [0,0,2]; wanted unit length'],
  ['a direction of two numbers', (scene) => { (scene.lights[0] as { direction: number[] }).direction = [0, 1]; }, 'lights[0] is'],
  ['a negative ambient term', (scene) => { scene.ambient = -0.1; }, 'ambient is -0.1'],
  ['an ambient term without end', (scene) => { scene.ambient = Infinity; }, 'ambient is Infinity'],
  ['more labelled instances than are counted', (scene) => { scene.instances = Array.from({ length: 1025 }, () => ({ ...scene.instances[0]!, layer: 'foreground' as const })); }, '1025 foreground instances; wanted at most 1024'],
  ['an even kernel', (scene) => { scene.post.blurKernel = 4; }, 'post.blurKernel is 4; wanted an odd number of taps up to 127'],
  ['a kernel beyond the longest', (scene) => { scene.post.blurKernel = 129; }, 'post.blurKernel is 129'],
  ['a sigma below 0', (scene) => { scene.post.noiseSigma = -1; }, 'wanted sigmas of 0 or more'],
  ['a sigma without end', (scene) => { scene.post.blurSigma = Infinity; }, 'wanted sigmas of 0 or more'],
  ['half an object', (_, plan) => { plan.unplaced = 0.5; }, 'unplaced is 0.5'],
])('%s', (_, change, sentence) => {
  const check = () => checkPlan(changed(change), LIMITS);
  expect(check).toThrow(UserError);
  expect(check).toThrow(`plan: image 17: `);
  expect(check).toThrow(sentence);
});
