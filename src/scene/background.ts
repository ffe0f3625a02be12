/** Covers the whole image with clutter: a random object over a random uncovered place, until there is none. */
import { UserError } from '../errors.ts';
import type { Intrinsics } from './camera.ts';
import { type ClutterModel, type ClutterObject, drawClutter, ratioOfArea } from './clutter.ts';
import { type BitBlock, countBits, emptyBlock, type Grid, Outline, type Sight } from './outline.ts';
import type { Random } from './random.ts';
import { DISTANCE_SCALE, LARGEST_PERSPECTIVE, PLANE_SIZE } from './silhouettes.ts';

export type PlacedClutter = ClutterObject & Sight;

/** Cells that an object of mean size spans, if they are larger than a pixel. */
const CELLS_PER_DIAMETER = 24;
/** Places tried for each object; the one that covers most is taken, because every object costs the renderer. With 3 there are 6 % more. */
const CANDIDATES = 8;
/** Every so many nodes of the outline's plane are looked at to compare places; even. */
const LATTICE = 4;
/** Draws of an object whose size can be reached, and of a place inside its silhouette. */
const OBJECT_DRAWS = 30;
const ANCHOR_DRAWS = 12;
/** Objects in a row that cover nothing new before the rest is left to the next attempt. */
const STALLS = 100;
/** What a scene's instances can be counted in, less the foreground and its occluders. */
const MOST_OBJECTS = 65535 - 200;

/**
 * @param areaPx range of the objects' areas
 * @throws Error when more objects are needed than a scene can hold
 */
export function coverWithClutter(
  clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], attempt: number, random: Random,
): PlacedClutter[] {
  const diameterPx = Math.sqrt(2 * (areaPx[0] + areaPx[1]) / Math.PI);
  const coverage = new Coverage(camera, Math.max(1, Math.round(diameterPx / CELLS_PER_DIAMETER)));
  // What the stored outlines are off by: half a node and its rounding; more at each attempt.
  const errorUnits = DISTANCE_SCALE * (0.02 + 0.02 * attempt);
  const outline = new Outline();
  const pixel = { xPx: 0, yPx: 0 };
  const block = emptyBlock();
  const placed: PlacedClutter[] = [];
  for (let stalls = 0; coverage.uncovered > 0 && stalls < STALLS;) {
    const cell = coverage.uncoveredCell(random.int(coverage.uncovered));
    const sight: PlacedClutter = { ...drawSized(clutter, camera, areaPx, random), xPx: 0, yPx: 0 };
    const thresholdHere = () => errorUnits + DISTANCE_SCALE * coverage.halfDiagonalPx * outline.discUnitsPerPixel;
    let bestNew = -1;
    let bestX = 0;
    let bestY = 0;
    for (let c = 0; c < CANDIDATES; c++) {
      sight.xPx = cell.xPx;
      sight.yPx = cell.yPx;
      if (c === 0) outline.aim(sight, camera);
      else outline.move(sight, camera);
      const node = drawAnchor(outline, sight, thresholdHere(), random);
      // The outline's shape changes with its place: twice is enough to bring the anchor onto the cell.
      for (let step = 0; step < 2; step++) {
        outline.pixelOf(node % PLANE_SIZE, Math.floor(node / PLANE_SIZE), pixel);
        sight.xPx += cell.xPx - pixel.xPx;
        sight.yPx += cell.yPx - pixel.yPx;
        outline.move(sight, camera);
      }
      const covers = newNodes(outline, coverage, thresholdHere(), pixel);
      if (covers <= bestNew) continue;
      bestNew = covers;
      bestX = sight.xPx;
      bestY = sight.yPx;
    }
    sight.xPx = bestX;
    sight.yPx = bestY;
    outline.aim(sight, camera);
    outline.draw(coverage.grid, thresholdHere(), block, 'grid');
    if (coverage.countNew(block) === 0) {
      stalls++;
      continue;
    }
    stalls = 0;
    coverage.add(block);
    placed.push(sight);
    if (placed.length > MOST_OBJECTS) {
      throw new UserError(`plan: the background needs more than ${MOST_OBJECTS} objects; wanted a larger curriculum.diameter or background.areaRatio, or a smaller image`);
    }
  }
  return placed;
}

/** Redraws objects that would have to be nearer than silhouettes are known; the last one is as near as that. */
function drawSized(clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], random: Random): ClutterObject {
  for (let draw = 1; ; draw++) {
    const object = drawClutter(clutter, random);
    const ratio = ratioOfArea(object.silhouettes, object.view, random.range(...areaPx), camera.focalPx);
    if (ratio === null && draw < OBJECT_DRAWS) continue;
    object.ratio = ratio ?? LARGEST_PERSPECTIVE;
    return object;
  }
}

