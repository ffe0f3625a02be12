/** Checks the turntable: each model from all around, centred and as large as asked. */
import { expect, test } from 'vitest';
import type { Picture } from '../../../src/assets/library.ts';
import { boxInCamera } from '../../../src/geometry/boxes.ts';
import turntable from '../../../src/scenarios/examples/turntable.ts';
import { smallLibrary } from '../../support/compiled-shapes.ts';
import { openForTest } from '../../support/scenarios.ts';

test('every model is shown as often, centred and of the size asked for', () => {
  const { scenario, planOf } = openForTest(turntable, { count: 'epoch', turntable: { views: 4, diameter: 0.5 } });
  expect(scenario.images).toBe(4 * smallLibrary().foregroundCount);
  const shown = Array.from({ length: scenario.images }, (_, index) => {
    const { scene } = planOf(index);
    const { model, pose } = scene.instances[0]!;
    const { compiled } = smallLibrary().models[model]!;
    const [x, y, depthM] = boxInCamera(compiled, pose).center;
    expect(scene.instances).toHaveLength(1);
    expect(pose.scale).toBe(1);
    expect([x / depthM, y / depthM].map((ratio) => +ratio.toFixed(9) + 0)).toEqual([0, 0]);
    expect((2 * scene.camera.fy * compiled.radiusM) / depthM / scene.height).toBeCloseTo(0.5, 9);
    return model;
  });
  expect(shown).toEqual([0, 1, 2, 3, 4].flatMap((model) => [model, model, model, model]));
});

test('the views of a model differ, and come again in the next pass', () => {
  const { planOf } = openForTest(turntable, { count: 100, turntable: { views: 4 } });
  const rotations = [0, 1, 2, 3].map((index) => String(planOf(index).scene.instances[0]!.pose.rotation));
  expect(new Set(rotations).size).toBe(4);
  expect(planOf(20).scene.instances).toEqual(planOf(0).scene.instances);
});

test('what is behind is drawn from a stream of its own: a surface, or a photo where there are some', () => {
  const photos = [0, 1].map((i): Picture => ({ use: 'photo', name: `${i}.jpg`, path: `${i}.jpg`, sha256: '', widthPx: 200, heightPx: 100 }));
  const sceneOf = (behind?: string) => openForTest(turntable, { turntable: { behind } }, { ...smallLibrary(), pictures: photos }).planOf(3).scene;
  const [bare, plain, photo] = [sceneOf(), sceneOf('surface'), sceneOf('photos')];
  expect('backdrop' in bare).toBe(false);
  expect(plain).toEqual({ ...bare, backdrop: plain.backdrop });
  expect(plain.backdrop).toMatchObject({ kind: 'surface' });
  expect(photo).toEqual({ ...bare, backdrop: photo.backdrop });
  expect(photo.backdrop).toMatchObject({ kind: 'photo', crop: [expect.any(Number), 0, 150, 100] });
  expect(() => openForTest(turntable, { turntable: { behind: 'photos' } })).toThrow(/^plan: turntable\.behind asks for photos/);
});
