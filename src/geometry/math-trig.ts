/** Computes sine, cosine, tangent and their inverses by exact operations only, so that every engine gives the same bits. */
/*
 * The algorithms and their constants are those of fdlibm 5.3, https://www.netlib.org/fdlibm (e_rem_pio2.c k_sin.c k_cos.c k_tan.c s_atan.c e_atan2.c e_asin.c e_acos.c):
 * ====================================================
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 * ====================================================
 */
import { cutLowWord, highWord, ofHighWord } from './double-words.ts';

const PI_LOW = 1.2246467991473531772e-16;
const HALF_PI = 1.57079632679489655800;
const HALF_PI_LOW = 6.12323399573676603587e-17;
const QUARTER_PI = 7.85398163397448278999e-01;
const QUARTER_PI_LOW = 3.06161699786838301793e-17;

/** The sine of a smaller angle is the angle, and its cosine is 1. */
const LEAST = 2 ** -27;
/** Where the formulas change: about 0.3, 0.78, 0.67 and 0.975. */
const COS_NEAR = ofHighWord(0x3fd33333), COS_FAR = ofHighWord(0x3fe90001), TAN_FOLD = ofHighWord(0x3fe59428), ASIN_FAR = ofHighWord(0x3fef3333);

/** Three parts of pi / 2 with 33 bits each, and the rest of pi / 2 after each part. */
const PART_1 = 1.57079632673412561417, REST_1 = 6.07710050650619224932e-11;
const PART_2 = 6.07710050630396597660e-11, REST_2 = 2.02226624879595063154e-21;
const PART_3 = 2.02226624871116645580e-21, REST_3 = 8.47842766036889956997e-32;

/** The largest angle that the three parts of pi / 2 reduce exactly, radians. */
export const MAX_ANGLE_RAD = 2 ** 19 * HALF_PI;

/** The remainder that `reduce` leaves, -pi/4 .. pi/4, as a sum of two doubles. */
let remainder = 0;
let remainderLow = 0;

/**
 * Subtracts the nearest multiple of pi / 2 from x, and returns the multiple modulo 4.
 * @throws RangeError beyond `MAX_ANGLE_RAD`
 */
function reduce(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > MAX_ANGLE_RAD) throw new RangeError(`math: an angle of ${x} rad; wanted at most ${MAX_ANGLE_RAD} rad`);
  const multiple = Math.floor(magnitude * 6.36619772367581382433e-01 + 0.5);
  let left = magnitude - multiple * PART_1;
  let rest = multiple * REST_1;
  remainder = left - rest;
  // Near a multiple of pi / 2 the difference loses leading bits, and smaller parts supply them.
  const exponent = highWord(magnitude) >> 20;
  if (exponent - ((highWord(remainder) >> 20) & 0x7ff) > 16) {
    let before = left;
    rest = multiple * PART_2;
    left = before - rest;
    rest = multiple * REST_2 - ((before - left) - rest);
    remainder = left - rest;
    if (exponent - ((highWord(remainder) >> 20) & 0x7ff) > 49) {
      before = left;
      rest = multiple * PART_3;
      left = before - rest;
      rest = multiple * REST_3 - ((before - left) - rest);
      remainder = left - rest;
    }
  }
  remainderLow = (left - remainder) - rest;
  if (x > 0) return multiple & 3;
  remainder = -remainder;
  remainderLow = -remainderLow;
  return -multiple & 3;
}

/** The sine of x + low, |x| up to pi / 4. */
function sinNear(x: number, low: number): number {
  if (Math.abs(x) < LEAST) return x;
  const z = x * x;
  const v = z * x;
  const r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06
    + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
  if (low === 0) return x + v * (-1.66666666666666324348e-01 + z * r);
  return x - ((z * (0.5 * low - v * r) - low) - v * -1.66666666666666324348e-01);
}

/** The cosine of x + low, |x| up to pi / 4. */
function cosNear(x: number, low: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < LEAST) return 1;
  const z = x * x;
  const r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
    + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
  if (magnitude < COS_NEAR) return 1 - (0.5 * z - (z * r - x * low));
  // q is about x / 4, so that 1 - q is exact. (1 - q) - (z / 2 - q) loses fewer bits than 1 - z / 2.
  const q = magnitude >= COS_FAR ? 0.28125 : cutLowWord(0.25 * magnitude);
  return (1 - q) - ((0.5 * z - q) - (z * r - x * low));
}

