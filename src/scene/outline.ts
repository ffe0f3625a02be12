/** Draws a stored silhouette at a place in the image, corrected for the viewing ray, into rows of bits. */
import type { Intrinsics } from './camera.ts';
import { discTangent, LARGEST_GROWTH, LARGEST_PERSPECTIVE, PERSPECTIVES, PLANE_EXTENT, PLANE_SIZE, STORED_TURN_RAD } from './silhouettes.ts';
import type { Silhouettes } from './silhouettes.ts';

/** What fixes an object's outline in the image. */
export interface Sight {
  silhouettes: Silhouettes;
  view: number;
  inPlaneRad: number;
  /** Radius over the centre's depth; at most LARGEST_PERSPECTIVE. */
  ratio: number;
  /** Where the centre is seen. */
  xPx: number;
  yPx: number;
}

/** Cells over the image; the image's edges are edges of cells. */
export interface Grid {
  columns: number;
  rows: number;
  cellWidthPx: number;
  cellHeightPx: number;
}

/** A window of a grid, one bit a cell, 32 columns a word, low bit first; it may reach beyond the grid on every side. */
export interface BitBlock {
  row0: number;
  rows: number;
  /** First column / 32, rounded down. */
  word0: number;
  words: number;
  /** rows x words, and room to spare. */
  bits: Uint32Array;
  /** Cells set, and those of them that are on the grid. */
  count: number;
  countInside: number;
}

export function emptyBlock(): BitBlock {
  return { row0: 0, rows: 0, word0: 0, words: 0, bits: new Uint32Array(256), count: 0, countInside: 0 };
}

/** A grid whose cells are about `cellPx` wide and high. */
export function gridOver(camera: Intrinsics, cellPx: number): Grid {
  const columns = Math.ceil(camera.widthPx / cellPx);
  const rows = Math.ceil(camera.heightPx / cellPx);
  return { columns, rows, cellWidthPx: camera.widthPx / columns, cellHeightPx: camera.heightPx / rows };
}

/** Perspectives are rounded to this before planes are blended: off by 0.8 % of the radius at most, and a plane serves many places. */
const PERSPECTIVE_STEP = 1 / 64;

/** The outline of one sight at a time; `aim` before anything else. */
export class Outline {
  /** Signed distances to the outline, in the units of `Silhouettes.planes`, at the aimed perspective. */
  readonly plane = new Float32Array(PLANE_SIZE * PLANE_SIZE);
  /** The distance that the outline runs at. */
  contour = 0;
  /** What one pixel is at most worth in disc units. */
  discUnitsPerPixel = 0;
  /** The bounding sphere's image, pixels. */
  readonly box = { left: 0, right: 0, top: 0, bottom: 0 };

  /** Pixel (x, y, 1) to plane coordinates, homogeneous, row by row. */
  private readonly toPlane = new Float64Array(9);
  /** The unit ray to the centre, the tangent of the sphere's cone, and the camera. */
  private nx = 0;
  private ny = 0;
  private nz = 1;
  private tangent = 0;
  private camera: Intrinsics = { widthPx: 1, heightPx: 1, focalPx: 1 };
  private blended: Silhouettes | null = null;
  private blendedView = 0;
  private blendedStep = 0;

  aim(sight: Sight, camera: Intrinsics): void {
    const x = (sight.xPx - camera.widthPx / 2) / camera.focalPx;
    const y = (sight.yPx - camera.heightPx / 2) / camera.focalPx;
    this.blend(sight.silhouettes, sight.view, sight.ratio / Math.sqrt(1 + x * x + y * y));
    this.move(sight, camera);
  }

