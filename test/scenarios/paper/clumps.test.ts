/** Tests whole plans with clumps: shares over many images, distances and limits on exact masks, the record, what is refused, and the overview. */
import { expect, test } from 'vitest';
import { UserError } from '../../../src/config/errors.ts';
import { openPaper } from '../../../src/scenarios/paper/paper.ts';
import { PAPER_FACTS, paperFacts } from '../../../src/scenarios/paper/facts.ts';
import type { ForegroundFact } from '../../../src/scenarios/paper/paper-plan.ts';
import type { FactSource } from '../../../src/scenarios/scenario.ts';
import { labelledInstances } from '../../../src/scene/scene.ts';
import { configOf, smallLibrary } from '../../support/compiled-shapes.ts';
import { cropOf, drawInstance, forEachPixel, type Mask, overlapOf } from '../../support/exact.ts';
import { makePlanner } from '../../support/paper.ts';

const BARE = {
  image: { width: 320, height: 320 }, background: { enabled: false }, occluders: { enabled: false },
  curriculum: { viewLevel: 0, inPlaneSteps: 8, levels: 4, diameter: [0.12, 0.08] },
};
const withClumps = (foreground: object, changes: object = {}) => configOf({ ...BARE, count: 12, foreground, ...changes });

const clumpsOf = (foreground: ForegroundFact[]): (number | null)[] => foreground.map(({ clump }) => clump!);

/** Counts of the objects of each clump. */
function sizesOf(clumps: (number | null)[]): number[] {
  const known = [...new Set(clumps)].filter((clump) => clump !== null);
  return known.map((clump) => clumps.filter((other) => other === clump).length);
}

test.for([
  { count: [1, 3], share: 0.5 },
  { count: [5, 5], share: 0.4 },
  { count: [25, 25], share: 0.6 },
] as const)('of images with $count objects a share of $share is in clumps', ({ count, share }) => {
  const planner = makePlanner(withClumps({ count, clumps: { share } }, { count: 300 }), smallLibrary());
  let objects = 0;
  let inClumps = 0;
  const counts = new Map<number, number>();
  for (let index = 0; index < 300; index++) {
    const { foreground, unplaced } = planner.plan(index, 0);
    const clumps = clumpsOf(foreground);
    for (const size of sizesOf(clumps)) counts.set(size, (counts.get(size) ?? 0) + 1);
    objects += clumps.length + unplaced;
    inClumps += clumps.filter((clump) => clump !== null).length;
  }
  expect(Math.abs(inClumps / objects / share - 1)).toBeLessThan(0.05);
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(count[1] > 3 ? [2, 3, 4, 5] : [2, 3]);
});

/** The pixels of a mask that have a neighbour outside it. */
function edgeOf(mask: Mask): [number, number][] {
  const has = (i: number, j: number) => i >= 0 && j >= 0 && i < mask.width && j < mask.height && mask.depth[j * mask.width + i] !== Infinity;
  const edge: [number, number][] = [];
  forEachPixel(mask, (x, y) => {
    const [i, j] = [x - mask.x0, y - mask.y0];
    if (!(has(i - 1, j) && has(i + 1, j) && has(i, j - 1) && has(i, j + 1))) edge.push([x, y]);
  });
  return edge;
}

/** Least distance between two pixels' centres. */
const distanceOf = (a: [number, number][], b: [number, number][]): number =>
  Math.sqrt(a.reduce((least, [x, y]) => b.reduce((less, [i, j]) => Math.min(less, (x - i) ** 2 + (y - j) ** 2), least), Infinity));

test.for([
  { gap: [0, 0], maxOverlap: 0.3, maxCrop: 0.5 },
  { gap: [1, 2], maxOverlap: 0.3, maxCrop: 0 },
  { gap: [0, 1], maxOverlap: 0, maxCrop: 0.5 },
] as const)('gap $gap: neighbours are so far apart, objects alone farther, limits of $maxOverlap and $maxCrop hold', ({ gap, maxOverlap, maxCrop }) => {
  const planner = makePlanner(withClumps({ count: [7, 7], maxOverlap, maxCrop, clumps: { share: 0.6, gap } }), smallLibrary());
  for (let index = 0; index < 12; index += 3) {
    // A later attempt may only be asked for where the first broke a limit; both must have the clumps.
    for (const attempt of [0, 1]) {
      const { scene, foreground } = planner.plan(index, attempt);
      const clumps = clumpsOf(foreground);
      const masks = labelledInstances(scene).map((instance) => drawInstance(scene, smallLibrary(), scene.instances[instance]!));
      const edges = masks.map(edgeOf);
      masks.forEach((mask, i) => {
        const away = edges.map((other, j) => (i === j ? Infinity : distanceOf(edges[i]!, other)));
        expect(cropOf(mask, scene)).toBeLessThanOrEqual(maxCrop);
        if (attempt > 0) for (const j of masks.keys()) if (j !== i) expect(overlapOf(mask, masks[j]!)).toBeLessThanOrEqual(maxOverlap);
        const others = away.filter((_, j) => clumps[i] === null || clumps[j] !== clumps[i]);
        expect(Math.min(...others)).toBeGreaterThan(gap[1] + 2);
        if (clumps[i] === null) return;
        // The centres of pixels are up to a pixel farther apart than the outlines. A later attempt adds a margin where nothing may overlap.
        expect(Math.min(...away)).toBeLessThanOrEqual(gap[1] + 2 + (maxOverlap === 0 ? 2 * attempt : 0));
        expect(Math.min(...away)).toBeGreaterThanOrEqual(gap[0] - 1);
      });
    }
  }
});

