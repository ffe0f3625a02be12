/** Builds closed solids out of triangles: surfaces of two parameters, lathes, tubes, extrusions and boxes. */
import { atan2, cos, hypot, sin, tan } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import { CORNER, TAU, merge, pushQuad, pushTriangle, type Soup, type Vec2 } from './soup.ts';

/**
 * The grid of `at(s, t)`, s and t in [0, 1], with uv = (s, 1 - t). Outside is where ds x dt points.
 * A wrapped parameter ends on exactly the points with which it begins, so that the seam is tight.
 */
export function surface(columns: number, rows: number, at: (s: number, t: number) => Vec3, wrap: { s?: boolean; t?: boolean } = {}): Soup {
  const points: Vec3[][] = [];
  for (let j = 0; j <= rows; j++) {
    points.push([]);
    for (let i = 0; i <= columns; i++) points[j]!.push(at((wrap.s ? i % columns : i) / columns, (wrap.t ? j % rows : j) / rows));
  }
  const corner = (i: number, j: number) => [...points[j]![i]!, i / columns, 1 - j / rows];
  const soup: Soup = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) pushQuad(soup, corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1));
  }
  return soup;
}

/**
 * Turns a profile of (radius, y) about the y axis. The profile runs up along the outside, and down again along the inside of a
 * hollow; radius 0 at both ends closes the solid. u = 0.5 faces +z and grows to the right as seen from outside; v falls from
 * 1 to 0 with the profile's length.
 */
export function lathe(profile: Vec2[], segments: number): Soup {
  const lengths = [0];
  for (let j = 1; j < profile.length; j++) {
    const [r0, y0] = profile[j - 1]!;
    const [r1, y1] = profile[j]!;
    lengths.push(lengths[j - 1]! + hypot(r1 - r0, y1 - y0));
  }
  const rows = profile.length - 1;
  const soup = surface(
    segments,
    rows,
    (s, t) => {
      const [r, y] = profile[Math.round(t * rows)]!;
      return r === 0 ? [0, y, 0] : [-r * sin(TAU * s), y, -r * cos(TAU * s)];
    },
    { s: true },
  );
  for (let i = 4; i < soup.length; i += CORNER) soup[i] = 1 - lengths[Math.round((1 - soup[i]!) * rows)]! / lengths[rows]!;
  return soup;
}

/** Rounds inner corners of a polyline of (x, y, radius): a corner with a radius becomes an arc of `steps` pieces. */
export function filleted(corners: ([number, number] | [number, number, number])[], steps = 4): Vec2[] {
  return corners.flatMap(([x, y, radius = 0], i): Vec2[] => {
    const before = corners[i - 1];
    const after = corners[i + 1];
    if (radius === 0 || !before || !after) return [[x, y]];
    const la = hypot(before[0] - x, before[1] - y);
    const lb = hypot(after[0] - x, after[1] - y);
    const a: Vec2 = [(before[0] - x) / la, (before[1] - y) / la];
    const b: Vec2 = [(after[0] - x) / lb, (after[1] - y) / lb];
    // A quadratic Bezier through the tangent points deviates from the arc by a few per cent of the radius, and needs no centre.
    const reach = Math.min(radius, la / 2, lb / 2);
    return Array.from({ length: steps + 1 }, (_, k): Vec2 => {
      const t = k / steps;
      const wa = reach * (1 - t) * (1 - t);
      const wb = reach * t * t;
      return [x + wa * a[0] + wb * b[0], y + wa * a[1] + wb * b[1]];
    });
  });
}

/** A Catmull-Rom curve through the points, `steps` pieces between two of them. */
export function spline<P extends number[]>(points: P[], steps: number): P[] {
  const out: P[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [p0, p1, p2, p3] = [points[Math.max(i - 1, 0)]!, points[i]!, points[i + 1]!, points[Math.min(i + 2, points.length - 1)]!];
    for (let k = 0; k < steps; k++) {
      const t = k / steps;
      out.push(
        p1.map((_, d) => {
          const [a, b, c, e] = [p0[d]!, p1[d]!, p2[d]!, p3[d]!];
          return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - e + t * (3 * (b - c) + e - a)));
        }) as P,
      );
    }
  }
  out.push(points.at(-1)!);
  return out;
}

