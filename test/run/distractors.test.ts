/** Checks distractors in whole datasets: labels are those of the same images without them, and they are drawn in their sizes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openDataset, readSamples } from '../../src/dataset/reader.ts';
import { generate } from '../../src/run/generate.ts';
import { openPlan } from '../../src/run/open-plan.ts';
import { boxSoup, ringSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel, writeSmallAssets } from '../support/models.ts';
import { ConfigSchema, type PaperRecord } from '../support/paper.ts';
import { rendered } from '../support/rendered.ts';

const sizeOfBox = ([, , width, height]: readonly number[]): number => Math.sqrt(width! * height!);
const folder = folderOfFile();
beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeSmallAssets(folder);
  await writeModel(join(folder, 'nuts', 'nut.glb'), boxSoup(0.1, 0.03, 0.08), [30, 30, 30]);
  await writeModel(join(folder, 'nuts', 'ring.glb'), ringSoup(0.05, 0.012, 12), [120, 120, 120]);
  await writeModel(join(folder, 'plates', 'plate.glb'), boxSoup(0.3, 0.01, 0.2), [180, 180, 180]);
});

const GROUPS = [{ group: 'plates', count: [1, 1], boxPx: [60, 80], under: true, tiltDeg: 40 }, { group: 'nuts', count: [1, 4], boxPx: [10, 20], tiltDeg: 90 }];
const SMALL_GROUPS = [{ ...GROUPS[0], boxPx: [24, 32] }, { ...GROUPS[1], boxPx: [5, 9] }];
const SMALL = { count: 3, image: { width: 99, height: 67 } };
const configOf = (name: string, changes: object = {}) => ConfigSchema.parse({
  seed: 11, count: 4, image: { width: 161, height: 119 }, labels: { instances: true, occlusionPairs: true, plan: true }, curriculum: { viewLevel: 0, levels: 3, diameter: [0.4, 0.2] },
  foreground: { fill: 0.4 }, output: { dir: join(folder, name) }, ...changes,
  assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter'), distractors: [join(folder, 'nuts'), join(folder, 'plates')] },
});

type FullRecord = PaperRecord & { distractors?: { model: string; group: string; box: [number, number, number, number] }[] };
const samplesOf = async (dir: string) => [...readSamples(await openDataset(dir), ['instances.png', 'scene.json'])].map(({ record, members }) => ({
  record: record as FullRecord, ids: members.get('instances.png')!, scene: members.get('scene.json')!.toString(),
}));

test.for([['clutter', {}], ['nothing', { background: { enabled: false } }]] as const)('labels are equal with and without distractors before %s; the scenes draw again', async ([name, changes]) => {
  await generate(configOf(`${name}-bare`, { ...SMALL, ...changes }), { workers: 1 });
  await generate(configOf(`${name}-full`, { ...SMALL, ...changes, distractors: SMALL_GROUPS }), { workers: 1 });
  const [bare, full] = [await samplesOf(join(folder, `${name}-bare`)), await samplesOf(join(folder, `${name}-full`))];
  expect(full).toHaveLength(3);
  full.forEach(({ record, ids }, i) => {
    const { distractors, background, ...rest } = record;
    const { background: bareBackground, ...bareRest } = bare[i]!.record;
    expect(rest).toEqual(bareRest);
    expect(background).toEqual({ ...bareBackground, uncovered: background.uncovered });
    expect(background.uncovered).toBeLessThanOrEqual(bareBackground.uncovered);
    expect(ids.equals(bare[i]!.ids)).toBe(true);
    expect(distractors!.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(record.instances)).not.toContain('"distractor"');
  });
  const { totals, models } = JSON.parse(readFileSync(join(folder, `${name}-full`, 'dataset.json'), 'utf8')) as { totals: object; models: { name: string; layer: string; group?: string }[] };
  expect(totals).toEqual((JSON.parse(readFileSync(join(folder, `${name}-bare`, 'dataset.json'), 'utf8')) as { totals: object }).totals);
  expect(models.filter(({ layer }) => layer === 'distractor').map(({ name: model, group }) => [group, model])).toEqual([['nuts', 'nut'], ['nuts', 'ring'], ['plates', 'plate']]);
  const again = await rendered(JSON.parse(full[1]!.scene) as object, folder, `${name}-again`);
  const { instances } = JSON.parse(full[1]!.scene) as { instances: { layer: string }[] };
  const shown = new Set(Array.from(again.instanceIds, (id) => instances[id - 1]?.layer));
  expect(shown.has('distractor')).toBe(true);
});

test('drawn distractors have the sizes that were asked for, and the boxes that the record states', async () => {
  const open = await openPlan(configOf('sizes', { distractors: GROUPS, background: { enabled: false }, occluders: { enabled: false } }));
  const plan = open.planOf(1, 0);
  const scene = JSON.parse(open.sceneOf(1, 0)) as { instances: { layer: string }[] };
  // As labelled objects, they are measured.
  const instances = scene.instances.filter(({ layer }) => layer === 'distractor').map((instance) => ({ ...instance, layer: 'foreground' }));
  const { record } = await rendered({ ...scene, instances }, folder, 'sizes');
  const measured = [...record.instances, ...record.hidden] as { id: number; model: string; bboxFull: [number, number, number, number] }[];
  const facts = (plan as unknown as { distractors: { group: string; box: [number, number, number, number] }[] }).distractors;
  for (const { id, model, bboxFull } of measured) {
    const [least, most] = model === 'plate' ? [60, 80] : [10, 20];
    expect(sizeOfBox(bboxFull)).toBeGreaterThan(least! * 0.97 - 1);
    expect(sizeOfBox(bboxFull)).toBeLessThan(most! * 1.03 + 1);
    expect(facts.some(({ box }) => box.every((value, i) => Math.abs(value - bboxFull[i]!) < 2)), `instance ${id}`).toBe(true);
  }
});
