/** Counts long straight edges, such as that of a table, by a Hough transform in which an edge pixel votes for its own direction. */

const ANGLES = 90;
/** Least length of a seam over the shorter side of the picture. */
const LEAST_LENGTH = 0.45;
/** Seams that are nearer to each other than this are one: steps of angle, and pixels over the shorter side. */
const SAME_ANGLE = 10;
const SAME_OFFSET = 0.06;
const MOST = 4;
/** Steps of angle around a pixel's own. */
const UNSURE = 6;

/**
 * @param gx derivatives of the brightness along rows, and `gy` along columns
 * @param isEdge whether a pixel counts
 */
export function countSeams(gx: Float32Array, gy: Float32Array, isEdge: Uint8Array, width: number, height: number): number {
  const short = Math.min(width, height);
  const reach = Math.ceil(Math.hypot(width, height));
  const columns = 2 * reach + 1;
  const votes = new Uint16Array(ANGLES * columns);
  for (let y = 1, i = width + 1; y < height - 1; y++, i += 2) {
    for (let x = 1; x < width - 1; x++, i++) {
      if (isEdge[i] === 0) continue;
      const angle = (Math.atan2(gy[i]!, gx[i]!) / Math.PI + 2) % 1;
      const nearest = Math.round(angle * ANGLES);
      // The direction of one pixel is not exact, so it votes for those around too.
      for (let step = nearest - UNSURE; step <= nearest + UNSURE; step++) {
        const rad = (((step + ANGLES) % ANGLES) * Math.PI) / ANGLES;
        votes[((step + ANGLES) % ANGLES) * columns + Math.round((x - width / 2) * Math.cos(rad) + (y - height / 2) * Math.sin(rad)) + reach]!++;
      }
    }
  }
  const peaks: { step: number; offset: number; count: number }[] = [];
  for (let step = 0; step < ANGLES; step++) {
    for (let offset = 1; offset < columns - 1; offset++) {
      // A seam is some pixels wide.
      const count = votes[step * columns + offset - 1]! + votes[step * columns + offset]! + votes[step * columns + offset + 1]!;
      if (count >= LEAST_LENGTH * short) peaks.push({ step, offset: offset - reach, count });
    }
  }
  peaks.sort((a, b) => b.count - a.count);
  const seams: typeof peaks = [];
  for (const peak of peaks) {
    const isKnown = seams.some(({ step, offset }) => {
      const turn = Math.abs(step - peak.step);
      const angle = Math.min(turn, ANGLES - turn);
      const apart = turn > ANGLES / 2 ? Math.abs(offset + peak.offset) : Math.abs(offset - peak.offset);
      // The same seam at another angle passes its middle, which may lie away from the picture's.
      return angle <= SAME_ANGLE && apart <= SAME_OFFSET * short + 0.5 * reach * Math.sin((angle * Math.PI) / ANGLES);
    });
    if (!isKnown) seams.push(peak);
    if (seams.length === MOST) break;
  }
  return seams.length;
}
