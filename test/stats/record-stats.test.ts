/** Checks what is counted of records: merging, views of poses, the schedule's entries, and records of other scenarios. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { icosphere } from '../../src/geometry/icosphere.ts';
import { inPlaneRotation, multiply, rayRotation, viewRotations } from '../../src/geometry/poses.ts';
import type { Vec3 } from '../../src/geometry/vectors.ts';
import { EntrySet } from '../../src/stats/entry-set.ts';
import { RecordStats } from '../../src/stats/record-stats.ts';
import { RECORD_STATISTICS, type StatsRecord } from '../../src/stats/record-statistics.ts';
import { SPHERE_COLUMNS, SPHERE_ROWS, SphereBins } from '../../src/stats/sphere-bins.ts';
import { viewOfPose } from '../../src/stats/view-of-pose.ts';
import { madeUpRecord } from '../support/made-up-dataset.ts';

function of(records: readonly StatsRecord[]): RecordStats {
  const stats = new RecordStats();
  for (const record of records) stats.add(record);
  return stats;
}

test('parts that were written and read merge into the whole, in any order', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(500), { maxLength: 12 }), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (indices, keys) => {
    const records = indices.map(madeUpRecord);
    const parts = records.map((record, i) => ({ part: of([record]), key: keys[i]! })).sort((a, b) => a.key - b.key);
    const merged = new RecordStats();
    for (const { part } of parts) merged.merge(RecordStats.fromJSON(JSON.parse(JSON.stringify(part))));
    expect(JSON.stringify(merged)).toBe(JSON.stringify(of(records)));
  }), { numRuns: 40 });
});

test('a pose tells the view and the in-plane step that made it, wherever in the image', () => {
  const directions = icosphere(1);
  fc.assert(fc.property(fc.nat(41), fc.nat(35), fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (view, step, x, y) => {
    const length = Math.sqrt(x * x + y * y + 1);
    const ray: Vec3 = [x / length, y / length, 1 / length];
    const rotation = multiply(rayRotation(ray), multiply(inPlaneRotation((step * Math.PI) / 18), viewRotations(1).quaternions[view]!));
    const { direction, inPlaneDeg } = viewOfPose({ rotation, translation: [3 * x, 3 * y, 3], scale: 1 })!;
    for (const i of [0, 1, 2]) expect(direction[i]).toBeCloseTo(directions[3 * view + i]!, 9);
    expect(Math.cos(((inPlaneDeg - 10 * step) * Math.PI) / 180)).toBeCloseTo(1, 12);
  }));
  expect(viewOfPose({ rotation: [1, 0, 0, 0], translation: [0, 0, 0], scale: 1 })).toBeNull();
});

test('bins of a sphere have equal areas, and the axes are inside of bins', () => {
  const bins = new SphereBins();
  // Fibonacci points are spread evenly.
  const points = 100_000;
  for (let i = 0; i < points; i++) {
    const y = 1 - (2 * i + 1) / points;
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    bins.add(5 * Math.sqrt(1 - y * y) * Math.cos(angle), 5 * y, 5 * Math.sqrt(1 - y * y) * Math.sin(angle));
  }
  const even = points / SPHERE_ROWS / SPHERE_COLUMNS;
  for (const count of bins.counts) expect(Math.abs(count - even)).toBeLessThan(0.1 * even);
  const axes = new SphereBins();
  for (const [x, y, z] of [[1e-9, 0, 1], [-1e-9, 1e-9, 1], [0, -1e-9, 1], [1e-9, 1, 1e-9], [-1e-9, 1, -1e-9], [0, 0, 0], [NaN, 0, 0]] as const) axes.add(x, y, z);
  expect([axes.counts[5 * SPHERE_COLUMNS], axes.counts[10 * SPHERE_COLUMNS], axes.counts.reduce((sum, count) => sum + count, 0)]).toEqual([3, 2, 5]);
});

test('sets of entries are those of JavaScript, written and read too', () => {
  const entries = fc.array(fc.oneof(fc.nat(200), fc.nat(3_000_000)), { maxLength: 80 });
  fc.assert(fc.property(entries, entries, (a, b) => {
    const [one, other] = [new EntrySet(), new EntrySet()];
    for (const entry of a) one.add(entry);
    for (const entry of b) other.add(entry);
    expect([...EntrySet.fromBase64(one.toBase64())]).toEqual([...new Set(a)].sort((x, y) => x - y));
    expect(one.size).toBe(new Set(a).size);
    expect(one.merge(other)).toBe([...new Set(b)].filter((entry) => a.includes(entry)).length);
    expect([...one]).toEqual([...new Set([...a, ...b])].sort((x, y) => x - y));
  }));
});

test('entries that come twice are counted, of one shard or of two, and other epochs are others', () => {
  const record = { ...madeUpRecord(0), schedule: { epoch: 0, level: 1, unplaced: [1, 2, 3] }, instances: [], hidden: [] };
  expect([of([record]).schedule.repeated, of([record]).schedule.distinct]).toEqual([0, 3]);
  expect(of([record, { ...record, schedule: { epoch: 0, level: 1, unplaced: [3, 4] } }]).schedule.repeated).toBe(1);
  expect(of([record, { ...record, schedule: { epoch: 1, level: 1, unplaced: [3] } }]).schedule).toMatchObject({ repeated: 0, distinct: 4 });
  const merged = of([record]);
  merged.merge(of([record]));
  expect([merged.schedule.repeated, merged.schedule.distinct]).toEqual([3, 3]);
});

test('records of other scenarios are counted as far as they go', () => {
  const { schedule: _schedule, occluders: _occluders, ...bare } = madeUpRecord(4);
  const record: StatsRecord = {
    ...bare, background: { objects: 0, uncovered: 0 }, lights: [{ position: [0, 0, 1], intensity: 2, color: [1, 1, 1] }],
    instances: bare.instances.map(({ entry: _entry, view: _view, inPlane: _inPlane, ...instance }) => instance),
  };
  const stats = of([record]);
  expect(record.instances.length).toBeGreaterThan(0);
  expect([stats.visible, stats.pointLights, stats.schedule.distinct, stats.schedule.shown.size]).toEqual([record.instances.length, 1, 0, 0]);
  expect([stats.histogram('unplaced').total, stats.histogram('clutterRatio').total, stats.histogram('visibility').total]).toEqual([0, 0, record.instances.length]);
  expect(stats.counts.backgroundKind.size).toBe(0);
});

test('names of statistics are unique', () => {
  expect(new Set(RECORD_STATISTICS.map(({ name }) => name)).size).toBe(RECORD_STATISTICS.length);
});
