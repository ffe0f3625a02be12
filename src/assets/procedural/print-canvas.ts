/** Paints anti-aliased figures, given by their distance functions, into a square RGBA texture. */
import { cos, hypot, sin, square } from '../../geometry/math.ts';
import { glyphOf } from './stroke-font.ts';
import type { Vec2 } from './soup.ts';
import type { SourceImage } from '../source-model.ts';

/** sRGB-coded, 0 to 255. */
export type Ink = [number, number, number];
export type Paint = Ink | ((x: number, y: number) => Ink);

export interface Figure {
  /** Signed distance to the rim, negative inside, millimetres. Its magnitude is at most the true distance's. */
  distance(x: number, y: number): number;
  /** Left, top, right, bottom. */
  bounds: [number, number, number, number];
}

/** '#rrggbb' */
export function color(hex: string): Ink {
  const bits = parseInt(hex.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

export function mixed(a: Ink, b: Ink, t: number): Ink {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

export interface TextStyle {
  weight?: number; // pen width over letter height
  slant?: number; // the top's shift to the right over letter height
  stretch?: number; // letter width over normal letter width
  align?: 'center' | 'left';
  quarterTurns?: number; // clockwise
}

/**
 * A canvas in millimetres of printed paper, y down. Its texture is square whatever the paper's proportions: figures are drawn
 * squeezed, and uvs undo the squeeze.
 */
export class PrintCanvas {
  readonly width: number;
  readonly height: number;
  private readonly sizePx: number;
  private readonly rgba: Uint8Array;
  /** Pixels: left, top, and size of this canvas within the texture. */
  private readonly area: [number, number, number, number];

  constructor(sizePx: number, width: number, height: number, background: Paint, within?: { rgba: Uint8Array; area: [number, number, number, number] }) {
    this.sizePx = sizePx;
    this.width = width;
    this.height = height;
    this.rgba = within?.rgba ?? new Uint8Array(sizePx * sizePx * 4).fill(255);
    this.area = within?.area ?? [0, 0, sizePx, sizePx];
    this.fill({ bounds: [0, 0, width, height], distance: () => -Infinity }, background);
  }

  /** A rectangle of this canvas as a canvas of its own, cleared to a background. Figures are cut off at its rim. */
  view(x: number, y: number, width: number, height: number, background: Paint): PrintCanvas {
    const [left, top, w, h] = this.area;
    const [sx, sy] = [w / this.width, h / this.height];
    return new PrintCanvas(this.sizePx, width, height, background, { rgba: this.rgba, area: [left + x * sx, top + y * sy, width * sx, height * sy] });
  }

  image(): SourceImage {
    return { widthPx: this.sizePx, heightPx: this.sizePx, rgba: this.rgba };
  }

  fill(figure: Figure, paint: Paint, opacity = 1): void {
    const [left, top, w, h] = this.area;
    const [mx, my] = [this.width / w, this.height / h];
    const soft = Math.max(mx, my);
    const [x0, y0, x1, y1] = figure.bounds;
    const fromX = Math.max(Math.floor(left), Math.floor(left + (x0 - soft) / mx));
    const toX = Math.min(Math.ceil(left + w), Math.ceil(left + (x1 + soft) / mx), this.sizePx);
    const fromY = Math.max(Math.floor(top), Math.floor(top + (y0 - soft) / my));
    const toY = Math.min(Math.ceil(top + h), Math.ceil(top + (y1 + soft) / my), this.sizePx);
    for (let py = fromY; py < toY; py++) {
      const y = (py + 0.5 - top) * my;
      for (let px = fromX; px < toX; px++) {
        const x = (px + 0.5 - left) * mx;
        const distance = figure.distance(x, y);
        // The rim is not nearer than the distance: pixels up to there are all outside, or all inside.
        const reach = Math.max(Math.floor((Math.abs(distance) - soft / 2) / mx), 0);
        if (distance >= soft / 2) {
          px += Math.max(reach - 1, 0);
          continue;
        }
        const cover = opacity * Math.min(0.5 - distance / soft, 1);
        const last = typeof paint === 'function' ? px : Math.min(px + reach, toX - 1);
        const ink = typeof paint === 'function' ? paint(x, y) : paint;
        for (; px <= last; px++) this.blend((py * this.sizePx + px) * 4, ink, cover);
        px--;
      }
    }
  }

  private blend(at: number, ink: Ink, cover: number): void {
    for (let k = 0; k < 3; k++) this.rgba[at + k] = Math.round(this.rgba[at + k]! * (1 - cover) + ink[k]! * cover);
  }

  /** Draws letters of a given height around (x, y), or from there on. Wider than `maxWidth`, they shrink. */
  text(words: string, x: number, y: number, height: number, paint: Paint, style: TextStyle = {}, maxWidth = Infinity): void {
    const { weight = 0.16, slant = 0, stretch = 1, align = 'center', quarterTurns = 0 } = style;
    const glyphs = [...words].map(glyphOf);
    const length = (glyphs.reduce((sum, glyph) => sum + glyph.advance, 0) - 1.6 / 6) * stretch;
    const size = Math.min(height, maxWidth / (length + weight));
    let pen = align === 'center' ? -length / 2 : weight / 2;
    const [c, s] = [[1, 0], [0, 1], [-1, 0], [0, -1]][quarterTurns & 3]!;
    for (const { strokes, advance } of glyphs) {
      const toCanvas = (gx: number, gy: number): Vec2 => {
        const [a, b] = [(pen + gx * stretch + slant * (0.5 - gy)) * size, (gy - 0.5) * size];
        return [x + c! * a - s! * b, y + s! * a + c! * b];
      };
      if (strokes.length > 0) this.fill(strokesOf(strokes.map(([ax, ay, bx, by]) => [...toCanvas(ax, ay), ...toCanvas(bx, by)]), weight * size), paint);
      pen += advance * stretch;
    }
  }
}

export function rect(x: number, y: number, width: number, height: number, radius = 0): Figure {
  const [cx, cy, hx, hy] = [x + width / 2, y + height / 2, width / 2 - radius, height / 2 - radius];
  return {
    bounds: [x, y, x + width, y + height],
    distance(px, py) {
      const dx = Math.abs(px - cx) - hx;
      const dy = Math.abs(py - cy) - hy;
      return hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
    },
  };
}

export function ellipse(cx: number, cy: number, rx: number, ry = rx): Figure {
  return {
    bounds: [cx - rx, cy - ry, cx + rx, cy + ry],
    // Outside, the distance to first order, exact for circles. Inside, first order would pass the true distance: the slope is bounded.
    distance(x, y) {
      const [a, b] = [(x - cx) / rx, (y - cy) / ry];
      const k = Math.sqrt(a * a + b * b);
      if (k < 1) return (k - 1) * Math.min(rx, ry);
      const gradient = hypot(a / rx, b / ry);
      return (k * (k - 1)) / gradient;
    },
  };
}

export function ring(cx: number, cy: number, r: number, width: number): Figure {
  const disc = ellipse(cx, cy, r);
  const h = width / 2;
  return { bounds: [cx - r - h, cy - r - h, cx + r + h, cy + r + h], distance: (x, y) => Math.abs(disc.distance(x, y)) - h };
}

export function polygon(points: Vec2[]): Figure {
  return {
    bounds: boundsOf(points, 0),
    distance(x, y) {
      let inside = false;
      let nearest = Infinity;
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const ax = points[i]![0], ay = points[i]![1], bx = points[j]![0], by = points[j]![1];
        nearest = Math.min(nearest, segmentDistance2(x, y, ax, ay, bx, by));
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
      return (inside ? -1 : 1) * Math.sqrt(nearest);
    },
  };
}

/** A star, or with equal radii a regular polygon, one point up. */
export function star(cx: number, cy: number, points: number, outer: number, inner: number, turnRad = 0): Figure {
  return polygon(
    Array.from({ length: 2 * points }, (_, i): Vec2 => {
      const r = i % 2 === 0 ? outer : inner;
      const angle = (Math.PI * i) / points + turnRad;
      return [cx + r * sin(angle), cy - r * cos(angle)];
    }),
  );
}

/** Straight strokes of a round pen. */
function strokesOf(strokes: number[][], width: number): Figure {
  const ends = strokes.flatMap(([ax, ay, bx, by]): Vec2[] => [[ax!, ay!], [bx!, by!]]);
  return {
    bounds: boundsOf(ends, width / 2),
    distance(x, y) {
      let nearest = Infinity;
      for (const [ax, ay, bx, by] of strokes) nearest = Math.min(nearest, segmentDistance2(x, y, ax!, ay!, bx!, by!));
      return Math.sqrt(nearest) - width / 2;
    },
  };
}

/** A stroke along a polyline. */
export function line(points: Vec2[], width: number): Figure {
  return strokesOf(points.slice(1).map((p, i) => [...points[i]!, ...p]), width);
}

/** All below the line y(x). */
export function below(y: (x: number) => number, width: number, height: number): Figure {
  // Capped, because where the line is steep the vertical distance passes the true one.
  return { bounds: [0, 0, width, height], distance: (px, py) => Math.min(Math.max(y(px) - py, -1), 1) };
}

function segmentDistance2(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length2, 0), 1);
  return square(x - ax - t * dx) + square(y - ay - t * dy);
}

function boundsOf(points: Vec2[], grow: number): [number, number, number, number] {
  const xs = points.map(p => p[0]);
  const ys = points.map(p => p[1]);
  return [Math.min(...xs) - grow, Math.min(...ys) - grow, Math.max(...xs) + grow, Math.max(...ys) + grow];
}