test('the record has the clump of each object, only with the key', () => {
  const facts = (foreground: object) => {
    const open = makePlanner(withClumps(foreground), smallLibrary());
    const plan = open.plan(0, 0);
    return paperFacts(plan, { measured: { uncoveredPx: 0 }, ids: [], modelNames: [] } as unknown as FactSource).instances!;
  };
  const clumps = facts({ count: [6, 6], clumps: { share: 1, size: [3, 3] } }).map(({ clump }) => clump);
  expect([0, 1].map((clump) => clumps.filter((other) => other === clump).length)).toEqual([3, 3]);
  expect(Object.keys(facts({ count: [6, 6] })[0]!)).toEqual(['entry', 'view', 'inPlane']);
  expect(Object.keys(PAPER_FACTS.instance)).toContain('clump');
});

test('clumps of every attempt have the same sizes', () => {
  const planner = makePlanner(withClumps({ count: [10, 10], clumps: { share: 0.5 } }), smallLibrary());
  const sizes = (index: number, attempt: number) => sizesOf(clumpsOf(planner.plan(index, attempt).foreground)).sort((a, b) => a - b);
  for (let index = 0; index < 12; index++) expect(sizes(index, 1)).toEqual(sizes(index, 0));
});

test.for([
  ['more objects than an image has', { count: [1, 10], clumps: { share: 0.5, size: [30, 40] } }, {}, /^plan: foreground\.clumps\.size asks for at least 30 objects and no image that was tried has more than \d+; wanted/],
  ['no room', { count: [5, 5], maxCrop: 0, clumps: { share: 0.5, size: [5, 5] } }, { curriculum: { ...BARE.curriculum, levels: 1, diameter: [0.95, 0.95] } }, /^plan: no image that was tried has room for a clump of 5 objects; wanted/],
] as const)('%s is refused', ([, foreground, changes, message]) => {
  const open = () => openPaper(withClumps(foreground, changes), smallLibrary());
  expect(open).toThrow(message);
  expect(open).toThrow(UserError);
});

test('the overview tells objects, boxes and touching ones of each level and of all', () => {
  const rows = openPaper(withClumps({ count: [10, 10], clumps: { share: 0.6 } }, { count: 80 }), smallLibrary()).overview();
  const [head, ...levels] = rows.filter(({ length }) => length > 1);
  expect(head!.slice(4)).toEqual(['images', 'objects', 'box px: 5 %', '50 %', '95 %', 'touching']);
  expect(levels.map(([level]) => level)).toEqual([0, 1, 2, 3, 'all']);
  for (const row of levels) {
    expect(row).toHaveLength(head!.length);
    const [p5, p50, p95] = row.slice(6, 9).map(Number) as [number, number, number];
    expect(p5 < p50 && p50 < p95).toBe(true);
    expect(p95).toBeLessThan(0.12 * 320 * 1.1);
    expect(row[5]).toBe('10');
    expect(Math.abs(parseFloat(String(row[9])) - 60)).toBeLessThan(15);
  }
  expect(Math.abs(parseFloat(String(levels.at(-1)![9])) - 60)).toBeLessThan(5);
  const random = openPaper(withClumps({ count: [3, 3] }, { curriculum: { ...BARE.curriculum, strategy: 'random' } }), smallLibrary()).overview();
  expect(random.slice(0, 2).map(([first]) => first)).toEqual(['images', 12]);
  const empty = openPaper(withClumps({ enabled: false }), smallLibrary()).overview();
  expect(empty.at(-3)!.slice(5)).toEqual(['0', '', '', '', '']);
});
