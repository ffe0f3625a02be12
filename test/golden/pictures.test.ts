/** Compares two small images, and their records, with those that are committed. */
import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseImages, paperConfig } from '../../bench/workload.ts';
import type { AssetLibrary } from '../../src/assets/library.ts';
import { encodePng8 } from '../../src/encode/png.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { foregroundIds } from '../../src/labels/ids.ts';
import { buildRecord, recordJson } from '../../src/labels/record.ts';
import { RenderThreads } from '../../src/run/devices.ts';
import { makePack, packParts } from '../../src/run/packs.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { paperFacts } from '../../src/scenarios/paper/facts.ts';
import type { PaperPlan } from '../../src/scenarios/paper/paper-plan.ts';
import { type Config, makePlanner } from '../support/paper.ts';

const [WIDTH, HEIGHT] = [64, 48];
const RENEW = 'where the change is meant, UPDATE_GOLDEN=1 with this test on a software adapter renews test/golden';
const fileOf = (name: string) => new URL(`./${name}`, import.meta.url);
const readGolden = (name: string): Buffer => {
  try {
    return readFileSync(fileOf(name));
  } catch (error) {
    throw new Error(`golden: ${(error as Error).message}; ${RENEW}`);
  }
};

let renderer: RenderThreads;
let library: AssetLibrary;
let plans: PaperPlan[];
let models: number[];

/** An image of the nearest level, and one of the fifth. */
const INDICES = [0, 4];

beforeAll(async () => {
  const paper = paperConfig();
  paper.image = { ...paper.image, width: WIDTH, height: HEIGHT };
  const { workload: { config, indices }, library: opened } = await chooseImages(paper);
  library = opened;
  const planner = makePlanner(config as Config, library);
  models = planner.modelsOf(0);
  plans = INDICES.map((i) => planner.plan(indices[i]!, 0));
  renderer = await RenderThreads.open({ width: WIDTH, height: HEIGHT, batch: 2, blurTaps: 16, raster32: false, adapter: null, outputs: [] });
  await renderer.load(() => makePack(packParts(library, models)));
});
afterAll(() => renderer.close());

test.for([0, 1])('picture %i and its record', async (i, { skip }) => {
  const { device, driver } = renderer.adapter;
  if (!/llvmpipe/i.test(device)) skip(`this adapter is ${device}; the pictures are of the software adapter`);
  const plan = plans[i]!;
  const { measured, planes } = await renderer.render(packScene(plan.scene, library, meshRows(library, models), sceneLayouts(readShaders())));
  const facts = paperFacts(plan, { measured, ids: foregroundIds(measured), modelNames: library.models.map(({ name }) => name) });
  const record = `${recordJson(buildRecord(plan, library, measured, { facts }))}\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(fileOf(`picture-${i}.png`), await encodePng8(planes.rgb, WIDTH, HEIGHT, 3));
    writeFileSync(fileOf(`picture-${i}.json`), record);
    writeFileSync(fileOf('driver.txt'), `${driver}\n`);
  }
  expect(JSON.parse(record), RENEW).toEqual(JSON.parse(readGolden(`picture-${i}.json`).toString()));
  const golden = await sharp(readGolden(`picture-${i}.png`)).removeAlpha().raw().toBuffer();
  expect(golden.length).toBe(planes.rgb.length);
  // Another version of the driver may round a colour otherwise.
  const most = readGolden('driver.txt').toString().trim() === driver ? 0 : 2;
  const differing = golden.filter((value, at) => Math.abs(value - planes.rgb[at]!) > most).length;
  expect(differing, `${differing} of ${golden.length} values differ; ${RENEW}`).toBe(0);
});