/** The tangent of x + low, |x| up to pi / 4, or -1 / tangent where `inverted`. */
function tanNear(x: number, low: number, inverted: boolean): number {
  const negative = x < 0;
  const folded = Math.abs(x) >= TAN_FOLD;
  if (Math.abs(x) < 2 ** -28 && !inverted) return x;
  if (folded) {
    if (negative) {
      x = -x;
      low = -low;
    }
    x = (QUARTER_PI - x) + (QUARTER_PI_LOW - low);
    low = 0;
  }
  const z = x * x;
  const w = z * z;
  const odd = 1.33333333333201242699e-01 + w * (2.18694882948595424599e-02 + w * (3.59207910759131235356e-03
    + w * (5.88041240820264096874e-04 + w * (7.81794442939557092300e-05 + w * -1.85586374855275456654e-05))));
  const even = z * (5.39682539762260521377e-02 + w * (8.86323982359930005737e-03 + w * (1.45620945432529025516e-03
    + w * (2.46463134818469906812e-04 + w * (7.14072491382608190305e-05 + w * 2.59073051863633712884e-05)))));
  const s = z * x;
  const r = (low + z * (s * (odd + even) + low)) + 3.33333333333334091986e-01 * s;
  const sum = x + r;
  if (folded) {
    const sign = inverted ? -1 : 1;
    const value = sign - 2 * (x - (sum * sum / (sum + sign) - r));
    return negative ? -value : value;
  }
  if (!inverted) return sum;
  // -1 is divided by a sum of two doubles, and the quotient's error is corrected.
  const high = cutLowWord(sum);
  const quotient = -1 / sum;
  const cut = cutLowWord(quotient);
  return cut + quotient * ((1 + cut * high) + cut * (r - (high - x)));
}

/**
 * The sine of x radians, within an ulp; NaN where x is not finite.
 * @throws RangeError beyond `MAX_ANGLE_RAD`
 */
export function sin(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return sinNear(x, 0);
  if (x - x !== 0) return NaN;
  switch (reduce(x)) {
    case 0: return sinNear(remainder, remainderLow);
    case 1: return cosNear(remainder, remainderLow);
    case 2: return -sinNear(remainder, remainderLow);
    default: return -cosNear(remainder, remainderLow);
  }
}

/**
 * The cosine of x radians, within an ulp; NaN where x is not finite.
 * @throws RangeError beyond `MAX_ANGLE_RAD`
 */
export function cos(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return cosNear(x, 0);
  if (x - x !== 0) return NaN;
  switch (reduce(x)) {
    case 0: return cosNear(remainder, remainderLow);
    case 1: return -sinNear(remainder, remainderLow);
    case 2: return -cosNear(remainder, remainderLow);
    default: return sinNear(remainder, remainderLow);
  }
}

/**
 * The tangent of x radians, within two ulps; NaN where x is not finite.
 * @throws RangeError beyond `MAX_ANGLE_RAD`
 */
export function tan(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return tanNear(x, 0, false);
  if (x - x !== 0) return NaN;
  const inverted = (reduce(x) & 1) === 1;
  return tanNear(remainder, remainderLow, inverted);
}

