/** Checks records against numbers computed by hand, and the rules that hold for every image. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { foregroundIds } from '../../src/labels/ids.ts';
import { ALL_LABELS, type Labels, LabelsSchema } from '../../src/labels/labels.ts';
import type { MeasuredImage } from '../../src/scene/measured.ts';
import { buildRecord, type ImageRecord, recordJson, recordJsonSchema, type RecordOptions } from '../../src/labels/record.ts';
import { PAPER_FACTS, paperFacts } from '../../src/scenarios/paper/facts.ts';
import type { BackgroundKind } from '../../src/scenarios/randomizers/background-kind.ts';
import type { ShadowLook } from '../../src/scenarios/randomizers/contact-shadows.ts';
import type { PaperPlan } from '../../src/scenarios/paper/paper-plan.ts';
import type { PaperRecord } from '../support/paper.ts';
import { decodeRleString } from '../../src/labels/coco-rle.ts';
import type { Backdrop, SurfaceBackdrop } from '../../src/scene/scene.ts';
import { counts, library, planOf } from '../support/small-scene.ts';

const measured: MeasuredImage = {
  instances: [counts(60, 10, 20, 10), counts(0, 0, 40, 0), counts(8, 0, 0, 0)],
  overlaps: [{ a: 0, b: 1, sharedPx: 10 }, { a: 0, b: 2, sharedPx: 2 }, { a: 1, b: 2, sharedPx: 0 }],
  uncoveredPx: 3,
};

const LABELS: Labels = LabelsSchema.parse(undefined);
const factsOf = (plan: PaperPlan, of: MeasuredImage, models = library.models) => paperFacts(plan, { measured: of, ids: foregroundIds(of), modelNames: models.map(({ name }) => name) });

/** With the paper's facts. */
const recordOf = (plan: PaperPlan, of: MeasuredImage, options: RecordOptions = {}, from = library): PaperRecord =>
  buildRecord(plan, from, of, { facts: factsOf(plan, of, from.models), ...options }) as PaperRecord;

test('a record, number by number', () => {
  const record = recordOf(planOf(3), measured);
  const box3d = { center: [0, 0.7, 2], size: [0.8, 1.2, 1.6], rotation: [Math.SQRT1_2, 0, 0, Math.SQRT1_2] };
  expect(record).toMatchObject({
    key: '000000017', index: 17, width: 100, height: 80, attempt: 1,
    camera: { fx: 90, fy: 91, cx: 50, cy: 40 },
    schedule: { epoch: 0, level: 3, unplaced: [9] },
    overlaps: [[1, 2, 0.25], [1, 3, 0.25]],
    background: { objects: 1, uncovered: 3, areaRatio: [0.95, 1.3], meanForegroundArea: 432.5 },
    occluders: [{ model: 'rock', target: 1, coverage: 0.2 }],
    lights: [{ direction: [0, 0, 1], intensity: 0.8, color: [1, 0.5, 1] }],
    ambient: 0.3, post: { noiseSigma: 0.01, blurKernel: 3, blurSigma: 0.6 },
  });
  expect(record.instances.map((i) => [i.id, i.model, i.category, i.categoryId, i.entry])).toEqual([[1, 'apple', 'fruit', 1, 1200], [2, 'apple', 'fruit', 1, 1202]]);
  expect(record.hidden.map((i) => [i.id, i.model, i.category, i.categoryId, i.bbox])).toEqual([[3, 'mug', 'mug', 2, [0, 0, 0, 0]]]);
  expect(record.instances[0]).toMatchObject({
    bbox: [1, 2, 60, 1], bboxAmodal: [1, 2, 90, 1], bboxFull: [1, 2, 100, 1],
    area: 60, areaAmodal: 90, areaFull: 100, visibility: 0.6, inFrame: 0.9,
    occludedBy: { frame: 0.1, foreground: 0.1, occluder: 0.2 },
    box3d: { size: box3d.size, rotation: box3d.rotation }, view: 4, inPlane: 5,
  });
  record.instances[0]!.box3d.center.forEach((value, axis) => expect(value).toBeCloseTo(box3d.center[axis]!, 12));
});

