/** Codes masks as COCO does: run lengths in column order, and their compressed string. */

/**
 * The compressed string of run lengths. From the fourth on, a length is coded as its difference to the length two before it.
 * A value is coded in groups of five bits, lowest first. A sixth bit means that another group follows. A group is a character from '0' on.
 *
 * Source: `rleToString` of the COCO API (cocoapi, common/maskApi.c).
 *
 * @param counts whole numbers below 2^31; the first counts pixels outside
 */
export function encodeRleString(counts: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < counts.length; i++) {
    let rest = i > 2 ? counts[i]! - counts[i - 2]! : counts[i]!;
    for (let more = true; more;) {
      let group = rest & 31;
      rest >>= 5;
      more = (group & 16) === 0 ? rest !== 0 : rest !== -1;
      if (more) group |= 32;
      text += String.fromCharCode(48 + group);
    }
  }
  return text;
}

/**
 * The run lengths of a compressed string.
 *
 * @throws Error that names the first character that is no such code
 */
export function decodeRleString(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let count = 0;
    for (let shift = 0, more = true; more; shift += 5) {
      const group = text.charCodeAt(at++) - 48; // NaN after the last character
      if (!(group >= 0 && group < 64) || shift > 30) throw new Error(`rle: character ${at} of ${JSON.stringify(text)} is wrong; wanted COCO's compressed run lengths`);
      count |= (group & 31) << shift;
      more = (group & 32) !== 0;
      if (!more && (group & 16) !== 0 && shift < 30) count |= -1 << (shift + 5);
    }
    if (counts.length > 2) count += counts[counts.length - 2]!;
    counts.push(count);
  }
  return counts;
}

/**
 * Run lengths of the mask of a value, down the columns from the left. Runs outside and inside alternate; the first is outside, and is 0
 * where the first pixel is inside. The lengths add up to width x height.
 *
 * @param mask the image's values, row after row; a pixel is inside where it has `value`
 * @param columns the first column that can hold the value, and the one after the last; the others are not read
 */
export function maskCounts(mask: ArrayLike<number>, width: number, height: number, value: number, columns: [number, number] = [0, width]): number[] {
  const counts: number[] = [];
  let [inside, run] = [false, columns[0] * height];
  for (let x = columns[0]; x < columns[1]; x++) {
    for (let y = 0, at = x; y < height; y++, at += width) {
      if ((mask[at] === value) !== inside) {
        counts.push(run);
        inside = !inside;
        run = 0;
      }
      run++;
    }
  }
  const rest = (width - columns[1]) * height;
  if (inside && rest > 0) counts.push(run, rest);
  else counts.push(run + rest);
  return counts;
}

/**
 * The mask of run lengths, row after row: 1 inside, 0 outside. The first run is outside.
 *
 * @throws Error where the lengths do not add up to width x height
 */
export function maskFromCounts(counts: ArrayLike<number>, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  let [x, y, pixels] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    pixels += counts[i]!;
    if (counts[i]! < 0 || pixels > mask.length) break;
    for (let left = counts[i]!; left > 0;) {
      const part = Math.min(left, height - y);
      if (i % 2 === 1) for (let at = y * width + x, end = at + part * width; at < end; at += width) mask[at] = 1;
      left -= part;
      y += part;
      if (y === height) [x, y] = [x + 1, 0];
    }
  }
  if (pixels !== mask.length) throw new Error(`rle: the runs have ${pixels} pixels; wanted ${width} x ${height}`);
  return mask;
}