/** The arctangent of x, -pi/2 .. pi/2, within an ulp. */
export function atan(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 2 ** 66)) return Number.isNaN(x) ? NaN : x > 0 ? HALF_PI + HALF_PI_LOW : -HALF_PI - HALF_PI_LOW;
  if (magnitude < 2 ** -27) return x;
  // x is reduced to t by the nearest of 0, 1/2, 1, 3/2 and infinity, whose arctangent `base` is added again.
  let t = x, base = 0, baseLow = 0;
  if (magnitude >= 2.4375) {
    t = -1 / magnitude;
    base = HALF_PI;
    baseLow = HALF_PI_LOW;
  } else if (magnitude >= 1.1875) {
    t = (magnitude - 1.5) / (1 + 1.5 * magnitude);
    base = 9.82793723247329054082e-01;
    baseLow = 1.39033110312309984516e-17;
  } else if (magnitude >= 0.6875) {
    t = (magnitude - 1) / (magnitude + 1);
    base = QUARTER_PI;
    baseLow = QUARTER_PI_LOW;
  } else if (magnitude >= 0.4375) {
    t = (2 * magnitude - 1) / (2 + magnitude);
    base = 4.63647609000806093515e-01;
    baseLow = 2.26987774529616870924e-17;
  }
  const z = t * t;
  const w = z * z;
  const even = z * (3.33333333333329318027e-01 + w * (1.42857142725034663711e-01 + w * (9.09088713343650656196e-02
    + w * (6.66107313738753120669e-02 + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
  const odd = w * (-1.99999999998764832476e-01 + w * (-1.11111104054623557880e-01 + w * (-7.69187620504482999495e-02
    + w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))));
  if (base === 0) return t - t * (even + odd);
  const value = base - ((t * (even + odd) - baseLow) - t);
  return x < 0 ? -value : value;
}

/** The angle of the point (x, y), -pi .. pi, within an ulp. Special values are those of `Math.atan2`. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const isDown = highWord(y) < 0;
  const isLeft = highWord(x) < 0;
  let angle: number;
  if (y === 0) angle = 0;
  else if (x === 0) angle = HALF_PI;
  else if (Math.abs(y) === Infinity) angle = Math.abs(x) === Infinity ? QUARTER_PI : HALF_PI;
  else {
    const exponents = ((highWord(y) & 0x7fffffff) - (highWord(x) & 0x7fffffff)) >> 20;
    if (exponents > 60) angle = HALF_PI + 0.5 * PI_LOW;
    else if (isLeft && exponents < -60) angle = 0;
    else angle = atan(Math.abs(y / x));
    if (exponents > 60) return isDown ? -angle : angle;
  }
  if (x === 0 && y !== 0) return isDown ? -angle : angle;
  if (isLeft) angle = Math.PI - (angle - PI_LOW);
  return isDown ? -angle : angle;
}

/** (asin(s) - s) / s for s = sqrt(z), z up to 1/4. */
function asinSeries(z: number): number {
  const p = z * (1.66666666666666657415e-01 + z * (-3.25565818622400915405e-01 + z * (2.01212532134862925881e-01
    + z * (-4.00555345006794114027e-02 + z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05)))));
  const q = 1 + z * (-2.40339491173441421878 + z * (2.02094576023350569471
    + z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02)));
  return p / q;
}

/** The arcsine of x, -pi/2 .. pi/2, within an ulp; NaN beyond -1 .. 1. */
export function asin(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude <= 1)) return NaN;
  if (magnitude === 1) return x * HALF_PI + x * HALF_PI_LOW;
  if (magnitude < 2 ** -27) return x;
  if (magnitude < 0.5) return x + x * asinSeries(x * x);
  const z = (1 - magnitude) * 0.5;
  const s = Math.sqrt(z);
  const r = asinSeries(z);
  let value: number;
  if (magnitude >= ASIN_FAR) {
    value = HALF_PI - (2 * (s + s * r) - HALF_PI_LOW);
  } else {
    const cut = cutLowWord(s);
    const low = (z - cut * cut) / (s + cut);
    value = QUARTER_PI - ((2 * s * r - (HALF_PI_LOW - 2 * low)) - (QUARTER_PI - 2 * cut));
  }
  return x > 0 ? value : -value;
}

/** The arccosine of x, 0 .. pi, within an ulp; NaN beyond -1 .. 1. */
export function acos(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude <= 1)) return NaN;
  if (magnitude === 1) return x > 0 ? 0 : Math.PI + 2 * HALF_PI_LOW;
  if (magnitude < 0.5) {
    if (magnitude <= 2 ** -57) return HALF_PI + HALF_PI_LOW;
    return HALF_PI - (x - (HALF_PI_LOW - x * asinSeries(x * x)));
  }
  const z = (1 - magnitude) * 0.5;
  const s = Math.sqrt(z);
  const r = asinSeries(z);
  if (x < 0) return Math.PI - 2 * (s + (r * s - HALF_PI_LOW));
  const cut = cutLowWord(s);
  return 2 * (cut + (r * s + (z - cut * cut) / (s + cut)));
}
