/** Checks the functions of mathematics against those of the engine, and against values known exactly. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as own from '../../src/geometry/math.ts';

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** Doubles in their order, as whole numbers; both zeros are 0. */
function rank(x: number): bigint {
  double[0] = x;
  return bits[0]! < 0n ? -(bits[0]! & 0x7fffffffffffffffn) : bits[0]!;
}

/** How many doubles a and b are apart; Infinity where only one is a number, or where zeros differ in sign. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b) || (a === 0 && b === 0)) return Infinity;
  return Math.abs(Number(rank(a) - rank(b)));
}

const SPECIAL = [
  0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, NaN, Infinity, -Infinity, 5e-324, -5e-324, 2 ** -1022, 1e-310, 1e-9, -1e-9, 0.99, 1 - 2 ** -53, 1 + 2 ** -52,
  Math.PI, -Math.PI, Math.PI / 2, -Math.PI / 2, Math.PI / 4, 3 * Math.PI / 4, Math.LN2, Math.LN2 / 2, 709.78, 710, -745, -746, 1024, -1074, -1075,
];
const LARGE = [1e300, -1e300, 1e16, 9007199254740993, Number.MAX_VALUE];

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const angle = fc.oneof(between(-8, 8), between(-1000, 1000), between(-8e5, 8e5));
const any = fc.double();

const ONE: [name: 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'exp' | 'log', argument: fc.Arbitrary<number>, most: number, special: number[]][] = [
  ['sin', angle, 1, SPECIAL],
  ['cos', angle, 1, SPECIAL],
  ['tan', angle, 2, SPECIAL],
  ['asin', between(-1, 1), 1, [...SPECIAL, ...LARGE]],
  ['acos', between(-1, 1), 1, [...SPECIAL, ...LARGE]],
  ['atan', fc.oneof(between(-8, 8), any), 1, [...SPECIAL, ...LARGE]],
  ['exp', fc.oneof(between(-1, 1), between(-750, 720), any), 1, [...SPECIAL, ...LARGE]],
  ['log', fc.oneof(between(0.5, 2), between(0, 1e6), any), 1, [...SPECIAL, ...LARGE]],
];
const TWO: [name: 'atan2' | 'pow', arguments: fc.Arbitrary<[number, number]>, most: number][] = [
  ['atan2', fc.oneof(fc.tuple(between(-8, 8), between(-8, 8)), fc.tuple(any, any)), 1],
  ['pow', fc.oneof(fc.tuple(between(0, 2), between(-4, 4)), fc.tuple(between(0, 1000), between(-100, 100)), fc.tuple(between(-9, 9), fc.integer({ min: -300, max: 300 })), fc.tuple(any, any)), 2],
];
const RUNS = { numRuns: 20_000, seed: 1 };

describe('within an ulp of the engine, two for tan and pow', () => {
  test.each(ONE)('%s', (name, argument, most, special) => {
    for (const x of special) expect(ulps(own[name](x), Math[name](x)), `${name}(${x})`).toBeLessThanOrEqual(most);
    fc.assert(fc.property(argument, (x) => ulps(own[name](x), Math[name](x)) <= most), RUNS);
  });

  test.each(TWO)('%s', (name, pair, most) => {
    const values = [...SPECIAL, ...LARGE];
    for (const x of values) for (const y of values) expect(ulps(own[name](x, y), Math[name](x, y)), `${name}(${x}, ${y})`).toBeLessThanOrEqual(most);
    fc.assert(fc.property(pair, ([x, y]) => ulps(own[name](x, y), Math[name](x, y)) <= most), RUNS);
  });

  test('hypot', () => {
    const length = between(-1e4, 1e4).filter((x) => x === 0 || Math.abs(x) > 1e-100);
    fc.assert(fc.property(length, length, length, (x, y, z) => ulps(own.hypot(x, y, z), Math.hypot(x, y, z)) <= 2), RUNS);
    expect(own.hypot(3, -4)).toBe(5);
    expect(own.hypot(2, 3, 6)).toBe(7);
  });
});

test('values that are known to the last bit', () => {
  expect(own.sin(Math.PI)).toBe(1.2246467991473532e-16);
  expect(own.cos(Math.PI / 2)).toBe(6.123233995736766e-17);
  expect(own.tan(Math.PI / 4)).toBe(0.9999999999999999);
  expect(own.sin(355)).toBe(-3.0144353359488449e-5); // 355 / 113 is nearly pi
  expect(own.atan2(1, 1) * 4).toBe(Math.PI);
  expect(own.atan2(0, -1)).toBe(Math.PI);
  expect(own.atan2(-0, -1)).toBe(-Math.PI);
  expect(own.acos(-1)).toBe(Math.PI);
  expect(own.asin(1)).toBe(Math.PI / 2);
  expect(own.exp(0)).toBe(1);
  expect(own.log(1)).toBe(0);
  expect(own.log(2)).toBe(Math.LN2);
  expect(own.log(10)).toBe(Math.LN10);
  expect(own.pow(3, 20)).toBe(3486784401);
  expect(own.pow(2, 0.5)).toBe(Math.SQRT2);
  expect(own.pow(-2, 3)).toBe(-8);
  expect(own.pow(8, 1 / 3)).toBe(2);
});

test('an angle that cannot be reduced exactly is refused', () => {
  expect(own.sin(own.MAX_ANGLE_RAD)).toBeCloseTo(Math.sin(own.MAX_ANGLE_RAD), 12);
  for (const name of ['sin', 'cos', 'tan'] as const) expect(() => own[name](-1e6)).toThrow(/math: an angle of -1000000 rad; wanted at most 823549\.66/);
});

test('powers of two and their logarithms are exact', () => {
  for (let n = -1022; n <= 1023; n++) expect(own.pow2(n)).toBe(2 ** n);
  for (let n = 0; n <= 31; n++) expect(own.log2OfPower(2 ** n)).toBe(n);
  for (const [n, power] of [[1, 1], [2, 2], [3, 4], [4, 4], [5, 8], [1023, 1024], [1025, 2048], [2 ** 30 - 1, 2 ** 30], [2 ** 30, 2 ** 30]] as const) expect(own.powerOfTwoFrom(n)).toBe(power);
});