const CROP = { picture: 1, crop: [3, 4, 50, 40] as [number, number, number, number], flip: true };
const PICTURES = ['a.jpg', 'sub/b.png'].map((name) => ({ name, path: `/photos/${name}`, use: 'photo' as const, sha256: '', widthPx: 90, heightPx: 80 }));

test('what was drawn behind the objects is in the record where the config asks for a kind', () => {
  const surface: SurfaceBackdrop = {
    kind: 'surface', colorLinear: [0.1, 0.2, 0.3], gradient: { angleRad: 1, amount: 0.2 }, grain: { amount: 0.01, sizePx: 2 }, folds: { amount: 0.1, sizePx: 50, angleRad: 2 },
    seams: [{ angleRad: 1, offsetPx: 2, widthPx: 3, darkness: 0.4, step: 0 }], key: 9,
  };
  const background = (kind: BackgroundKind | undefined, backdrop?: Backdrop, shadows?: ShadowLook) => {
    const plan = planOf(3);
    if (shadows) plan.background.shadows = shadows;
    if (kind) plan.background.kind = kind;
    if (backdrop) plan.scene.backdrop = backdrop;
    const { background } = paperFacts(plan, { measured, ids: foregroundIds(measured), modelNames: [] }, PICTURES).content as { background: Record<string, unknown> };
    return background;
  };
  const plain = { objects: 1, uncovered: 3, areaRatio: [0.95, 1.3], meanForegroundArea: 432.5 };
  expect(background(undefined)).toEqual(plain);
  expect(background('clutter')).toEqual({ kind: 'clutter', ...plain });
  const { kind: _, ...drawn } = surface;
  expect(background('surface', surface)).toEqual({ kind: 'surface', ...plain, surface: drawn });
  const look = { darkness: 0.3, softness: 0.2, offset: { angleRad: 1, amount: 0.1 }, growth: 0.01 };
  const shadows = [{ xPx: 1, yPx: 2, halfPx: [3, 4] as [number, number], angleRad: 1, roundPx: 1, softPx: 2, darkness: 0.3 }];
  expect(background('surface', { ...surface, shadows }, look)).toEqual({ kind: 'surface', ...plain, surface: { ...drawn, shadows: look } });
  const named = { name: 'sub/b.png', crop: [3, 4, 50, 40], flip: true };
  expect(background('surface', { ...surface, texture: CROP })).toEqual({ kind: 'surface', ...plain, surface: { ...drawn, texture: named } });
  expect(background('photos', { kind: 'photo', ...CROP })).toEqual({ kind: 'photos', ...plain, photo: named });
  for (const backdrop of [surface, { ...surface, texture: CROP }, { kind: 'photo', ...CROP } as const]) expect(z.object({ background: PAPER_FACTS.content.background! }).safeParse({ background: background('surface', backdrop, look) }).success).toBe(true);
});

test('keys stand in the order of the format', () => {
  const record = recordOf(planOf(3), measured);
  expect(Object.keys(record)).toEqual(['key', 'index', 'width', 'height', 'attempt', 'camera', 'schedule', 'instances', 'hidden', 'overlaps', 'background', 'occluders', 'lights', 'ambient', 'post']);
  expect(Object.keys(record.instances[0]!)).toEqual(['id', 'model', 'category', 'categoryId', 'bbox', 'bboxAmodal', 'bboxFull', 'area', 'areaAmodal', 'areaFull', 'visibility', 'inFrame', 'occludedBy', 'pose', 'box3d', 'entry', 'view', 'inPlane']);
});

test('the record of a labelled instance has the changes of its material, where there are some', () => {
  const plan = planOf(3);
  Object.assign(plan.scene.instances[1]!, { hue: 0.1, saturation: 1.5, value: 0.5, roughness: 2 });
  const { instances, hidden } = recordOf(plan, measured);
  const of = (planned: number) => [...instances, ...hidden].find(({ entry }) => entry === plan.foreground[planned]!.entry)!;
  expect(of(1).material).toEqual({ hue: 0.1, saturation: 1.5, value: 0.5, roughness: 2 });
  expect('material' in of(0)).toBe(false);
});