const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a: Vec3): Vec3 => {
  const length = Math.sqrt(dot(a, a));
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** A round tube along a path; a closed path must not repeat its first point. Open ends are capped flat. */
export function tube(path: Vec3[], radius: number | ((t: number) => number), sides: number, closed = false): Soup {
  const n = path.length;
  const radiusAt = typeof radius === 'number' ? () => radius : radius;
  const tangentAt = (i: number): Vec3 =>
    closed ? unit(sub(path[(i + 1) % n]!, path[(i + n - 1) % n]!)) : unit(sub(path[Math.min(i + 1, n - 1)]!, path[Math.max(i - 1, 0)]!));
  // Parallel transport keeps the ring from spinning. On a closed path the remaining twist is spread evenly.
  const tangents = path.map((_, i) => tangentAt(i));
  const t0 = tangents[0]!;
  const sides0: Vec3[] = [unit(cross(t0, Math.abs(t0[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0]))];
  const carry = (v: Vec3, t: Vec3): Vec3 => {
    const k = dot(v, t);
    return unit([v[0] - k * t[0], v[1] - k * t[1], v[2] - k * t[2]]);
  };
  for (let i = 1; i < n; i++) sides0.push(carry(sides0[i - 1]!, tangents[i]!));
  const end = carry(sides0[n - 1]!, t0);
  const twist = closed ? atan2(dot(cross(end, sides0[0]!), t0), dot(end, sides0[0]!)) : 0;
  const ring = (i: number, s: number, r: number): Vec3 => {
    const [p, t, a] = [path[i]!, tangents[i]!, sides0[i]!];
    const b = cross(t, a);
    const angle = TAU * s + (twist * i) / n;
    const x = r * cos(angle);
    const y = r * sin(angle);
    return r === 0 ? p : [p[0] + x * a[0] + y * b[0], p[1] + x * a[1] + y * b[1], p[2] + x * a[2] + y * b[2]];
  };
  if (closed) return surface(sides, n, (s, t) => ring(Math.round(t * n) % n, s, radiusAt(t)), { s: true, t: true });
  const rows = n + 1;
  return surface(
    sides,
    rows,
    (s, t) => {
      const j = Math.round(t * rows);
      const i = Math.min(Math.max(j - 1, 0), n - 1);
      return ring(i, s, j === 0 || j === rows ? 0 : radiusAt(i / (n - 1)));
    },
    { s: true },
  );
}

/** A simple polygon (counter-clockwise in x, y) drawn out along z, centred on z = 0, its rims cut by `bevel`. On walls, u runs round and v along the depth. */
export function extrude(outline: Vec2[], depth: number, bevel = 0): Soup {
  const n = outline.length;
  const inner = bevel > 0 ? inset(outline, bevel) : outline;
  const h = depth / 2;
  const rings: [Vec2[], number][] = bevel > 0 ? [[inner, -h], [outline, bevel - h], [outline, h - bevel], [inner, h]] : [[outline, -h], [outline, h]];
  const rows = rings.length - 1;
  const walls = surface(
    n,
    rows,
    (s, t) => {
      const [points, z] = rings[Math.round(t * rows)]!;
      const [x, y] = points[Math.round(s * n) % n]!;
      return [x, y, z];
    },
    { s: true },
  );
  const caps: Soup = [];
  for (const [a, b, c] of triangulate(inner)) {
    const at = (i: number, z: number) => [...inner[i]!, z, inner[i]![0], -inner[i]![1]];
    pushTriangle(caps, at(a, h), at(b, h), at(c, h));
    pushTriangle(caps, at(a, -h), at(c, -h), at(b, -h));
  }
  return merge(walls, caps);
}

/** Two outlines of equally many points, one inside the other, drawn out along z: a plate with a hole. */
export function pierced(outline: Vec2[], hole: Vec2[], depth: number): Soup {
  const n = outline.length;
  const h = depth / 2;
  const rings: [Vec2[], number][] = [[outline, -h], [outline, h], [hole, h], [hole, -h]];
  return surface(
    n,
    4,
    (s, t) => {
      const [points, z] = rings[Math.round(t * 4) % 4]!;
      return [...points[Math.round(s * n) % n]!, z];
    },
    { s: true, t: true },
  );
}

function inset(outline: Vec2[], distance: number): Vec2[] {
  const n = outline.length;
  return outline.map(([x, y], i): Vec2 => {
    const [px, py] = outline[(i + n - 1) % n]!;
    const [qx, qy] = outline[(i + 1) % n]!;
    const a = hypot(x - px, y - py);
    const b = hypot(qx - x, qy - y);
    // The sum of both edges' inward normals is scaled so that either edge moves by `distance`.
    const nx = -(y - py) / a - (qy - y) / b;
    const ny = (x - px) / a + (qx - x) / b;
    const k = (2 * distance) / Math.max(nx * nx + ny * ny, 0.5);
    return [x + k * nx, y + k * ny];
  });
}

/** Indices of the triangles that ear clipping finds; the outline runs counter-clockwise. */
function triangulate(outline: Vec2[]): [number, number, number][] {
  const area = (a: Vec2, b: Vec2, c: Vec2) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const left = outline.map((_, i) => i);
  const triangles: [number, number, number][] = [];
  while (left.length > 3) {
    const ear = left.findIndex((i, k) => {
      const [before, after] = [left.at(k - 1)!, left[(k + 1) % left.length]!];
      const [a, b, c] = [outline[before]!, outline[i]!, outline[after]!];
      if (area(a, b, c) <= 1e-14) return false;
      return left.every(j => j === before || j === i || j === after || area(a, b, outline[j]!) < 0 || area(b, c, outline[j]!) < 0 || area(c, a, outline[j]!) < 0);
    });
    if (ear < 0) throw new Error(`procedural: no ear in an outline of ${outline.length} points; wanted a simple counter-clockwise polygon`);
    triangles.push([left.at(ear - 1)!, left[ear]!, left[(ear + 1) % left.length]!]);
    left.splice(ear, 1);
  }
  triangles.push([left[0]!, left[1]!, left[2]!]);
  return triangles;
}

/** A box of width, height and depth centred on the origin; edges are rounded by `radius` in twice `steps` pieces. */
export function roundedBox(width: number, height: number, depth: number, radius = 0, steps = 2): Soup {
  const half: Vec3 = [width / 2, height / 2, depth / 2];
  // Stops along an axis are at equal angles up to 45 degrees, where the neighbouring face begins.
  const stops = (size: number): number[] => {
    if (radius === 0) return [-size, size];
    const arc = Array.from({ length: steps + 1 }, (_, k) => size - radius + radius * tan((Math.PI / 4) * (k / steps)));
    arc[steps] = size;
    return [...arc.map(a => -a).reverse(), ...arc];
  };
  const rounded = (p: Vec3): Vec3 => {
    if (radius === 0) return p;
    const core = p.map((a, k) => Math.min(Math.max(a, radius - half[k]!), half[k]! - radius)) as Vec3;
    const out = unit(sub(p, core));
    return [core[0] + radius * out[0], core[1] + radius * out[1], core[2] + radius * out[2]];
  };
  const soup: Soup = [];
  for (const [normal, right, up] of [[0, 2, 1], [1, 0, 2], [2, 0, 1]] as const) {
    for (const sign of [-1, 1]) {
      // The rightward axis is mirrored where right x up points inwards, so that u grows to the right as seen from outside.
      const flip = cross(axis(right), axis(up))[normal]! * sign;
      const [us, vs] = [stops(half[right]!), stops(half[up]!)];
      const corner = (i: number, j: number): number[] => {
        const p: Vec3 = [0, 0, 0];
        p[normal] = sign * half[normal]!;
        p[right] = flip * us[i]!;
        p[up] = vs[j]!;
        return [...rounded(p), 0.5 + us[i]! / (2 * half[right]!), 0.5 - vs[j]! / (2 * half[up]!)];
      };
      for (let j = 0; j + 1 < vs.length; j++) {
        for (let i = 0; i + 1 < us.length; i++) pushQuad(soup, corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1));
      }
    }
  }
  return soup;
}

const axis = (k: number): Vec3 => [k === 0 ? 1 : 0, k === 1 ? 1 : 0, k === 2 ? 1 : 0];

/** Rings of latitude, which have uvs, unlike an icosphere's triangles. `segments` is even. */
export function sphere(radius: number, segments: number): Soup {
  const rows = segments / 2;
  return lathe(
    Array.from({ length: rows + 1 }, (_, j): Vec2 => [j === 0 || j === rows ? 0 : radius * sin((Math.PI * j) / rows), -radius * cos((Math.PI * j) / rows)]),
    segments,
  );
}

/** Points of a regular polygon or, with two radii, of a star; counter-clockwise from the top. */
export function starOutline(points: number, outer: number, inner = outer): Vec2[] {
  const n = inner === outer ? points : 2 * points;
  return Array.from({ length: n }, (_, i): Vec2 => {
    const r = i % 2 === 0 ? outer : inner;
    return [-r * sin((TAU * i) / n), r * cos((TAU * i) / n)];
  });
}
