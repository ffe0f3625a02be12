/** Checks the memory of a renderer: lists grow, and planes are used again. */
import { expect, test } from 'vitest';
import type { OutputName } from '../../src/gpu/outputs.ts';
import type { PackedScene } from '../../src/gpu/scene-rows.ts';
import { HEIGHT, prepare, WIDTH } from '../support/prepared-renderer.ts';

const RUNS: OutputName[] = ['recordIds', 'amodalRuns', 'runs'];

test.each([[['recordIds']], [RUNS]] satisfies [OutputName[]][])('batches side by side whose lists begin with a thousandth of their length are run again, and come out the same: %s', async (outputs) => {
  const { open, scenes } = await prepare(outputs);
  const [long, short] = await Promise.all([1, 0.001].map((share) => {
    const renderer = open(share);
    return Promise.all([renderer.render(scenes.slice(0, 2)), renderer.render(scenes.slice(2))]);
  }));
  expect(short).toEqual(long);
});

test('planes that are handed back are where the next images are, and nothing of theirs is left', async () => {
  const { open, scenes } = await prepare();
  const renderer = open();
  const fresh = await renderer.render(scenes.slice(2));
  const [first] = await renderer.render(scenes.slice(0, 1));
  const second = await renderer.render(scenes.slice(2), 0, [first!.planes]);
  expect(second).toEqual(fresh);
  expect(second[0]!.planes.rgb.buffer).toBe(first!.planes.rgb.buffer);
  expect(second[0]!.planes.recordIds!.buffer).toBe(first!.planes.recordIds!.buffer);
  expect(second[1]!.planes.rgb.buffer).not.toBe(first!.planes.rgb.buffer);
});

/** Two images may be in a batch from so many bytes on, by their pixels. */
const FOR_TWO_BYTES = 2 * WIDTH * HEIGHT * 16;

/** The device as one that binds buffers of at most so many bytes. */
function binding(device: GPUDevice, bytes: number): GPUDevice {
  const limits = new Proxy(device.limits, { get: (target, key) => (key === 'maxStorageBufferBindingSize' ? bytes : Reflect.get(target, key, target) as number) });
  return new Proxy(device, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown;
      return key === 'limits' ? limits : typeof value === 'function' ? value.bind(target) as unknown : value;
    },
  });
}

test('a batch whose vertices are more than the adapter binds is made in halves, and comes out the same', async () => {
  const { open, scenes, device } = await prepare(RUNS);
  const pair = scenes.slice(2);
  const most = 1.05 * 12 * Math.max(...pair.map(({ vertices }) => vertices));
  expect(await open(0.001, binding(device, Math.max(most, FOR_TWO_BYTES))).render(pair)).toEqual(await open().render(pair));
});

/** More lights than it uses. */
function withLights(scene: PackedScene, count: number): PackedScene {
  const lights = new Uint32Array(count * 8);
  lights.set(new Uint32Array(scene.lights));
  return { ...scene, lights: lights.buffer };
}

test('a batch with more lights than a uniform buffer holds is made in halves, and comes out the same', async () => {
  const { open, scenes } = await prepare();
  const pair = scenes.slice(2);
  const renderer = open();
  const wanted = await renderer.render(pair);
  for (const count of [1024, 1025, 2048]) expect(await renderer.render(pair.map((scene) => withLights(scene, count))), `${count} lights`).toEqual(wanted);
});

test('a batch has no more images than a uniform buffer holds', async () => {
  const { open } = await prepare();
  expect(open(0.001, undefined, { width: 8, height: 8, batch: 5000 }).maxBatch).toBe(1024);
});

test('instances that are drawn last, also labelled ones and those in front, leave every pixel and every count as it is', async () => {
  const { open, plans, packed, scenes } = await prepare(RUNS);
  const renderer = open();
  const wanted = await renderer.render(scenes.slice(0, 2));
  for (const every of [1, 2, 3]) {
    const marked = plans.slice(0, 2).map(({ scene }) => packed({ ...scene, instances: scene.instances.map((instance, i) => ({ ...instance, last: i % every === 0 })) }));
    expect(await renderer.render(marked), `one of ${every} drawn last`).toEqual(wanted);
  }
});
