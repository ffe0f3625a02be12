/** Checks the pile: as many models as asked, each before the camera. */
import { expect, test } from 'vitest';
import pile from '../../../src/scenarios/examples/pile.ts';
import { openForTest } from '../../support/scenarios.ts';

test('piles are of 1 to the most objects, all before the camera, and the same twice', () => {
  const { planOf } = openForTest(pile, { pile: { most: 5 } });
  const sizes = new Set<number>();
  for (let index = 0; index < 24; index++) {
    const { scene } = planOf(index);
    sizes.add(scene.instances.length);
    for (const { pose } of scene.instances) expect(pose.translation[2]).toBeGreaterThan(0.4);
    expect(planOf(index)).toEqual(planOf(index));
  }
  expect([...sizes].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  expect(planOf(3, 1)).not.toEqual(planOf(3, 0));
});

test('a surface and other materials have streams of their own, and change nothing else', () => {
  const bare = openForTest(pile, { pile: { most: 5 } }).planOf(3).scene;
  const surface = { hue: [0.1, 0.1], seams: [1, 1] };
  const { backdrop, instances, ...rest } = openForTest(pile, { pile: { most: 5 }, surface, material: { value: [0.5, 0.9] } }).planOf(3).scene;
  expect(backdrop).toMatchObject({ kind: 'surface', seams: [{}] });
  for (const { value } of instances) expect([value! >= 0.5, value! <= 0.9]).toEqual([true, true]);
  expect({ ...rest, instances: instances.map(({ saturation, value, roughness, ...instance }) => instance) }).toEqual(bare);
  expect(() => openForTest(pile, { surface: { textured: 1 } })).toThrow(/textured/);
});