  /** Aims the same object elsewhere with the plane as it is: good enough to choose among places, and most of the cost is the plane. */
  move(sight: Sight, camera: Intrinsics): void {
    const f = camera.focalPx;
    const cx = camera.widthPx / 2;
    const cy = camera.heightPx / 2;
    const x = (sight.xPx - cx) / f;
    const y = (sight.yPx - cy) / f;
    const length = Math.sqrt(1 + x * x + y * y);
    const perspective = sight.ratio / length;
    const tangent = discTangent(perspective);

    const nx = x / length;
    const ny = y / length;
    const nz = 1 / length;
    this.camera = camera;
    this.nx = nx;
    this.ny = ny;
    this.nz = nz;
    this.tangent = tangent;

    // Columns of the smallest rotation that takes +z to the ray: their products with a pixel's ray are its coordinates
    // in the frame of an object on the axis. Then the in-plane turn and the stored one, then plane coordinates.
    const s = 1 / (1 + nz);
    const angle = STORED_TURN_RAD - sight.inPlaneRad;
    const toNodes = PLANE_SIZE / (2 * PLANE_EXTENT) / tangent;
    const cos = Math.cos(angle) * toNodes;
    const sin = Math.sin(angle) * toNodes;
    const middle = PLANE_SIZE / 2 - 0.5;
    const cross = -nx * ny * s;
    const rightX = 1 - nx * nx * s;
    const downY = 1 - ny * ny * s;
    const h = this.toPlane;
    h[0] = (cos * rightX - sin * cross + middle * nx) / f;
    h[1] = (cos * cross - sin * downY + middle * ny) / f;
    h[2] = -cos * nx + sin * ny + middle * nz - h[0]! * cx - h[1]! * cy;
    h[3] = (sin * rightX + cos * cross + middle * nx) / f;
    h[4] = (sin * cross + cos * downY + middle * ny) / f;
    h[5] = -sin * nx - cos * ny + middle * nz - h[3]! * cx - h[4]! * cy;
    h[6] = nx / f;
    h[7] = ny / f;
    h[8] = nz - h[6]! * cx - h[7]! * cy;
    const { box } = this;
    box.left = cx + f * edge(x, sight.ratio, -1);
    box.right = cx + f * edge(x, sight.ratio, 1);
    box.top = cy + f * edge(y, sight.ratio, -1);
    box.bottom = cy + f * edge(y, sight.ratio, 1);
    // |ray'| <= 1 / f a pixel; over w, and again by the slope of the tangent plane at the disc's edge.
    const leastAhead = Math.min(this.aheadAt(box.left, box.top), this.aheadAt(box.right, box.top),
      this.aheadAt(box.left, box.bottom), this.aheadAt(box.right, box.bottom));
    this.discUnitsPerPixel = Math.sqrt(1 + tangent * tangent) / (f * tangent * leastAhead);
  }

  /** The pixel that node (column, row) of the plane is seen at. */
  pixelOf(column: number, row: number, out: { xPx: number; yPx: number }): void {
    const h = this.toPlane;
    // (h0 - u h6) x + (h1 - u h7) y = u h8 - h2, and the same for v: Cramer's rule.
    const a = h[0]! - column * h[6]!;
    const b = h[1]! - column * h[7]!;
    const c = column * h[8]! - h[2]!;
    const d = h[3]! - row * h[6]!;
    const e = h[4]! - row * h[7]!;
    const g = row * h[8]! - h[5]!;
    const determinant = a * e - b * d;
    out.xPx = (c * e - b * g) / determinant;
    out.yPx = (a * g - c * d) / determinant;
  }

  /**
   * Sets the cells whose centre is farther inside than `threshold` (in the units of the plane; at most LARGEST_GROWTH outside).
   * `window` keeps to a part of the grid: the grid itself, another block, or null for all of the outline.
   */
  draw(grid: Grid, threshold: number, block: BitBlock, window: BitBlock | 'grid' | null): void {
    const { cellWidthPx, cellHeightPx, columns, rows } = grid;
    const { box } = this;
    // Outlines that are drawn larger may pass the sphere's cone.
    const growth = threshold < this.contour ? 1 + LARGEST_GROWTH : 1;
    const slackX = ((growth - 1) * (box.right - box.left)) / 2;
    const slackY = ((growth - 1) * (box.bottom - box.top)) / 2;
    let firstColumn = Math.floor((box.left - slackX) / cellWidthPx);
    let lastColumn = Math.floor((box.right + slackX) / cellWidthPx);
    let firstRow = Math.floor((box.top - slackY) / cellHeightPx);
    let lastRow = Math.floor((box.bottom + slackY) / cellHeightPx);
    if (window === 'grid') {
      firstColumn = Math.max(firstColumn, 0);
      lastColumn = Math.min(lastColumn, columns - 1);
      firstRow = Math.max(firstRow, 0);
      lastRow = Math.min(lastRow, rows - 1);
    } else if (window) {
      firstColumn = Math.max(firstColumn, window.word0 * 32);
      lastColumn = Math.min(lastColumn, (window.word0 + window.words) * 32 - 1);
      firstRow = Math.max(firstRow, window.row0);
      lastRow = Math.min(lastRow, window.row0 + window.rows - 1);
    }
    block.row0 = firstRow;
    block.rows = firstColumn > lastColumn ? 0 : Math.max(0, lastRow - firstRow + 1);
    block.word0 = firstColumn >> 5;
    block.words = (lastColumn >> 5) - block.word0 + 1;
    block.count = block.countInside = 0;
    if (block.rows === 0) return;
    const length = block.rows * block.words;
    if (block.bits.length < length) block.bits = new Uint32Array(2 * length);
    else block.bits.fill(0, 0, length);

    const { plane, toPlane: h, nx, ny, nz } = this;
    const { bits } = block;
    const f = this.camera.focalPx;
    const cx = this.camera.widthPx / 2;
    const cy = this.camera.heightPx / 2;
    const coneTangent = growth * this.tangent;
    const cosSquare = 1 / (1 + coneTangent * coneTangent);
    const a = nx * nx - cosSquare;
    const uStep = h[0]! * cellWidthPx;
    const vStep = h[3]! * cellWidthPx;
    const wStep = h[6]! * cellWidthPx;
    let count = 0;
    let countInside = 0;
    for (let row = firstRow; row <= lastRow; row++) {
      const yPx = (row + 0.5) * cellHeightPx;
      // Where the row's rays (X, Y, 1) are in the cone: (n ray)^2 >= cos^2 |ray|^2, a quadratic in X.
      const rayY = (yPx - cy) / f;
      const m = ny * rayY + nz;
      const square = nx * nx * m * m - a * (m * m - cosSquare * (1 + rayY * rayY));
      if (!(square > 0)) continue;
      const root = Math.sqrt(square);
      const from = Math.max(firstColumn, Math.ceil((cx + (f * (root - nx * m)) / a) / cellWidthPx - 0.5));
      const to = Math.min(lastColumn, Math.floor((cx + (f * (-root - nx * m)) / a) / cellWidthPx - 0.5));
      const at = (row - firstRow) * block.words - block.word0;
      const isRowInside = row >= 0 && row < rows;
      const insideFrom = isRowInside ? 0 : columns;
      const xPx = (from + 0.5) * cellWidthPx;
      let u = h[0]! * xPx + h[1]! * yPx + h[2]!;
      let v = h[3]! * xPx + h[4]! * yPx + h[5]!;
      let w = h[6]! * xPx + h[7]! * yPx + h[8]!;
      for (let column = from; column <= to; column++, u += uStep, v += vStep, w += wStep) {
        const inverse = 1 / w;
        const px = u * inverse;
        const py = v * inverse;
        const ix = px | 0;
        const iy = py | 0;
        const i = iy * PLANE_SIZE + ix;
        const tx = px - ix;
        const upper = plane[i]! + (plane[i + 1]! - plane[i]!) * tx;
        const lower = plane[i + PLANE_SIZE]! + (plane[i + PLANE_SIZE + 1]! - plane[i + PLANE_SIZE]!) * tx;
        if (upper + (lower - upper) * (py - iy) <= threshold) continue;
        bits[at + (column >> 5)]! |= 1 << (column & 31);
        count++;
        if (column >= insideFrom && column < columns) countInside++;
      }
    }
    block.count = count;
    block.countInside = countInside;
  }

