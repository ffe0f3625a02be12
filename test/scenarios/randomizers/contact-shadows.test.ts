/** Checks how contact shadows are drawn: each value is uniform over its range, one look for an image, in the shapes of the things. */
import { expect, test } from 'vitest';
import type { OutlineRectangle } from '../../../src/geometry/boxes.ts';
import { drawContactShadows, type Standing } from '../../../src/scenarios/randomizers/contact-shadows.ts';
import { SurfaceSchema } from '../../../src/scenarios/randomizers/surface.ts';
import { Random } from '../../../src/scene/random.ts';
import { MOST_SHADOWS } from '../../../src/scene/scene.ts';
import { expectUniform } from '../../support/distribution.ts';

const randomOf = (index: number) => new Random(3, index, 0, 1);
/** A thing whose outline is a rectangle, as high as its larger side but for `heightPx`. */
const box = (a: number, b: number, changes: Partial<OutlineRectangle> = {}, heightPx = 2 * Math.max(a, b)): Standing =>
  ({ outline: { xPx: 50, yPx: 60, halfPx: [a, b], angleRad: 0.4, areaPx: 4 * a * b, ...changes }, heightPx });
const draw = (labelled: Standing[], others: Standing[] = [], index = 0) => drawContactShadows([0.2, 0.6], labelled, others, randomOf(index));

test('every value of a look is uniform over its range, and none hangs on another', () => {
  const looks = Array.from({ length: 4000 }, (_, index) => draw([box(5, 5)], [], index).look);
  const values = {
    darkness: looks.map(({ darkness }) => (darkness - 0.2) / 0.4), softness: looks.map(({ softness }) => (softness - 0.15) / 0.75),
    direction: looks.map(({ offset }) => offset.angleRad / (2 * Math.PI)), offset: looks.map(({ offset }) => offset.amount / 0.15), growth: looks.map(({ growth }) => growth / 0.04),
  };
  const all = Object.entries(values);
  for (const [name, list] of all) expectUniform(list, [0, 1], name);
  for (const [i, [name, list]] of all.entries()) {
    for (const [other, second] of all.slice(i + 1)) {
      const covariance = list.reduce((sum, value, k) => sum + (value - 0.5) * (second[k]! - 0.5), 0) / list.length;
      expect(Math.abs(12 * covariance), `${name} and ${other}`).toBeLessThan(0.06);
    }
  }
});

test('shadows lie around their things, shifted and grown as the look says', () => {
  const { look, shadows: [shadow] } = draw([box(8, 2)]);
  const sizePx = 8;
  const growthPx = look.growth * sizePx;
  expect(shadow).toEqual({
    xPx: expect.closeTo(50 + look.offset.amount * sizePx * Math.cos(look.offset.angleRad), 9) as number,
    yPx: expect.closeTo(60 + look.offset.amount * sizePx * Math.sin(look.offset.angleRad), 9) as number,
    halfPx: [8 + growthPx, 2 + growthPx], angleRad: 0.4, roundPx: growthPx, softPx: look.softness * sizePx, darkness: look.darkness,
  });
});

test('what an outline misses of its rectangle is in the round corners: a disc has a disc', () => {
  const { look, shadows: [disc, rounded, star] } = draw([
    box(10, 10, { areaPx: Math.PI * 100 }), box(10, 10, { areaPx: 400 - (4 - Math.PI) * 9 }), box(10, 10, { areaPx: 100 }),
  ]);
  const growthPx = look.growth * 20;
  expect([disc, rounded, star].map((shadow) => shadow!.roundPx - growthPx)).toEqual([10, 3, 10].map((px) => expect.closeTo(px, 9) as unknown));
});

test('large things have edges as soft as the labelled objects\' mean, small ones softer in proportion, and very large ones none', () => {
  const { look, shadows } = draw([box(10, 10), box(30, 30)], [box(2, 2), box(80, 70), box(81, 80)]);
  expect(shadows.map(({ softPx }) => softPx / look.softness)).toEqual([20, 40, 4, 40].map((px) => expect.closeTo(px, 9) as unknown));
  // Without labelled objects the others are the measure.
  expect(draw([], [box(10, 10)]).shadows[0]!.softPx).toBeCloseTo(20 * look.softness, 9);
  expect(draw([]).shadows).toEqual([]);
});

test('flat things have narrow shadows, and those narrower than a pixel are faint: a card that lies on the table has next to none', () => {
  const { look, shadows: [cube, tile, card] } = draw([box(10, 10)], [box(10, 10, {}, 5), box(10, 10, {}, 0.1), box(10, 10, {}, 0)]);
  expect([cube!.softPx, tile!.softPx, card!.softPx]).toEqual([20, 5, 0.1].map((px) => expect.closeTo(px * look.softness, 9) as unknown));
  expect([cube!.halfPx[0], tile!.halfPx[0]]).toEqual([20, 5].map((px) => expect.closeTo(10 + look.growth * px, 9) as unknown));
  expect(Math.hypot(tile!.xPx - 50, tile!.yPx - 60)).toBeCloseTo(look.offset.amount * 5, 9);
  expect([cube!.darkness, card!.darkness]).toEqual([look.darkness, expect.closeTo(look.darkness * 0.1 * look.softness, 9)]);
  expect(draw([box(10, 10)], [box(10, 10, {}, 0)]).shadows).toHaveLength(1);
});

test('one look for an image, whatever stands in it; beyond the most, labelled objects keep theirs', () => {
  const many = Array.from({ length: 100 }, (_, i) => box(5 + (i % 3), 5, { xPx: i }));
  const { look, shadows } = draw(many, many.map((_, i) => box(5 + (i % 3), 5, { xPx: i + 1000 })));
  expect(look).toEqual(draw([box(9, 9)]).look);
  expect(shadows).toHaveLength(MOST_SHADOWS);
  expect(shadows.filter(({ xPx }) => xPx < 500)).toHaveLength(100);
});

test('the key is a range of shares, and absent by default', () => {
  expect(SurfaceSchema.parse({})).not.toHaveProperty('shadows');
  expect(SurfaceSchema.parse({ shadows: [0, 1] }).shadows).toEqual([0, 1]);
  for (const shadows of [[0.5, 0.2], [0, 1.1], [-0.1, 0], 0.5]) expect(SurfaceSchema.safeParse({ shadows }).success).toBe(false);
});
