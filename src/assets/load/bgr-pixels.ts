/** Reads pixels as BMP and TGA store them: blue first, in 15 to 32 bits. */

/** Bits of the formats whose pixels `writeColor` reads. */
export const COLOR_BITS: readonly number[] = [15, 16, 24, 32];

/** Writes the pixel at byte `from` of `bytes` as RGBA at `to`. 15 and 16 bits hold 5 a channel, low bits blue, and no alpha. */
export function writeColor(rgba: Uint8Array, to: number, bytes: Uint8Array, from: number, bits: number): void {
  if (bits <= 16) {
    const word = bytes[from]! | (bytes[from + 1]! << 8);
    for (let k = 0; k < 3; k++) rgba[to + k] = Math.round((((word >> (10 - 5 * k)) & 31) * 255) / 31);
    rgba[to + 3] = 255;
    return;
  }
  rgba[to] = bytes[from + 2]!;
  rgba[to + 1] = bytes[from + 1]!;
  rgba[to + 2] = bytes[from]!;
  rgba[to + 3] = bits === 32 ? bytes[from + 3]! : 255;
}

/** An image whose fourth byte is 0 throughout has none: most programs leave it so, and few headers say what it is. */
export function withoutEmptyAlpha(rgba: Uint8Array): Uint8Array {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 0) return rgba;
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  return rgba;
}