  private aheadAt(xPx: number, yPx: number): number {
    return this.toPlane[6]! * xPx + this.toPlane[7]! * yPx + this.toPlane[8]!;
  }

  private blend(silhouettes: Silhouettes, view: number, perspective: number): void {
    const step = Math.round(Math.min(perspective, LARGEST_PERSPECTIVE) / PERSPECTIVE_STEP);
    const { plane } = this;
    if (this.blended === silhouettes && this.blendedView === view && this.blendedStep === step) return;
    this.blended = silhouettes;
    this.blendedView = view;
    this.blendedStep = step;
    const rounded = step * PERSPECTIVE_STEP;
    const lower = rounded < PERSPECTIVES[1] ? 0 : 1;
    const t = (rounded - PERSPECTIVES[lower]) / (PERSPECTIVES[lower + 1]! - PERSPECTIVES[lower]);
    const at = view * PERSPECTIVES.length + lower;
    const { planes, contour } = silhouettes;
    this.contour = contour[at]! * (1 - t) + contour[at + 1]! * t;
    const a = at * plane.length;
    const b = a + plane.length;
    for (let i = 0; i < plane.length; i++) plane[i] = planes[a + i]! * (1 - t) + planes[b + i]! * t;
  }
}

/** The tangent at which a sphere at tangent x and depth 1 ends: tan(angle of x +- half its width in that plane). */
function edge(x: number, ratio: number, sign: number): number {
  const half = (sign * ratio) / Math.sqrt(1 + x * x - ratio * ratio);
  return (x + half) / (1 - x * half);
}

/** Cells set in both blocks. */
export function countShared(a: BitBlock, b: BitBlock): number {
  const firstRow = Math.max(a.row0, b.row0);
  const lastRow = Math.min(a.row0 + a.rows, b.row0 + b.rows);
  const firstWord = Math.max(a.word0, b.word0);
  const lastWord = Math.min(a.word0 + a.words, b.word0 + b.words);
  let count = 0;
  for (let row = firstRow; row < lastRow; row++) {
    const inA = (row - a.row0) * a.words - a.word0;
    const inB = (row - b.row0) * b.words - b.word0;
    for (let word = firstWord; word < lastWord; word++) count += countBits(a.bits[inA + word]! & b.bits[inB + word]!);
  }
  return count;
}

/** Of 32 (H. S. Warren, Hacker's Delight, 5-2). */
export function countBits(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
