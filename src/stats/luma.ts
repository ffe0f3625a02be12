/** Weighs red, green and blue into a brightness from 0 to 255. */

/**
 * ITU-R BT.601 luma in 16-bit fixed point, rounded to whole numbers. It is PIL's `convert('L')` bit for bit
 * (Pillow, libImaging/Convert.c, `L24`).
 */
export function lumaOf(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3) luma[i] = (19595 * rgb[at]! + 38470 * rgb[at + 1]! + 7471 * rgb[at + 2]! + 0x8000) >> 16;
  return luma;
}
