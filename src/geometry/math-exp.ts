/** Computes exponential, logarithm and power by exact operations only, so that every engine gives the same bits. */
/*
 * The algorithms and their constants are those of fdlibm 5.3, https://www.netlib.org/fdlibm (e_exp.c e_log.c e_pow.c):
 * ====================================================
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 * ====================================================
 */
import { cutLowWord, highWord, ofHighWord, withHighWord } from './double-words.ts';

const LN2_HIGH = 6.93147180369123816490e-01;
const LN2_LOW = 1.90821492927058770002e-10;
/** About ln(2) / 2 and 3/2 ln(2): where the exponent of 2 changes. */
const HALF_LN2 = ofHighWord(0x3fd62e43), THREE_HALVES_LN2 = ofHighWord(0x3ff0a2b2);

/** 2 to the power of a whole n, -1022 .. 1023; exact. */
export function pow2(n: number): number {
  return ofHighWord((n + 1023) << 20);
}

/** The c of exp(x) = 1 + x + (x * c) / (2 - c), for |x| up to ln(2) / 2; c = x - x^2/6 + ... */
function expSeries(x: number): number {
  const t = x * x;
  return x - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
    + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
}

/** e to the power of x, within an ulp. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 7.09782712893383973096e+02) return Infinity;
  if (x < -7.45133219101941108420e+02) return 0;
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -28) return 1 + x;
  if (magnitude < HALF_LN2) {
    const c = expSeries(x);
    return 1 - ((x * c) / (c - 2) - x);
  }
  const sign = x < 0 ? -1 : 1;
  const n = magnitude < THREE_HALVES_LN2 ? sign : Math.trunc(1.44269504088896338700 * x + 0.5 * sign);
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const left = high - low;
  const c = expSeries(left);
  const value = 1 - ((low - (left * c) / (2 - c)) - high);
  if (n === 1024) return value * 2 * 2 ** 1023;
  // Below the least normal power the result is rounded once, by the second factor.
  return n >= -1021 ? value * pow2(n) : value * pow2(n + 1000) * pow2(-1000);
}

/** The natural logarithm, within an ulp: -Infinity of 0, NaN below 0. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  let n = 0;
  if (x < 2 ** -1022) {
    n = -54;
    x *= 2 ** 54;
  }
  const word = highWord(x);
  n += (word >> 20) - 1023;
  const mantissa = word & 0x000fffff;
  const isUpper = (mantissa + 0x95f64) & 0x100000;
  n += isUpper >> 20;
  // The mantissa is between sqrt(1/2) and sqrt(2).
  const f = withHighWord(x, mantissa | (isUpper ^ 0x3ff00000)) - 1;
  if (Math.abs(f) < 2 ** -20) {
    if (f === 0) return n * LN2_HIGH + n * LN2_LOW;
    const r = f * f * (0.5 - 0.33333333333333333 * f);
    return n * LN2_HIGH - ((r - n * LN2_LOW) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const r = odd + even;
  if (((mantissa - 0x6147a) | (0x6b851 - mantissa)) > 0) {
    const half = 0.5 * f * f;
    return n * LN2_HIGH - ((half - (s * (half + r) + n * LN2_LOW)) - f);
  }
  return n * LN2_HIGH - ((s * (f - r) - n * LN2_LOW) - f);
}

/** x to the power of y, within two ulps. Special values are those of `Math.pow`. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const magnitude = Math.abs(x);
  if (Math.abs(y) === Infinity) return magnitude === 1 ? NaN : magnitude > 1 === y > 0 ? Infinity : 0;
  // A negative number has a power where the exponent is whole; an odd exponent keeps the sign.
  let sign = 1;
  if (highWord(x) < 0) {
    if (Math.abs(y) % 2 === 1) sign = -1;
    else if (x < 0 && x !== -Infinity && Math.floor(y) !== y) return NaN;
  }
  if (magnitude === 0 || magnitude === Infinity) return sign * (magnitude === 0 === y > 0 ? 0 : Infinity);
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 0.5) return Math.sqrt(x);
  if (magnitude === 1) return sign;
  return sign * positivePow(magnitude, y);
}

/** x to the power of y, both finite, x above 0. */
function positivePow(x: number, y: number): number {
  let n = 0;
  if (x < 2 ** -1022) {
    x *= 2 ** 53;
    n = -53;
  }
  let word = highWord(x);
  n += (word >> 20) - 1023;
  const mantissa = word & 0x000fffff;
  word = mantissa | 0x3ff00000;
  // The base is 1.5 for a mantissa from sqrt(3/2) to sqrt(3), else 1. A mantissa above sqrt(3) is halved.
  const isNear = mantissa > 0x3988e && mantissa < 0xbb67a;
  if (mantissa >= 0xbb67a) {
    n++;
    word -= 0x00100000;
  }
  x = withHighWord(x, word);
  const base = isNear ? 1.5 : 1;

  // s = (x - base) / (x + base), as a sum of two doubles.
  const difference = x - base;
  const reciprocal = 1 / (x + base);
  const s = difference * reciprocal;
  const sHigh = cutLowWord(s);
  let high = ofHighWord(((word >> 1) | 0x20000000) + 0x00080000 + (isNear ? 0x40000 : 0));
  let low = x - (high - base);
  const sLow = reciprocal * ((difference - sHigh * high) - sHigh * low);

  // The binary logarithm of x, as a sum of two doubles.
  let square = s * s;
  let r = square * square * (5.99999999999994648725e-01 + square * (4.28571428578550184252e-01 + square * (3.33333329818377432918e-01
    + square * (2.72728123808534006489e-01 + square * (2.30660745775561754067e-01 + square * 2.06975017800338417784e-01)))));
  r += sLow * (sHigh + s);
  square = sHigh * sHigh;
  high = cutLowWord(3 + square + r);
  low = r - ((high - 3) - square);
  let u = sHigh * high;
  let v = sLow * high + low * s;
  let pHigh = cutLowWord(u + v);
  let pLow = v - (pHigh - u);
  const zHigh = 9.61796700954437255859e-01 * pHigh;
  const zLow = -7.02846165095275826516e-09 * pHigh + pLow * 9.61796693925975554329e-01 + (isNear ? 1.35003920212974897128e-08 : 0);
  const baseLog = isNear ? 5.84962487220764160156e-01 : 0;
  const logHigh = cutLowWord(((zHigh + zLow) + baseLog) + n);
  const logLow = zLow - (((logHigh - n) - baseLog) - zHigh);

  // The exponent of 2: the product with y, as a sum of two doubles.
  const yHigh = cutLowWord(y);
  pLow = (y - yHigh) * logHigh + y * logLow;
  pHigh = yHigh * logHigh;
  const exponent = pLow + pHigh;
  if (exponent > 1024 || (exponent === 1024 && pLow + 8.0085662595372944372e-17 > exponent - pHigh)) return Infinity;
  if (exponent < -1075 || (exponent === -1075 && pLow <= exponent - pHigh)) return 0;
  const whole = Math.abs(exponent) > 0.5 ? Math.sign(exponent) * Math.floor(Math.abs(exponent) + 0.5) : 0;
  pHigh -= whole;

  const t = cutLowWord(pLow + pHigh);
  u = t * 6.93147182464599609375e-01;
  v = (pLow - (t - pHigh)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
  const z = u + v;
  const w = v - (z - u);
  const c = expSeries(z);
  const value = 1 - (((z * c) / (c - 2) - (w + z * w)) - z);
  if (whole > 1023) return value * 2 * 2 ** 1023;
  return whole >= -1021 ? value * pow2(whole) : value * pow2(whole + 1000) * pow2(-1000);
}
