/** Checks fog: it moves light from lamps to everywhere, and no other number of the paper's plan. */
import { expect, test } from 'vitest';
import fog from '../../../src/scenarios/examples/fog.ts';
import paper from '../../../src/scenarios/paper/paper.ts';
import { openForTest } from '../../support/scenarios.ts';

const CURRICULUM = { curriculum: { viewLevel: 0, inPlaneSteps: 4, levels: 2 } };

test('a new stream moves no other', () => {
  const [clear, foggy] = [openForTest(paper, CURRICULUM).planOf(3), openForTest(fog, CURRICULUM).planOf(3)];
  const { lights, ambient, ...rest } = foggy.scene;
  const { lights: clearLights, ambient: clearAmbient, ...clearRest } = clear.scene;
  expect(rest).toEqual(clearRest);
  expect(ambient).toBeGreaterThan(clearAmbient);
  lights.forEach((light, i) => expect(light.intensity).toBeLessThan(clearLights[i]!.intensity));
});

test('without density there is no fog; its range is checked as the paper\'s are', () => {
  const clear = openForTest(paper, CURRICULUM).planOf(3);
  expect(openForTest(fog, { ...CURRICULUM, fog: { density: [0, 0] } }).planOf(3).scene).toEqual(clear.scene);
  expect(() => openForTest(fog, { fog: { density: [0.5, 0.2] } })).toThrow(/first value must not be above the second/);
  expect(() => openForTest(fog, { camera: { fovYDeg: 120 } })).toThrow(/brings the camera too near/);
});
