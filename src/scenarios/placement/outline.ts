/** Draws a stored silhouette at a position in the image, corrected for the viewing ray, into rows of bits. */
import type { OutlineRectangle } from '../../geometry/boxes.ts';
import { cos, sin } from '../../geometry/math.ts';
import { type BitBlock, type Grid, openBlock } from './bit-block.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { LARGEST_RADIUS_OVER_DISTANCE, OUTLINE_SCALE, RADIUS_OVER_DISTANCE_STEP, RADII_OVER_DISTANCE, STORED_TURN_RAD } from '../../assets/silhouettes/silhouettes.ts';

/** What fixes an object's outline in the image. */
export interface Projection {
  silhouettes: Silhouettes;
  /** Index of the view in `silhouettes`. */
  view: number;
  inPlaneRad: number;
  /** The bounding sphere's radius over the depth of its centre; at most LARGEST_RADIUS_OVER_DISTANCE. */
  radiusOverDepth: number;
  /** Projection of the centre; it may lie outside the image. */
  xPx: number;
  yPx: number;
}

/** A projection but for its position in the image. */
export interface ViewAndSize extends Omit<Projection, 'xPx' | 'yPx'> {
  /**
   * Size of its box in the image, pixels, which it keeps wherever it is put; `radiusOverDepth` is then that on the viewing axis.
   * Absent: it keeps radiusOverDepth. A box's size is the side of a square of the box's area.
   */
  boxPx?: number;
}

/** Least depth of a vertex over the centre's: a vertex behind the camera is drawn far outside the image instead. */
const LEAST_DEPTH = 0.02;

/** Directions that are compared for a rectangle around an outline, and how often the step between them is halved around the best one. */
const DIRECTIONS = 12;
const HALVINGS = 4;

/** The outline of one projection at a time, as closed polygons. `aim` projects it; `draw` and `cut` work on the one that was aimed last. */
export class Outline {
  private vertices = 0;
  private loops = 0;
  /** Index after the last vertex of each loop. */
  private loopEnds = new Uint32Array(64);
  /** The vertices in the image, pixels. */
  private xs = new Float64Array(256);
  private ys = new Float64Array(256);

  /** Projects the outline to the image. */
  aim(projection: Projection, camera: Intrinsics): void {
    const f = camera.focalPx;
    const cx = camera.widthPx / 2;
    const cy = camera.heightPx / 2;
    const x = (projection.xPx - cx) / f;
    const y = (projection.yPx - cy) / f;
    const length = Math.sqrt(1 + x * x + y * y);
    const radiusOverDistance = Math.min(projection.radiusOverDepth / length, LARGEST_RADIUS_OVER_DISTANCE);
    const nx = x / length;
    const ny = y / length;
    const nz = 1 / length;

    // A vertex is rotated about the axis by the in-plane angle less the stored one. The smallest rotation that takes +z to the ray follows.
    // That rotation's first two columns are (1 - nx nx s, cross, -nx) and (cross, 1 - ny ny s, -ny).
    const s = 1 / (1 + nz);
    const angle = STORED_TURN_RAD - projection.inPlaneRad;
    const scale = radiusOverDistance / OUTLINE_SCALE;
    const cosScaled = cos(angle) * scale;
    const sinScaled = sin(angle) * scale;
    const cross = -nx * ny * s;
    const rightX = 1 - nx * nx * s;
    const downY = 1 - ny * ny * s;
    const ux = f * (cosScaled * rightX - sinScaled * cross);
    const uy = f * (cosScaled * cross - sinScaled * downY);
    const uz = -cosScaled * nx + sinScaled * ny;
    const vx = f * (sinScaled * rightX + cosScaled * cross);
    const vy = f * (sinScaled * cross + cosScaled * downY);
    const vz = -sinScaled * nx - cosScaled * ny;

    const { outlines, firstLoop, firstVertex } = projection.silhouettes;
    const outline = projection.view * RADII_OVER_DISTANCE.length + Math.round(radiusOverDistance / RADIUS_OVER_DISTANCE_STEP);
    const loop = firstLoop[outline]!;
    this.loops = firstLoop[outline + 1]! - loop;
    const first = firstVertex[loop]!;
    const count = firstVertex[loop + this.loops]! - first;
    if (this.loopEnds.length < this.loops) this.loopEnds = new Uint32Array(2 * this.loops);
    for (let l = 0; l < this.loops; l++) this.loopEnds[l] = firstVertex[loop + l + 1]! - first;
    if (this.xs.length < count) {
      this.xs = new Float64Array(2 * count);
      this.ys = new Float64Array(2 * count);
    }
    const { xs, ys } = this;
    for (let i = 0, at = 3 * first; i < count; i++, at += 3) {
      const u = outlines[at]!;
      const v = outlines[at + 1]!;
      const ahead = 1 + outlines[at + 2]! * scale;
      const depth = ahead * nz + u * uz + v * vz;
      const inverse = 1 / (depth > LEAST_DEPTH ? depth : LEAST_DEPTH);
      xs[i] = cx + (ahead * f * nx + u * ux + v * vx) * inverse;
      ys[i] = cy + (ahead * f * ny + u * uy + v * vy) * inverse;
    }
    this.vertices = count;
  }

