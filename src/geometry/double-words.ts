/** Reads and writes a double's exponent and mantissa: its two 32-bit words, without allocation. */

const DOUBLE = new Float64Array(1);
const WORDS = new Int32Array(DOUBLE.buffer);
DOUBLE[0] = 1;
/** The word that holds sign, exponent and the mantissa's upper 20 bits; its index depends on the machine's byte order. */
const HIGH = WORDS[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** The word with sign, exponent and upper mantissa, as a signed integer: below 0 for negative numbers and -0. */
export function highWord(x: number): number {
  DOUBLE[0] = x;
  return WORDS[HIGH]!;
}

/** x with another sign, exponent and upper mantissa; x keeps its lower 32 bits. */
export function withHighWord(x: number, high: number): number {
  DOUBLE[0] = x;
  WORDS[HIGH] = high;
  return DOUBLE[0]!;
}

/** Cuts the mantissa of x to 20 bits after the point. The product of two such numbers is exact. */
export function cutLowWord(x: number): number {
  DOUBLE[0] = x;
  WORDS[LOW] = 0;
  return DOUBLE[0]!;
}

/** The double whose high word is `high` and whose low word is 0. */
export function ofHighWord(high: number): number {
  WORDS[HIGH] = high;
  WORDS[LOW] = 0;
  return DOUBLE[0]!;
}