test('without a scenario\'s facts a record has what every scene has', () => {
  const record = buildRecord(planOf(3), library, measured);
  expect(Object.keys(record)).toEqual(['key', 'index', 'width', 'height', 'attempt', 'camera', 'instances', 'hidden', 'overlaps', 'background', 'lights', 'ambient', 'post']);
  expect(record.background).toEqual({ objects: 1, uncovered: 3 });
});

test('the least bad image says so', () => {
  expect(buildRecord(planOf(3), library, measured, { leastBad: true }).leastBad).toBe(true);
  expect('leastBad' in buildRecord(planOf(3), library, measured)).toBe(false);
});

test('the published schema has the keys of a record with every label, of a plan with counts and boxes', () => {
  const schema = recordJsonSchema(PAPER_FACTS) as { properties: Record<string, { items?: { properties: object } }> };
  const of = { ...measured, runs: { positions: new Uint32Array(0), ends: [0, 0, 0] }, amodalRuns: { positions: new Uint32Array(0), ends: [0, 0, 0] }, occlusion: new Uint32Array(15), keypoints: [] };
  const plan = planOf(3);
  Object.assign(plan.scene.instances[0]!, { saturation: 1.5, value: 0.5, roughness: 2 });
  const planned = { ...plan, count: 3, distractors: [], foreground: plan.foreground.map((fact) => ({ ...fact, boxPx: 20, clump: null })) };
  const record = recordOf(planned, of, { labels: { ...ALL_LABELS, box: { square: true, scale: 1.2 }, minArea: 1000 }, leastBad: true });
  expect(Object.keys(schema.properties)).toEqual(Object.keys(record));
  expect(Object.keys(schema.properties.instances!.items!.properties)).toEqual(Object.keys(record.instances[0]!));
});

test('an image without an object, and an object without a pixel', () => {
  expect(buildRecord(planOf(0), library, { instances: [], overlaps: [], uncoveredPx: 0 })).toMatchObject({ instances: [], hidden: [], overlaps: [] });
  const record = buildRecord(planOf(1), library, { instances: [counts(0, 0, 0, 0)], overlaps: [], uncoveredPx: 0 });
  expect(record.hidden[0]).toMatchObject({ id: 1, visibility: 0, inFrame: 0, occludedBy: { frame: 0, foreground: 0, occluder: 0 } });
});

const pixels = fc.nat(2048 * 2048);
test('as printed, shares add up to 1, are 0 only where a count is 0, and ids have no gaps', () => {
  fc.assert(fc.property(fc.array(fc.tuple(pixels, pixels, pixels, pixels), { maxLength: 6 }), (rows) => {
    const instances = rows.map((row) => counts(...row));
    const record = JSON.parse(recordJson(buildRecord(planOf(rows.length), library, { instances, overlaps: [], uncoveredPx: 0 }))) as ImageRecord;
    expect([...record.instances, ...record.hidden].map(({ id }) => id)).toEqual(rows.map((_, i) => i + 1));
    for (const { visibility, inFrame, occludedBy, area, areaAmodal, areaFull } of [...record.instances, ...record.hidden]) {
      const { frame, foreground, occluder } = occludedBy;
      expect(Math.abs(visibility + frame + foreground + occluder - (areaFull > 0 ? 1 : 0))).toBeLessThan(1e-8);
      expect(visibility > 0).toBe(area > 0);
      expect(frame > 0).toBe(areaAmodal < areaFull);
      expect(foreground + occluder > 0).toBe(area < areaAmodal);
      expect(Math.abs(inFrame + frame - (areaFull > 0 ? 1 : 0))).toBeLessThan(1e-8);
    }
  }));
});

