/** The `antialias` pass, one pixel at a time in double precision. */
import { firstOfOwn, neighborsOf, TRIANGLE_BITS, type Drawing } from '../support/drawing.ts';
import { noise } from '../support/noise.ts';
import { decode, encode } from './shade.ts';

const NO_NEIGHBOR = 0xffffffff;
const MAX_STEPS = 16;

/**
 * Takes the RGBA bytes of all images, and returns them with silhouette edges blended and each image's noise added. Codes are blended, and
 * linear light where an image has a backdrop; there a pixel that shows the backdrop gives way to the backdrop at the blended pixel.
 */
export function antialias(drawing: Drawing, visibility: Uint32Array, vertices: Int32Array, rgba: Uint8Array): Uint8Array {
  const out = rgba.slice();
  const pixels = drawing.width * drawing.height;
  for (const { pixel, sides } of blends(drawing, visibility, vertices, () => true)) {
    const parts = sharesOf(pixel, sides);
    const { backdrop } = drawing.images[Math.floor(pixel / pixels)]!;
    for (let k = 0; k < 3; k++) {
      const codeOf = (other: number) => (backdrop && seen(visibility, other).ordinal < 0 ? backdrop[(pixel % pixels) * 4 + k]! : rgba[other * 4 + k]!);
      const mean = (value: (code: number) => number) => parts.reduce((sum, part) => sum + part.share * value(codeOf(part.pixel)), 0);
      out[pixel * 4 + k] = Math.round(backdrop ? 255 * encode(mean((code) => decode(code / 255))) : mean((code) => code));
    }
  }
  return noise(drawing, out);
}

/**
 * What is in front of the background: colour that is not premultiplied, and the covered share of each pixel as alpha. A pixel that nothing
 * covers has the colour of the first covered one around it, in reading order.
 */
export function alphaPlane(drawing: Drawing, visibility: Uint32Array, vertices: Int32Array, rgba: Uint8Array): Uint8Array {
  const { width, height } = drawing;
  const pixels = width * height;
  const isCovered = (pixel: number) => {
    const { ordinal } = seen(visibility, pixel);
    return ordinal >= 0 && !drawing.images[Math.floor(pixel / pixels)]!.instances[ordinal]!.isBackground;
  };
  const out = new Uint8Array(rgba.length);
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width) % height];
    const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const)).filter(([dx, dy]) => x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height);
    const from = isCovered(pixel) ? pixel : around.map(([dx, dy]) => pixel + dy * width + dx).find(isCovered);
    if (from !== undefined) out.set([...rgba.subarray(from * 4, from * 4 + 3), isCovered(pixel) ? 255 : 0], pixel * 4);
  }
  for (const { pixel, sides } of blends(drawing, visibility, vertices, isCovered)) {
    // Edges within the background cut nothing in front of it.
    const parts = sharesOf(pixel, isCovered(pixel) ? sides : sides.filter((side) => isCovered(side.pixel)));
    const covered = parts.filter((part) => part.share > 0 && isCovered(part.pixel));
    const alpha = covered.reduce((sum, part) => sum + part.share, 0);
    if (alpha === 0) continue;
    const colour = [0, 1, 2].map((k) => encode(covered.reduce((sum, part) => sum + part.share * decode(rgba[part.pixel * 4 + k]! / 255), 0) / alpha));
    out.set([...colour, alpha].map((value) => Math.round(255 * value)), pixel * 4);
  }
  return out;
}

interface Part { pixel: number; share: number }

/** A pixel that edges cut, and the shares that its neighbours take of it. */
interface Blend { pixel: number; sides: Part[] }

/** The shares of a pixel and of its neighbours, which add up to 1. */
function sharesOf(pixel: number, sides: Part[]): Part[] {
  const weight = sides.reduce((sum, { share }) => sum + share, 0);
  return [...sides, { pixel, share: Math.max(0, 1 - weight) }].map((part) => ({ ...part, share: part.share / Math.max(1, weight) }));
}

