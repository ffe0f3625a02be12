/** Checks how surfaces are drawn: each value is uniform over its range, and sizes grow with the image. */
import { expect, test } from 'vitest';
import { drawSurface, linearFromHsv, SurfaceSchema } from '../../../src/scenarios/randomizers/surface.ts';
import { Random } from '../../../src/scene/random.ts';
import { MOST_SEAMS, type SurfaceBackdrop } from '../../../src/scene/scene.ts';
import { expectShares, expectUniform } from '../../support/distribution.ts';
import { encode } from '../../reference/shade.ts';

const OPTIONS = SurfaceSchema.parse({
  hue: [0.2, 0.6], saturation: [0.1, 0.9], value: [0.3, 0.8], gradient: [0.1, 0.9], grain: [0, 0.5], folds: [0.2, 1], seams: [1, MOST_SEAMS],
});
const SIZE = { widthPx: 640, heightPx: 480 };
const COUNT = 4000;
const surfaces = Array.from({ length: COUNT }, (_, index) => drawSurface(OPTIONS, SIZE, new Random(3, index, 0, 1)));
const TURN = [0, 2 * Math.PI] as const;

/** Hue in turns, saturation and value of the sRGB codes of a colour. */
function hsvOf(colorLinear: readonly number[]): [number, number, number] {
  const [r, g, b] = colorLinear.map(encode) as [number, number, number];
  const value = Math.max(r, g, b);
  const chroma = value - Math.min(r, g, b);
  const sextants = value === r ? (g - b) / chroma : value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  return [(((sextants / 6) % 1) + 1) % 1, chroma / value, value];
}

const logShare = (part: (surface: SurfaceBackdrop) => number) => surfaces.map((surface) => Math.log(part(surface) / SIZE.widthPx));

test('colours are uniform in the HSV of their sRGB codes', () => {
  const hsv = surfaces.map(({ colorLinear }) => hsvOf(colorLinear));
  ([['hue', OPTIONS.hue], ['saturation', OPTIONS.saturation], ['value', OPTIONS.value]] as const).forEach(([name, range], k) => expectUniform(hsv.map((one) => one[k]!), range, name));
});

test('amounts, directions and the logarithms of sizes are uniform', () => {
  expectUniform(surfaces.map(({ gradient }) => gradient.amount), OPTIONS.gradient, 'gradient');
  expectUniform(surfaces.map(({ grain }) => grain.amount), OPTIONS.grain, 'grain');
  expectUniform(surfaces.map(({ folds }) => folds.amount), OPTIONS.folds, 'folds');
  expectUniform(surfaces.map(({ gradient }) => gradient.angleRad), TURN, 'direction of gradients');
  expectUniform(surfaces.map(({ folds }) => folds.angleRad), TURN, 'direction of folds');
  expectUniform(logShare(({ grain }) => grain.sizePx), [Math.log(0.0015), Math.log(0.008)], 'size of grains');
  expectUniform(logShare(({ folds }) => folds.sizePx), [Math.log(0.08), Math.log(0.4)], 'size of folds');
  expectUniform(surfaces.map(({ key }) => key / 2 ** 32), [0, 1], 'key');
});

test('each number of seams comes equally often, and every second seam is a step', () => {
  expectShares([1, 2, 3, 4].map((count) => surfaces.filter(({ seams }) => seams.length === count).length), [1, 1, 1, 1], 'counts');
  const first = surfaces.map(({ seams }) => seams[0]!);
  expectShares([first.filter(({ step }) => step === 0).length, first.filter(({ step }) => step > 0).length], [1, 1], 'steps');
  expectUniform(first.map(({ angleRad }) => angleRad % (2 * Math.PI)), TURN, 'direction');
  expectUniform(first.map(({ offsetPx }) => offsetPx), [-240, 240], 'offset');
  expectUniform(first.map(({ darkness }) => darkness), [0.05, 0.6], 'darkness');
  expectUniform(first.flatMap(({ step }) => (step > 0 ? [step] : [])), [0.05, 0.4], 'step');
  expectUniform(first.map(({ widthPx }) => Math.log(widthPx / SIZE.widthPx)), [Math.log(0.002), Math.log(0.02)], 'width');
  for (const { seams } of surfaces) for (const { angleRad } of seams) expect(Math.abs(Math.sin(2 * (angleRad - seams[0]!.angleRad)))).toBeLessThan(1e-9);
});

test('another range changes its own value alone, and an image twice as large has patterns twice as large', () => {
  const draw = (changes: object, size = SIZE) => drawSurface({ ...OPTIONS, ...changes }, size, new Random(3, 9, 0, 1));
  const plain = draw({});
  expect(draw({ gradient: [0, 0] })).toEqual({ ...plain, gradient: { ...plain.gradient, amount: 0 } });
  expect(draw({ hue: [0.9, 0.9] })).toEqual({ ...plain, colorLinear: expect.anything() as unknown });
  expect(draw({ seams: [0, 0] })).toEqual({ ...plain, seams: [] });
  const large = draw({}, { widthPx: 1280, heightPx: 960 });
  expect(large.folds.sizePx).toBeCloseTo(2 * plain.folds.sizePx, 9);
  expect(large.seams.map(({ offsetPx }) => offsetPx)).toEqual(plain.seams.map(({ offsetPx }) => expect.closeTo(2 * offsetPx, 9) as unknown));
});

test('hues go from red over green to blue, and saturation 0 is grey', () => {
  expect([0, 1 / 3, 2 / 3, 1].map((hue) => linearFromHsv(hue, 1, 1).map((c) => Math.round(c)))).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]);
  expect(linearFromHsv(0.3, 0, 1)).toEqual([1, 1, 1]);
});
