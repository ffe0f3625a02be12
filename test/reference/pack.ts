/** The `pack` pass: the three colour bytes of each pixel, with each image padded to a whole word. */
export function pack(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const pixels = width * height;
  const images = rgba.length / 4 / pixels;
  const bytes = Math.ceil((pixels * 3) / 4) * 4;
  const out = new Uint8Array(bytes * images);
  for (let i = 0; i < pixels * images; i++) {
    out.set(rgba.subarray(i * 4, i * 4 + 3), Math.floor(i / pixels) * bytes + (i % pixels) * 3);
  }
  return out;
}
