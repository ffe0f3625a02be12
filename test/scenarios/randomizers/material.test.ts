/** Checks how materials vary: each change is uniform over its range, they do not follow each other, and nothing else of a plan changes. */
import { expect, test } from 'vitest';
import { MaterialSchema, type MaterialOptions, varyMaterials } from '../../../src/scenarios/randomizers/material.ts';
import { Random } from '../../../src/scene/random.ts';
import type { SceneInstance } from '../../../src/scene/scene.ts';
import { configOf, smallLibrary } from '../../support/compiled-shapes.ts';
import { makePlanner } from '../../support/paper.ts';

const OPTIONS: MaterialOptions = { hue: [-0.1, 0.3], saturation: [0.5, 1.5], value: [0.2, 1.1], roughness: [0, 4] };
const KEYS = ['hue', 'saturation', 'value', 'roughness'] as const;
const instance: SceneInstance = { model: 0, layer: 'foreground', pose: { rotation: [1, 0, 0, 0], translation: [0, 0, 1], scale: 1 }, hue: 0, lod: 'auto' };
const COUNT = 4000;

/** The draws of each key as shares of its range. */
const shares = (() => {
  const varied = varyMaterials(Array.from({ length: COUNT }, () => instance), OPTIONS, new Random(3, 0, 0, 1));
  return KEYS.map((key) => varied.map((one) => (one[key]! - OPTIONS[key][0]) / (OPTIONS[key][1] - OPTIONS[key][0])));
})();

test.each(KEYS.map((key, k) => [key, k] as const))('%s is uniform over its range (Kolmogorov-Smirnov at 0.001)', (_, k) => {
  const sorted = shares[k]!.toSorted((a, b) => a - b);
  const deviation = Math.max(...sorted.map((share, i) => Math.max((i + 1) / COUNT - share, share - i / COUNT)));
  expect(deviation).toBeLessThan(1.95 / Math.sqrt(COUNT));
});

test('no change follows another', () => {
  for (let a = 0; a < KEYS.length; a++) {
    for (let b = 0; b < a; b++) {
      const correlation = shares[a]!.reduce((sum, share, i) => sum + (share - 0.5) * (shares[b]![i]! - 0.5), 0) * 12 / COUNT;
      expect(Math.abs(correlation), `${KEYS[a]}, ${KEYS[b]}`).toBeLessThan(3.3 / Math.sqrt(COUNT));
    }
  }
});

test('the shift adds to a hue that the instance has, and an empty section changes nothing', () => {
  const none = MaterialSchema.parse({});
  const [one] = varyMaterials([{ ...instance, hue: 0.4 }], { ...none, hue: [0.1, 0.1] }, new Random(3, 0, 0, 1));
  expect(one!.hue).toBeCloseTo(0.5, 12);
  expect(varyMaterials([instance], none, new Random(3, 0, 0, 1))).toEqual([{ ...instance, saturation: 1, value: 1, roughness: 1 }]);
});

test.each(['paper', 'random'])('strategy %s: foreground.material changes the materials of the labelled instances and nothing else', (strategy) => {
  const changes = { image: { width: 161, height: 121 }, count: 4, curriculum: { viewLevel: 0, inPlaneSteps: 8, levels: 2, strategy } };
  const planner = makePlanner(configOf({ ...changes, foreground: { material: OPTIONS } }), smallLibrary());
  const plain = makePlanner(configOf(changes), smallLibrary());
  const seen = new Set<number>();
  for (let index = 0; index < 4; index++) {
    const { scene, ...rest } = planner.plan(index, 1);
    const { scene: wanted, ...wantedRest } = plain.plan(index, 1);
    expect(rest).toEqual(wantedRest);
    const stripped = scene.instances.map(({ saturation, value, roughness, hue, ...other }) => ({ ...other, hue: other.layer === 'foreground' ? 0 : hue }));
    expect({ ...scene, instances: stripped }).toEqual(wanted);
    for (const one of scene.instances) {
      for (const key of KEYS) {
        if (one.layer !== 'foreground') expect(key === 'hue' || one[key] === undefined).toBe(true);
        else expect(one[key]! >= OPTIONS[key][0] && one[key]! <= OPTIONS[key][1], key).toBe(true);
      }
      if (one.layer === 'foreground') seen.add(one.value!);
    }
  }
  expect(seen.size).toBeGreaterThan(8);
});
