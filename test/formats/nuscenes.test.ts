/** Checks nuScenes exports: a schema of each table, written from the published one, and every token that points to another table. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exportDataset } from '../../src/formats/export.ts';
import { AWKWARD, CASES, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';

const token = z.string().regex(/^[0-9a-f]{32}$/);
const float3 = z.tuple([z.number(), z.number(), z.number()]);
const float4 = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const none = z.literal('');

const TABLES = {
  attribute: z.strictObject({ token, name: z.string(), description: z.string() }),
  calibrated_sensor: z.strictObject({ token, sensor_token: token, translation: float3, rotation: float4, camera_intrinsic: z.tuple([float3, float3, float3]) }),
  category: z.strictObject({ token, name: z.string(), description: z.string(), index: z.int() }),
  ego_pose: z.strictObject({ token, translation: float3, rotation: float4, timestamp: z.int() }),
  instance: z.strictObject({ token, category_token: token, nbr_annotations: z.literal(1), first_annotation_token: token, last_annotation_token: token }),
  log: z.strictObject({ token, logfile: z.string(), vehicle: z.string(), date_captured: z.iso.date(), location: z.string() }),
  map: z.strictObject({ token, log_tokens: z.array(token), category: z.literal('semantic_prior'), filename: z.string() }),
  sample: z.strictObject({ token, timestamp: z.int(), scene_token: token, next: none, prev: none }),
  sample_annotation: z.strictObject({
    token, sample_token: token, instance_token: token, attribute_tokens: z.array(token), visibility_token: z.enum(['1', '2', '3', '4']), translation: float3, size: float3, rotation: float4,
    num_lidar_pts: z.int(), num_radar_pts: z.int(), next: none, prev: none,
  }),
  sample_data: z.strictObject({
    token, sample_token: token, ego_pose_token: token, calibrated_sensor_token: token, filename: z.string(), fileformat: z.literal('jpg'), width: z.int(), height: z.int(), timestamp: z.int(),
    is_key_frame: z.literal(true), next: none, prev: none,
  }),
  scene: z.strictObject({ token, name: z.string(), description: z.string(), log_token: token, nbr_samples: z.literal(1), first_sample_token: token, last_sample_token: token }),
  sensor: z.strictObject({ token, channel: z.string(), modality: z.literal('camera') }),
  visibility: z.strictObject({ token: z.enum(['1', '2', '3', '4']), level: z.string(), description: z.string() }),
};
type Name = keyof typeof TABLES;
type Tables = { [N in Name]: z.infer<(typeof TABLES)[N]>[] };

function readTables(dir: string): Tables {
  expect(readdirSync(dir).sort()).toEqual(Object.keys(TABLES).map((name) => `${name}.json`));
  return Object.fromEntries(Object.entries(TABLES).map(([name, row]) => [name, z.array(row).parse(JSON.parse(readFileSync(join(dir, `${name}.json`), 'utf8')))])) as Tables;
}

/** The table that a column points to. */
function targetOf(column: string): Name | null {
  const name = column.replace(/^(first|last)_/, '').replace(/_tokens?$/, '');
  if (name === column || column === 'token') return null;
  return name === 'annotation' ? 'sample_annotation' : (name as Name);
}

test('tables keep to the published schema; every token leads to a row', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'nuscenes')];
  const visibilities = [0.39, 0.4, 0.6, 0.79, 0.8, 1, 0.1, 0.5, 0.7];
  const images = CASES.map((drawn, i) => (i === 3 ? { ...drawn, changes: visibilities.map((visibility) => ({ visibility })) } : drawn));
  const records = await writeDataset(dir, images, { categories: ['one', AWKWARD, 'three'], masks: 'none' });
  await exportDataset(dir, { format: 'nuscenes', out });
  const tables = readTables(join(out, 'v1.0-trainval'));
  const tokens = new Map(Object.entries(tables).map(([name, rows]) => [name, new Set(rows.map((row) => row.token))]));
  for (const [name, rows] of Object.entries(tables)) {
    expect(tokens.get(name)!.size, name).toBe(rows.length);
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      const target = targetOf(column);
      if (target) for (const one of [value].flat() as string[]) expect(tokens.get(target)!.has(one), `${name}.${column}`).toBe(true);
    }
  }
  expect([tables.sample.length, tables.sample_annotation.length]).toEqual([5, 14]);
  for (const { filename } of [...tables.sample_data, ...tables.map]) expect(existsSync(join(out, filename)), filename).toBe(true);
  expect(tables.log[0]).toMatchObject({ vehicle: 'scenemill 9.8.7', logfile: `config ${'c0ffee'.padEnd(64, '0')}` });
  const inSample = (index: number) => tables.sample_annotation.filter(({ sample_token }) => sample_token === tables.sample[index]!.token);
  expect(inSample(3).map(({ visibility_token }) => Number(visibility_token))).toEqual([1, 2, 3, 3, 4, 4, 1, 2, 3]);
  expect(inSample(2).map(({ attribute_tokens }) => attribute_tokens.length)).toEqual([1, 0]);
  // Width lies across (the model's x), length to the front (z), height up (y); metric is half of this scene.
  expect(inSample(1)[0]).toMatchObject({ translation: [0.5, -0.05, -0.1], size: [0.1, 0.3, 0.2] });
  const names = inSample(4).map(({ instance_token }) => tables.category.find(({ token: one }) => one === tables.instance.find((row) => row.token === instance_token)!.category_token)!.name);
  expect(names).toEqual(records[4]!.instances.map(({ category }) => category));
});

test('a split is a version; an empty dataset has empty tables', async () => {
  const [dir, out, empty] = [temporaryFolder(), join(temporaryFolder(), 'parts'), join(temporaryFolder(), 'empty')];
  await writeDataset(dir, Array.from({ length: 22 }, () => CASES[1]!));
  await exportDataset(dir, { format: 'nuscenes', out, split: 'train=0.9,val=0.1', images: false });
  expect(readdirSync(out).sort()).toEqual(['maps', 'v1.0-train', 'v1.0-val']);
  expect(readTables(join(out, 'v1.0-val')).sample.length).toBe(3);
  const nothing = temporaryFolder();
  await writeDataset(nothing, []);
  await exportDataset(nothing, { format: 'nuscenes', out: empty });
  expect(readTables(join(empty, 'v1.0-trainval'))).toMatchObject({ sample: [], sample_annotation: [], sample_data: [] });
});