test('labels that were measured stand at the end: masks, what hides what, keypoints', () => {
  const plan = planOf(3);
  const list = (...ends: number[]) => ({ positions: Uint32Array.from([0, 3, 80, 81, 81, 90]), ends });
  // Rows of the hidden ones: three labelled instances, one occluder, the background.
  const occlusion = Uint32Array.from([0, 0, 10, 20, 0, 30, 0, 10, 0, 5, 0, 0, 0, 0, 0]);
  const points = { ...library, models: library.models.map((model, i) => ({ ...model, ...(i === 0 ? { keypoints: [{ name: 'stem', at: [0, 0, 0] as [number, number, number] }, { name: 'back', at: [0, 0, -1] as [number, number, number] }] } : {}) })) };
  const record = recordOf(plan, { ...measured, runs: list(2, 2, 6), amodalRuns: list(0, 2, 6), occlusion, keypoints: ['visible', 'outside', 'hidden', 'outside'] }, { labels: ALL_LABELS }, points);
  expect(record.instances.map(({ rle }) => decodeRleString(rle!.counts))).toEqual([[0, 3, 7997], [80, 10, 7910]]);
  expect(record.instances[0]!.rle!.size).toEqual([80, 100]);
  expect([decodeRleString(record.hidden[0]!.rle!.counts), decodeRleString(record.hidden[0]!.amodalRle!.counts)]).toEqual([[8000], [0, 3, 7997]]);
  // Ids are 1, 3 and 2.
  expect(record.instances.map(({ hiddenBy }) => hiddenBy)).toEqual([[{ id: 2, share: 0.1 }, { occluder: 0, share: 0.2 }], []]);
  expect(record.hidden[0]!.hiddenBy).toEqual([{ id: 1, share: 0.75 }, { id: 2, share: 0.25 }, { layer: 'background', share: 0.125 }]);
  expect(record.instances[0]!.keypoints).toEqual([{ name: 'stem', x: 50, y: 40 + 91 * 0.5 / 2, state: 'visible' }, { name: 'back', x: 0, y: 0, state: 'outside' }]);
  expect(record.instances[1]!.keypoints!.map(({ state }) => state)).toEqual(['hidden', 'outside']);
  expect(record.hidden[0]!.keypoints).toEqual([]);
  plan.occluders = [];
  expect(recordOf(plan, { ...measured, occlusion }, { labels: { ...LABELS, occlusionPairs: true } }).instances[0]!.hiddenBy).toContainEqual({ instance: 4, share: 0.2 });
});

test('what is below a limit is marked: of its class, else the default', () => {
  const marks = (limits: Pick<Labels, 'minVisibility' | 'minArea'>) => recordOf(planOf(3), measured, { labels: { ...LABELS, ...limits } }).instances.map(({ ignore }) => ignore);
  expect(marks({ minVisibility: 0.6, minArea: 8 })).toEqual([undefined, undefined]);
  expect(marks({ minVisibility: 0.7, minArea: 0 })).toEqual([true, undefined]);
  expect(marks({ minVisibility: 0, minArea: 9 })).toEqual([undefined, true]);
  expect(marks({ minVisibility: 0, minArea: { default: 61, fruit: 8 } })).toEqual([undefined, undefined]);
  expect(marks({ minVisibility: 0, minArea: { default: 61, mug: 8 } })).toEqual([true, true]);
  expect(marks({ minVisibility: 0, minArea: { mug: 100 } })).toEqual([undefined, undefined]);
});

test('a pose has the symmetries of its model, and no key where there are none', () => {
  const symmetries = [{ axis: [0, 1, 0] as [number, number, number], fold: 4, offset: [0, 0, 0] as [number, number, number] }];
  const shown = planOf(3).scene.instances[0]!.model;
  const from = { ...library, models: library.models.map((model, i) => (i === shown ? { ...model, symmetries } : model)) };
  const all = (record: ImageRecord) => [...record.instances, ...record.hidden];
  const poses = all(recordOf(planOf(3), measured, {}, from)).map(({ model, pose }) => [model === library.models[shown]!.name, pose.symmetries]);
  expect(poses.some(([isShown]) => isShown) && poses.every(([isShown, told]) => (isShown ? JSON.stringify(told) === JSON.stringify(symmetries) : told === undefined))).toBe(true);
  for (const { pose } of all(recordOf(planOf(3), measured))) expect(Object.keys(pose)).toEqual(['rotation', 'translation', 'scale']);
});