/**
 * How many nodes of a coarse lattice over the aimed outline fall into uncovered cells: tells a good place from a bad one at a
 * fraction of what drawing it costs.
 */
function newNodes(outline: Outline, coverage: Coverage, threshold: number, pixel: { xPx: number; yPx: number }): number {
  let count = 0;
  for (let row = LATTICE / 2; row < PLANE_SIZE; row += LATTICE) {
    for (let column = LATTICE / 2; column < PLANE_SIZE; column += LATTICE) {
      if (outline.plane[row * PLANE_SIZE + column]! <= threshold) continue;
      outline.pixelOf(column, row, pixel);
      if (coverage.isUncovered(pixel.xPx, pixel.yPx)) count++;
    }
  }
  return count;
}

/** A random node of the aimed plane that is deeper than `threshold`, or the deepest one. */
function drawAnchor(outline: Outline, sight: Sight, threshold: number, random: Random): number {
  for (let draw = 0; draw < ANCHOR_DRAWS; draw++) {
    const node = random.int(outline.plane.length);
    if (outline.plane[node]! > threshold) return node;
  }
  return sight.silhouettes.deepest[sight.view]!;
}

/** Which cells of the image are surely covered. Cells are whole pixels wide; the last ones end at the image's edge. */
class Coverage {
  readonly grid: Grid;
  /** From a cell's centre to the farthest pixel centre in it. */
  readonly halfDiagonalPx: number;
  uncovered: number;
  private readonly words: number;
  /** A bit a cell, rows of `words`; bits beyond the last column are set. */
  private readonly covered: Uint32Array;
  private readonly uncoveredInRow: Uint32Array;

  constructor(camera: Intrinsics, cellPx: number) {
    const columns = Math.ceil(camera.widthPx / cellPx);
    const rows = Math.ceil(camera.heightPx / cellPx);
    this.grid = { columns, rows, cellWidthPx: cellPx, cellHeightPx: cellPx };
    this.halfDiagonalPx = ((cellPx - 1) / 2) * Math.SQRT2;
    this.uncovered = columns * rows;
    this.words = Math.ceil(columns / 32);
    this.covered = new Uint32Array(rows * this.words);
    this.uncoveredInRow = new Uint32Array(rows).fill(columns);
    const rest = columns % 32;
    if (rest > 0) for (let row = 0; row < rows; row++) this.covered[(row + 1) * this.words - 1] = -1 << rest;
  }

  /** The centre of the n-th uncovered cell. */
  uncoveredCell(n: number): { xPx: number; yPx: number } {
    let row = 0;
    while (n >= this.uncoveredInRow[row]!) n -= this.uncoveredInRow[row++]!;
    let word = row * this.words;
    for (let here; n >= (here = countBits(~this.covered[word]!)); word++) n -= here;
    let bits = ~this.covered[word]!;
    for (; n > 0; n--) bits &= bits - 1;
    const column = (word - row * this.words) * 32 + 31 - Math.clz32(bits & -bits);
    return { xPx: (column + 0.5) * this.grid.cellWidthPx, yPx: (row + 0.5) * this.grid.cellHeightPx };
  }

  isUncovered(xPx: number, yPx: number): boolean {
    const column = Math.floor(xPx / this.grid.cellWidthPx);
    const row = Math.floor(yPx / this.grid.cellHeightPx);
    if (column < 0 || row < 0 || column >= this.grid.columns || row >= this.grid.rows) return false;
    return ((this.covered[row * this.words + (column >> 5)]! >>> (column & 31)) & 1) === 0;
  }

  countNew(block: BitBlock): number {
    let count = 0;
    for (let row = 0; row < block.rows; row++) {
      const at = (block.row0 + row) * this.words + block.word0;
      for (let word = 0; word < block.words; word++) {
        count += countBits(block.bits[row * block.words + word]! & ~this.covered[at + word]!);
      }
    }
    return count;
  }

  add(block: BitBlock): void {
    for (let row = 0; row < block.rows; row++) {
      const at = (block.row0 + row) * this.words + block.word0;
      let added = 0;
      for (let word = 0; word < block.words; word++) {
        const bits = block.bits[row * block.words + word]!;
        added += countBits(bits & ~this.covered[at + word]!);
        this.covered[at + word]! |= bits;
      }
      this.uncoveredInRow[block.row0 + row]! -= added;
      this.uncovered -= added;
    }
  }
}