/** @param counts whether a pixel beyond two others of one instance tells the slope of a surface */
function blends(drawing: Drawing, visibility: Uint32Array, vertices: Int32Array, counts: (pixel: number) => boolean): Blend[] {
  const { width, height, images } = drawing;
  const out: Blend[] = [];
  const neighbors = drawing.meshes.map(neighborsOf);
  const walks = images.map((_, z) => surfaceWalk(drawing, vertices, neighbors, z));
  const depthAt = (z: number, x: number, y: number) => {
    const pixel = (z * height + y) * width + x;
    return x < 0 || x >= width || y < 0 || y >= height || !counts(pixel) ? 0 : seen(visibility, pixel).depth;
  };
  for (let pixel = 0; pixel < width * height * images.length; pixel++) {
    const [x, y, z] = [pixel % width, Math.floor(pixel / width) % height, Math.floor(pixel / width / height)];
    if (!images[z]!.antialias) continue;
    const sides: Part[] = [];
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
      if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
      const other = pixel + dy * width + dx;
      const [here, there] = [seen(visibility, pixel), seen(visibility, other)];
      if (here.ordinal === there.ordinal && !jumps(here.depth, there.depth, depthAt(z, x - dx, y - dy), depthAt(z, x + 2 * dx, y + 2 * dy))) continue;
      const nearer = here.depth > there.depth || (here.depth === there.depth && here.id < there.id);
      const end = nearer ? walks[z]!(here.id, x, y, dx, dy) : walks[z]!(there.id, x + dx, y + dy, -dx, -dy);
      if (end === null) continue;
      const share = nearer ? 0.5 - end : end - 0.5;
      if (share <= 0) continue;
      sides.push({ pixel: other, share });
    }
    if (sides.length > 0) out.push({ pixel, sides });
  }
  return out;
}

/** Whether two pixels of one instance have clearly different depths: apart by more than 1/256, and by twice the slope beyond either pixel. */
function jumps(here: number, there: number, beforeHere: number, beyondThere: number): boolean {
  const jump = Math.abs(here - there);
  if (jump <= Math.floor(Math.max(here, there) / 256)) return false;
  const slope = (a: number, b: number) => (a === 0 ? 0 : Math.abs(a - b));
  return Math.floor(jump / 2) > Math.max(slope(beforeHere, here), slope(beyondThere, there));
}

function seen(visibility: Uint32Array, pixel: number): { id: number; depth: number; ordinal: number } {
  const depth = visibility[pixel * 2 + 1]!;
  const id = ~visibility[pixel * 2]! >>> 0;
  return { id, depth, ordinal: depth === 0 ? -1 : id >>> TRIANGLE_BITS };
}

/**
 * Follows the surface of a triangle from a pixel's centre toward the next pixel's, and returns where the surface ends or turns away, 0 to 1.
 * Returns null where the surface goes on or is clipped, or where the edge runs more along the step than across it.
 */
function surfaceWalk(drawing: Drawing, vertices: Int32Array, neighbors: number[][], z: number) {
  const first = firstOfOwn(drawing, (mesh) => mesh.positions)[z]!;
  return (id: number, x: number, y: number, dx: number, dy: number): number | null => {
    const ordinal = id >>> TRIANGLE_BITS;
    const mesh = drawing.images[z]!.instances[ordinal]!.mesh;
    const triangles = drawing.meshes[mesh]!.triangles;
    // Coordinates along the step and across it, pixels from the centre; null for a clipped vertex.
    const corner = (v: number): [number, number] | null => {
      const [vx, vy, depth] = vertices.subarray((first[ordinal]! + v) * 3, (first[ordinal]! + v) * 3 + 3);
      const [ox, oy] = [vx! / 256 - x - 0.5, vy! / 256 - y - 0.5];
      return depth === 0 ? null : dx !== 0 ? [ox * dx, oy] : [oy * dy, ox];
    };
    const areaOf = ([a, b, c]: [number, number][]): number => (b![0] - a![0]) * (c![1] - a![1]) - (b![1] - a![1]) * (c![0] - a![0]);
    let triangle = id & (2 ** TRIANGLE_BITS - 1);
    let before = -1;
    let facing = 0;
    let exit = { end: 0, across: false, next: NO_NEIGHBOR };
    for (let step = 0; step < MAX_STEPS; step++) {
      const corners = triangles[triangle]!.map(corner);
      if (corners.includes(null)) return null;
      const at = corners as [number, number][];
      if (step === 0) facing = areaOf(at);
      if (areaOf(at) * facing < 0) return exit.across ? Math.max(0, exit.end) : null;
      const exits = [0, 1, 2].flatMap((k) => {
        const [a, b] = [at[k]!, at[(k + 1) % 3]!];
        const edge = neighbors[mesh]![triangle * 3 + k]!;
        const next = edge === NO_NEIGHBOR ? edge : Math.floor(edge / 3);
        if (a[1] > 0 === b[1] > 0 || next === before) return [];
        const [along, across] = [Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1])];
        return [{ end: a[0] - (a[1] * (b[0] - a[0])) / (b[1] - a[1]), across: across > along || (across === along && dy === 0), next }];
      });
      const last = exits.sort((a, b) => b.end - a.end)[0];
      if (!last || last.end > 1) return null;
      exit = last;
      if (exit.next === NO_NEIGHBOR) return exit.across ? Math.max(0, exit.end) : null;
      before = triangle;
      triangle = exit.next;
    }
    return null;
  };
}
