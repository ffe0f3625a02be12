/** Reads the quality of a JPEG file from its quantisation table. */

/** The luminance table of ITU-T T.81, Annex K, which is libjpeg's at quality 50. The order is of no matter. */
const ANNEX_K = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/** Sums of the tables of the qualities from 1 to 100 (libjpeg's jcparam.c, `jpeg_quality_scaling`). Each is less than the one before. */
const SUMS = Array.from({ length: 100 }, (_, i) => {
  const percent = i + 1 < 50 ? Math.floor(5000 / (i + 1)) : 200 - 2 * (i + 1);
  return ANNEX_K.reduce((sum, entry) => sum + Math.min(255, Math.max(1, Math.floor((entry * percent + 50) / 100))), 0);
});

/** The quality on libjpeg's scale whose luminance table is as coarse; null for a file without such a table. */
export function jpegQuality(bytes: Uint8Array): number | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const [marker, length] = [bytes[at + 1]!, bytes[at + 2]! * 256 + bytes[at + 3]!];
    if (marker === 0xda) return null; // the picture begins
    if (marker === 0xdb && (bytes[at + 4]! & 15) === 0) return qualityOf(bytes.subarray(at + 5), bytes[at + 4]! >> 4 ? 2 : 1);
    at += 2 + length;
  }
  return null;
}

function qualityOf(table: Uint8Array, entryBytes: number): number {
  let sum = 0;
  for (let i = 0; i < 64; i++) sum += entryBytes === 2 ? table[2 * i]! * 256 + table[2 * i + 1]! : table[i]!;
  return 1 + SUMS.reduce((best, of, i) => (Math.abs(of - sum) < Math.abs(SUMS[best]! - sum) ? i : best), 0);
}
