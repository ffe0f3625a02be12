/** Checks how often each kind of background is chosen, and that a plan with another kind is otherwise the same. */
import { expect, test } from 'vitest';
import { UserError } from '../../../src/config/errors.ts';
import { BACKGROUND_KINDS, BackgroundKindSchema, chooseBackgroundKind, mayBe } from '../../../src/scenarios/randomizers/background-kind.ts';
import { streamsOf } from '../../../src/scene/random.ts';
import type { ScenePlan } from '../../../src/scene/scene.ts';
import { configOf, smallLibrary } from '../../support/compiled-shapes.ts';
import { expectShares } from '../../support/distribution.ts';
import { makePlanner } from '../../support/paper.ts';

test.each([[[1, 1, 0]], [[1, 2, 5]], [[0, 0.1, 0.3]], [[0.5, 0, 0]]])('kinds are chosen by their weights %j', (weights) => {
  const kinds = BACKGROUND_KINDS.map((kind, i) => ({ kind, weight: weights[i]! }));
  const chosen = Array.from({ length: 5000 }, (_, index) => chooseBackgroundKind(kinds, streamsOf(3, index, 0)('backgroundKind')));
  expectShares(BACKGROUND_KINDS.map((kind) => chosen.filter((one) => one === kind).length), weights, JSON.stringify(weights));
  expect(BACKGROUND_KINDS.map((kind) => mayBe(kinds, kind))).toEqual(weights.map((weight) => weight > 0));
});

test('weights that sum to 0, and a negative one, are refused', () => {
  expect(BackgroundKindSchema.safeParse([{ kind: 'clutter', weight: 0 }]).error?.message).toContain('the weights sum to 0');
  expect(BackgroundKindSchema.safeParse([{ kind: 'clutter', weight: -1 }, { kind: 'surface', weight: 2 }]).success).toBe(false);
});

const SMALL = { curriculum: { viewLevel: 0, inPlaneSteps: 8, levels: 4 }, image: { width: 121, height: 91 }, count: 12, foreground: { fill: 0.3 } };
const planner = (background: object, more: object = {}) => makePlanner(configOf({ ...SMALL, ...more, background }), smallLibrary());
const HALVES = { kind: [{ kind: 'clutter', weight: 1 }, { kind: 'surface', weight: 1 }] };

test('an image has the same kind in every attempt, which has a surface of its own', () => {
  const half = planner(HALVES);
  const kinds = Array.from({ length: 12 }, (_, index) => [0, 1, 5].map((attempt) => half.plan(index, attempt).background.kind));
  for (const [first, ...later] of kinds) expect(later).toEqual([first, first]);
  expect(new Set(kinds.map(([first]) => first))).toEqual(new Set(['clutter', 'surface']));
  const surface = kinds.findIndex(([first]) => first === 'surface');
  expect(half.plan(surface, 0).scene.backdrop).not.toEqual(half.plan(surface, 1).scene.backdrop);
});

test('the kind of the background changes nothing but what is behind the objects', () => {
  const [clutter, surface, half, dark] = [planner({}), planner({ kind: 'surface' }), planner(HALVES), planner({ enabled: false, kind: 'surface' })];
  // Occluders are put in front at depths that depend on nothing behind, and so is the near plane.
  const withoutBackground = ({ scene: { backdrop: _, instances, ...scene }, ...plan }: ScenePlan) => ({
    ...plan, background: null, occluders: null, scene: { ...scene, instances: instances.filter(({ layer }) => layer !== 'background') },
  });
  for (const index of [0, 3, 7]) {
    const wanted = clutter.plan(index, 1);
    for (const other of [surface, half, dark]) expect(withoutBackground(other.plan(index, 1))).toEqual(withoutBackground(wanted));
    const plain = surface.plan(index, 1);
    expect(plain.scene.instances.some(({ layer }) => layer === 'background')).toBe(false);
    expect([plain.scene.backdrop?.kind, plain.background.kind, plain.background.objects]).toEqual(['surface', 'surface', 0]);
    expect([wanted.scene.backdrop, 'kind' in wanted.background]).toEqual([undefined, false]);
    expect([dark.plan(index, 1).scene.backdrop, dark.plan(index, 1).background]).toEqual([undefined, { ...wanted.background, objects: 0 }]);
    const mixed = half.plan(index, 1);
    expect(mixed.scene.instances).toEqual((mixed.background.kind === 'clutter' ? wanted : plain).scene.instances);
    expect(mixed.scene.backdrop).toEqual(mixed.background.kind === 'clutter' ? undefined : plain.scene.backdrop);
  }
});

test('a shard has clutter models only where an image may show them', () => {
  const all = smallLibrary().models.map((_, model) => model);
  const off = { occluders: { enabled: false } };
  expect(planner({ kind: 'surface' }).modelsOf(0)).toEqual(all);
  expect(planner(HALVES, off).modelsOf(0)).toEqual(all);
  expect(planner({ kind: 'surface' }, off).modelsOf(0)).toEqual(all.slice(0, smallLibrary().foregroundCount));
});

test('clutter without models, and photos without a folder, are wrong input in one sentence', () => {
  const { models, foregroundCount, ...rest } = smallLibrary();
  const bare = { ...rest, foregroundCount, models: models.slice(0, foregroundCount) };
  const open = (background: object, occluders: object = {}) => () => makePlanner(configOf({ ...SMALL, assets: { foreground: 'f' }, background, occluders }), bare);
  for (const background of [{}, HALVES, { kind: 'surface' }, { enabled: false }]) {
    expect(open(background)).toThrow(UserError);
    expect(open(background)).toThrow('plan: assets.background is missing');
  }
  const none = { enabled: false };
  expect(open({}, none)).toThrow('plan: assets.background is missing');
  open({ kind: 'surface' }, none)();
  open({ enabled: false }, none)();
  open({ kind: [{ kind: 'clutter', weight: 0 }, { kind: 'surface', weight: 1 }] }, none)();
  for (const kind of ['photos', [{ kind: 'surface', weight: 1 }, { kind: 'photos', weight: 1 }]]) {
    expect(open({ kind }, none)).toThrow(new UserError('plan: background.kind asks for photos, and assets.photos has none; wanted a folder of images'));
  }
});
