/** Checks that a second device opens once the first is always busy, and makes the same images. Where it cannot open, the first goes on alone. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { chooseImages, paperConfig } from '../../bench/workload.ts';
import type { AssetLibrary } from '../../src/assets/library.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import type { RenderedImage } from '../../src/gpu/rendered-images.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { makePack, packParts } from '../../src/run/packs.ts';
import { type Config, makePlanner, type Planner } from '../support/paper.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { DeviceThread } from '../../src/run/device-thread.ts';
import { RenderThreads } from '../../src/run/devices.ts';

const [WIDTH, HEIGHT] = [64, 48];
/** More than the first device is given before the second one is opened. */
const MANY = 24;

let planner: Planner;
let library: AssetLibrary;
let models: number[];
let indices: number[];
let threads: RenderThreads;

beforeAll(async () => {
  const paper = paperConfig();
  paper.image = { ...paper.image, width: WIDTH, height: HEIGHT };
  const chosen = await chooseImages(paper);
  library = chosen.library;
  indices = chosen.workload.indices;
  planner = makePlanner(chosen.workload.config as Config, library);
  models = planner.modelsOf(0);
});

afterEach(() => threads.close());

async function open(): Promise<RenderThreads> {
  return RenderThreads.open({
    width: WIDTH, height: HEIGHT, batch: 1, blurTaps: 16, raster32: false, adapter: null,
    outputs: ['recordIds'],
  });
}

const makeOurs = () => makePack(packParts(library, models));

/** The first `count` images of the workload, all asked for at once. */
function render(count: number, pack = 0): Promise<RenderedImage[]> {
  const [rows, layouts] = [meshRows(library, models), sceneLayouts(readShaders())];
  return Promise.all(indices.slice(0, count).map((index) => threads.render(packScene(planner.plan(index, 0).scene, library, rows, layouts), pack)));
}

async function untilTwo(): Promise<void> {
  const end = performance.now() + 300_000;
  while (threads.deviceCount < 2 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(threads.deviceCount).toBe(2);
}

test('the images of two devices are those of one, of packs from before the second one and after', async () => {
  threads = await open();
  await threads.load(makeOurs);
  const alone = await render(MANY);
  await untilTwo();
  expect(await render(MANY)).toEqual(alone);
  await threads.load(makeOurs, 1);
  await threads.drop(0);
  expect(await render(MANY, 1)).toEqual(alone);
  // Both devices have let go of it.
  const refused = await Promise.allSettled([0, 1].map(() => render(1, 0)));
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('packs that come while the second device opens are on both', async () => {
  threads = await open();
  await threads.load(makeOurs);
  const [alone] = await Promise.all([render(MANY), threads.load(makeOurs, 1), threads.load(makeOurs, 2)]);
  await threads.drop(1);
  await untilTwo();
  expect(await render(MANY, 2)).toEqual(alone);
});

test('few images do without a second device', async () => {
  threads = await open();
  await threads.load(makeOurs);
  for (let i = 0; i < 3; i++) await render(4);
  expect(Reflect.get(threads, 'second')).toBeNull();
});

test('many images of models that take much memory do without, too', async () => {
  threads = await open();
  await threads.load(makeOurs);
  threads.limits.bufferBytes = 2 ** 20;
  await render(MANY);
  expect(Reflect.get(threads, 'second')).toBeNull();
});

test('where the second device cannot have the models, the first goes on alone', async () => {
  threads = await open();
  let packs = 0;
  await threads.load(() => (packs++ === 0 ? makeOurs() : Promise.reject(new Error('no room'))));
  const alone = await render(MANY);
  const again = await render(MANY);
  await threads.load(makeOurs, 1); // after the second device has been given up
  expect(packs).toBe(2);
  expect(threads.deviceCount).toBe(1);
  expect(again).toEqual(alone);
  await expect((Reflect.get(threads, 'second') as DeviceThread).drop(0)).rejects.toThrow('closed');
  expect(await render(2, 1)).toEqual(alone.slice(0, 2));
});

test('a run may end while the second device opens, and what is under way is answered', async () => {
  threads = await open();
  await threads.load(makeOurs);
  await render(MANY);
  const last = render(1);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await threads.close();
  expect(await last).toHaveLength(1);
  await Reflect.get(threads, 'changes');
  expect(threads.deviceCount).toBe(1);
});