  /** The box around the outline, pixels. Its bounds are infinite where the outline is empty. */
  bounds(): { left: number; right: number; top: number; bottom: number } {
    const { vertices, xs, ys } = this;
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    for (let i = 0; i < vertices; i++) {
      const x = xs[i]!;
      const y = ys[i]!;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    return { left, right, top, bottom };
  }

  /** The rectangle of the least area around the outline, up to half a degree; null where the outline is empty. */
  rectangle(): OutlineRectangle | null {
    const step = Math.PI / 2 / DIRECTIONS;
    let best = this.rectangleAt(0);
    const compare = (angleRad: number): void => {
      const other = this.rectangleAt(angleRad);
      if (other.halfPx[0] * other.halfPx[1] < best.halfPx[0] * best.halfPx[1]) best = other;
    };
    for (let i = 1; i < DIRECTIONS; i++) compare(i * step);
    for (let i = 1, part = step / 2; i <= HALVINGS; i++, part /= 2) {
      const { angleRad } = best;
      compare(angleRad - part);
      compare(angleRad + part);
    }
    return best.halfPx[0] > 0 && best.halfPx[1] > 0 ? { ...best, areaPx: this.largestLoopPx() } : null;
  }

  /** The rectangle around the outline whose first side has a direction; its halves are negative where the outline is empty. */
  private rectangleAt(angleRad: number): Omit<OutlineRectangle, 'areaPx'> {
    const { vertices, xs, ys } = this;
    const c = cos(angleRad);
    const s = sin(angleRad);
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    for (let i = 0; i < vertices; i++) {
      const u = c * xs[i]! + s * ys[i]!;
      const v = c * ys[i]! - s * xs[i]!;
      if (u < left) left = u;
      if (u > right) right = u;
      if (v < top) top = v;
      if (v > bottom) bottom = v;
    }
    const u = (left + right) / 2;
    const v = (top + bottom) / 2;
    return { xPx: c * u - s * v, yPx: s * u + c * v, halfPx: [(right - left) / 2, (bottom - top) / 2], angleRad };
  }

  /** Area inside the largest loop, by the shoelace formula. */
  private largestLoopPx(): number {
    const { xs, ys, loopEnds } = this;
    let largest = 0;
    for (let loop = 0, i = 0; loop < this.loops; loop++) {
      const loopEnd = loopEnds[loop]!;
      let twice = 0;
      for (let before = loopEnd - 1; i < loopEnd; before = i++) twice += xs[before]! * ys[i]! - xs[i]! * ys[before]!;
      largest = Math.max(largest, Math.abs(twice) / 2);
    }
    return largest;
  }

  /**
   * Sets the cells of the block whose centres are inside the outline. The block's window becomes that of the outline.
   * @param window null, or a block to whose rows and words the outline is clipped
   */
  draw(grid: Grid, block: BitBlock, window: BitBlock | null): void {
    const { vertices, xs, ys } = this;
    const perPxX = 1 / grid.cellWidthPx;
    const perPxY = 1 / grid.cellHeightPx;
    const { left, right, top, bottom } = this.bounds();
    // The centre of cell c is at c + 0.5. `| 0` tells the engine that a rounded value is an integer: loops over doubles are slower.
    let firstColumn = Math.ceil(left * perPxX - 0.5) | 0;
    let lastColumn = (Math.ceil(right * perPxX - 0.5) | 0) - 1;
    let firstRow = Math.ceil(top * perPxY - 0.5) | 0;
    let lastRow = (Math.ceil(bottom * perPxY - 0.5) | 0) - 1;
    if (window) {
      firstColumn = Math.max(firstColumn, window.word0 * 32);
      lastColumn = Math.min(lastColumn, (window.word0 + window.words) * 32 - 1);
      firstRow = Math.max(firstRow, window.row0);
      lastRow = Math.min(lastRow, window.row0 + window.rows - 1);
    }
    if (vertices === 0 || firstColumn > lastColumn || firstRow > lastRow) {
      openBlock(block, 0, 0, 0, 0);
      return;
    }
    const word0 = firstColumn >> 5;
    const words = (lastColumn >> 5) - word0 + 1;
    const rows = lastRow - firstRow + 1;
    openBlock(block, firstRow, rows, word0, words);
    const { bits } = block;

    // Each edge of a polygon flips a bit in every row whose centres it crosses: the one of the first cell to its right.
    const middleX = 0.5 + 32 * word0;
    const end = 32 * words;
    for (let loop = 0, i = 0; loop < this.loops; loop++) {
      const loopEnd = this.loopEnds[loop]!;
      let x0 = xs[loopEnd - 1]! * perPxX - middleX;
      let y0 = ys[loopEnd - 1]! * perPxY - 0.5 - firstRow;
      for (; i < loopEnd; i++) {
        const x1 = xs[i]! * perPxX - middleX;
        const y1 = ys[i]! * perPxY - 0.5 - firstRow;
        const isDown = y1 > y0;
        const from = Math.max(0, Math.ceil(isDown ? y0 : y1) | 0);
        const to = Math.min(rows, Math.ceil(isDown ? y1 : y0) | 0);
        if (from < to) {
          const slope = (x1 - x0) / (y1 - y0);
          const x = x0 - y0 * slope;
          for (let row = from; row < to; row++) {
            const column = Math.max(0, Math.ceil(x + row * slope) | 0);
            if (column < end) bits[row * words + (column >> 5)]! ^= 1 << (column & 31);
          }
        }
        x0 = x1;
        y0 = y1;
      }
    }
    // A cell is inside where an odd number of bits is set up to it, from the left.
    for (let row = 0, i = 0; row < rows; row++) {
      let carried = 0;
      for (let word = 0; word < words; word++, i++) {
        let here = bits[i]!;
        if (here !== 0) {
          here ^= here << 1;
          here ^= here << 2;
          here ^= here << 4;
          here ^= here << 8;
          here ^= here << 16;
        }
        here ^= carried;
        bits[i] = here;
        carried = here >> 31;
      }
    }
  }

  /** Clears the cells of a drawn block in which a pixel's centre is nearer to the outline than `marginPx`. */
  cut(grid: Grid, block: BitBlock, marginPx: number): void {
    const { xs, ys } = this;
    const { bits, words } = block;
    const perPxX = 1 / grid.cellWidthPx;
    const perPxY = 1 / grid.cellHeightPx;
    const marginX = (marginPx - 0.5) * perPxX;
    const marginY = (marginPx - 0.5) * perPxY;
    const firstX = 32 * block.word0;
    const end = 32 * words;
    for (let loop = 0, i = 0; loop < this.loops; loop++) {
      const loopEnd = this.loopEnds[loop]!;
      let x0 = xs[loopEnd - 1]! * perPxX - firstX;
      let y0 = ys[loopEnd - 1]! * perPxY - block.row0;
      for (; i < loopEnd; i++) {
        const x1 = xs[i]! * perPxX - firstX;
        const y1 = ys[i]! * perPxY - block.row0;
        const top = y0 < y1 ? y0 : y1;
        const bottom = y0 < y1 ? y1 : y0;
        const slope = bottom > top ? (x1 - x0) / (y1 - y0) : 0;
        const atTop = y0 < y1 ? x0 : x1;
        const atBottom = y0 < y1 ? x1 : x0;
        const to = Math.min(block.rows - 1, Math.floor(bottom + marginY) | 0);
        for (let row = Math.max(0, Math.floor(top - marginY) | 0); row <= to; row++) {
          const high = row - marginY;
          const low = row + 1 + marginY;
          const xa = high > top ? atTop + (high - top) * slope : atTop;
          const xb = low < bottom ? atTop + (low - top) * slope : atBottom;
          const from = Math.max(0, Math.floor((xa < xb ? xa : xb) - marginX) | 0);
          const last = Math.min(end - 1, Math.floor((xa < xb ? xb : xa) + marginX) | 0);
          if (from > last) continue;
          const at = row * words;
          const lastWord = last >> 5;
          let mask = -1 << (from & 31);
          for (let word = from >> 5; word < lastWord; word++, mask = -1) bits[at + word]! &= ~mask;
          bits[at + lastWord]! &= ~(mask & (-1 >>> (31 - (last & 31))));
        }
        x0 = x1;
        y0 = y1;
      }
    }
  }
}
