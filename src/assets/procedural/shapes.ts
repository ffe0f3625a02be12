/** Builds the clutter's single-bodied shapes, about 0.2 m across. */
import { acos, cos, pow, sin, square } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import { TAU, merge, moved, turned, withUvs } from './soup.ts';
import { extrude, filleted, lathe, pierced, roundedBox, sphere, spline, starOutline, surface, tube } from './solids.ts';
import { hash2 } from './named-random.ts';
import { cubeUvs } from './uv.ts';
import type { Soup, Vec2 } from './soup.ts';
import type { Rng } from './named-random.ts';

/** Side of one repeat of a texture, metres. */
const TILE = 0.13;

/** Repeats the texture whole times along the surface's own parameters, so that seams match. */
const wrapped = (soup: Soup, nu: number, nv: number): Soup => withUvs(soup, (u, v) => [u * nu, v * nv]);
const cubed = (soup: Soup): Soup => cubeUvs(soup, TILE);

/** A plate of a closed outline, counter-clockwise. */
const plate = (outline: Vec2[], depth: number, bevel = 0.004): Soup => cubed(extrude(outline, depth, bevel));
const circle = (radius: number, points: number): Vec2[] => starOutline(points, radius);

/** Resamples a regular polygon so that it has as many points as the circle of a hole. */
function polygonRing(sides: number, radius: number, points: number): Vec2[] {
  const corners = circle(radius, sides);
  return Array.from({ length: points }, (_, i): Vec2 => {
    const at = (i / points) * sides;
    const k = Math.floor(at);
    const [a, b] = [corners[k]!, corners[(k + 1) % sides]!];
    return [a[0] + (b[0] - a[0]) * (at - k), a[1] + (b[1] - a[1]) * (at - k)];
  });
}

function gearOutline(teeth: number, outer: number, inner: number): Vec2[] {
  return Array.from({ length: teeth * 4 }, (_, i): Vec2 => {
    const r = i % 4 < 2 ? outer : inner;
    const angle = (TAU * (i + (i % 2 === 0 ? 0.12 : -0.12) * (i % 4 < 2 ? 1 : -1))) / (teeth * 4);
    return [-r * sin(angle), r * cos(angle)];
  });
}

/** Smooth noise in three dimensions, -1 to 1: the mean of seven sines in random directions. */
function lumps(rng: Rng): (x: number, y: number, z: number) => number {
  const waves = Array.from({ length: 7 }, () => [rng() - 0.5, rng() - 0.5, rng() - 0.5, rng() * TAU].map((a, k) => (k < 3 ? a * 4 : a)));
  return (x, y, z) => waves.reduce((sum, [a, b, c, d]) => sum + sin(a! * x + b! * y + c! * z + d!), 0) / 7;
}

function lumpySphere(segments: number, radius: number, lump: (x: number, y: number, z: number) => number): Soup {
  return moved(sphere(1, segments), (x, y, z) => {
    const r = radius * lump(x, y, z);
    return [x * r, y * r, z * r];
  });
}

function icosahedron(radius: number): Soup {
  const g = (1 + Math.sqrt(5)) / 2;
  const k = radius / Math.sqrt(1 + g * g);
  const at: Vec3[] = [[-1, g, 0], [1, g, 0], [-1, -g, 0], [1, -g, 0], [0, -1, g], [0, 1, g], [0, -1, -g], [0, 1, -g], [g, 0, -1], [g, 0, 1], [-g, 0, -1], [-g, 0, 1]];
  const faces = [0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7, 1, 8, 3, 9, 4, 3, 4, 2, 3, 2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8, 1];
  return faces.flatMap(i => [...at[i]!.map(a => a * k), 0, 0]);
}

const arcPath = (radius: number, from: number, to: number, points: number): Vec3[] =>
  Array.from({ length: points }, (_, i): Vec3 => {
    const angle = from + ((to - from) * i) / (points - 1);
    return [radius * cos(angle), radius * sin(angle), 0];
  });

export const SHAPES: Record<string, (rng: Rng) => Soup> = {
  arch: () => plate([[-0.1, -0.09], [-0.055, -0.09], [-0.055, 0.01], ...Array.from({ length: 11 }, (_, i): Vec2 => [-0.055 * cos((Math.PI * (i + 1)) / 12), 0.01 + 0.055 * sin((Math.PI * (i + 1)) / 12)]), [0.055, 0.01], [0.055, -0.09], [0.1, -0.09], [0.1, 0.01], ...Array.from({ length: 11 }, (_, i): Vec2 => [0.1 * cos((Math.PI * (i + 1)) / 12), 0.01 + 0.1 * sin((Math.PI * (i + 1)) / 12)]), [-0.1, 0.01]], 0.09),
  arrow: () => plate([[-0.12, -0.03], [0.02, -0.03], [0.02, -0.08], [0.12, 0], [0.02, 0.08], [0.02, 0.03], [-0.12, 0.03]], 0.05),
  barrel: () => wrapped(lathe(filleted([[0, -0.1], [0.06, -0.1], [0.066, -0.1], [0.066, -0.085], [0.079, -0.04, 0.04], [0.082, 0, 0.05], [0.079, 0.04, 0.04], [0.066, 0.085], [0.066, 0.1], [0.06, 0.1], [0, 0.1]], 3), 32), 3, 2),
  blob: rng => {
    const lump = lumps(rng);
    return wrapped(lumpySphere(40, 0.1, (x, y, z) => 1 + 0.45 * lump(2 * x, 2 * y, 2 * z)), 3, 2);
  },
  capsule: () => wrapped(lathe([...Array.from({ length: 9 }, (_, i): Vec2 => [i === 0 ? 0 : 0.055 * sin((Math.PI * i) / 16), -0.05 - 0.055 * cos((Math.PI * i) / 16)]), ...Array.from({ length: 9 }, (_, i): Vec2 => [i === 8 ? 0 : 0.055 * cos((Math.PI * i) / 16), 0.05 + 0.055 * sin((Math.PI * i) / 16)])], 32), 3, 2),
  cone: () => wrapped(lathe([[0, -0.1], [0.09, -0.1], [0.045, 0], [0, 0.1]], 36), 4, 2),
  crescent: () => plate([...Array.from({ length: 17 }, (_, i): Vec2 => [0.1 * cos(0.7 + (i / 16) * 4.88), 0.1 * sin(0.7 + (i / 16) * 4.88)]), ...Array.from({ length: 13 }, (_, i): Vec2 => [0.045 + 0.072 * cos(5.1 - ((i + 0.5) / 13) * 3.9), 0.072 * sin(5.1 - ((i + 0.5) / 13) * 3.9)])], 0.06, 0),
  cross: () => plate([[-0.03, -0.1], [0.03, -0.1], [0.03, -0.03], [0.1, -0.03], [0.1, 0.03], [0.03, 0.03], [0.03, 0.1], [-0.03, 0.1], [-0.03, 0.03], [-0.1, 0.03], [-0.1, -0.03], [-0.03, -0.03]], 0.06),
  cylinder: () => wrapped(lathe(filleted([[0, -0.08], [0.07, -0.08, 0.004], [0.07, 0.08, 0.004], [0, 0.08]], 2), 36), 3, 2),
  drill: () => twisted(starOutline(4, 0.07, 0.035), 0.24, 3.4, 48),
  egg: () => wrapped(moved(sphere(0.08, 36), (x, y, z) => [x * (1 - 1.6 * y), y * 1.3, z * (1 - 1.6 * y)]), 3, 2),
  frustum: () => cubed(turned(lathe([[0, -0.07], [0.11, -0.07], [0.06, 0.07], [0, 0.07]], 4), 'y', Math.PI / 4)),
  gear: () => cubed(pierced(gearOutline(14, 0.1, 0.08), circle(0.03, 56), 0.045)),
  goblet: () => wrapped(lathe(spline<Vec2>([[0, -0.1], [0.055, -0.1], [0.05, -0.092], [0.014, -0.075], [0.012, -0.02], [0.05, 0.01], [0.066, 0.06], [0.06, 0.1], [0.055, 0.1], [0.06, 0.06], [0.044, 0.018], [0, 0.002]], 3), 32), 4, 3),
  heart: () => plate(Array.from({ length: 40 }, (_, i): Vec2 => {
    const t = (TAU * (i + 0.5)) / 40;
    return [-0.1 * sin(t) * square(sin(t)), 0.0068 * (13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t))];
  }), 0.06, 0.006),
  hourglass: () => wrapped(lathe(spline<Vec2>([[0, -0.1], [0.07, -0.1], [0.066, -0.06], [0.02, 0], [0.066, 0.06], [0.07, 0.1], [0, 0.1]], 4), 32), 4, 3),
  i_profile: () => plate([[-0.07, -0.09], [0.07, -0.09], [0.07, -0.06], [0.015, -0.06], [0.015, 0.06], [0.07, 0.06], [0.07, 0.09], [-0.07, 0.09], [-0.07, 0.06], [-0.015, 0.06], [-0.015, -0.06], [-0.07, -0.06]], 0.13),
  icosahedron: () => cubed(icosahedron(0.1)),
  l_profile: () => plate([[-0.08, -0.08], [0.08, -0.08], [0.08, -0.04], [-0.04, -0.04], [-0.04, 0.08], [-0.08, 0.08]], 0.13),
  letter_e: () => plate([[-0.07, -0.1], [0.07, -0.1], [0.07, -0.06], [-0.02, -0.06], [-0.02, -0.02], [0.05, -0.02], [0.05, 0.02], [-0.02, 0.02], [-0.02, 0.06], [0.07, 0.06], [0.07, 0.1], [-0.07, 0.1]], 0.06),
  letter_k: () => plate([[-0.08, -0.1], [-0.035, -0.1], [-0.035, -0.035], [-0.015, -0.012], [0.035, -0.1], [0.09, -0.1], [0.018, 0.018], [0.085, 0.1], [0.03, 0.1], [-0.035, 0.02], [-0.035, 0.1], [-0.08, 0.1]], 0.06),
  letter_s: () => wrapped(tube(spline<Vec3>([[0.06, 0.06, 0], [0.03, 0.09, 0], [-0.03, 0.09, 0], [-0.06, 0.055, 0], [-0.03, 0.015, 0], [0.03, -0.015, 0], [0.06, -0.055, 0], [0.03, -0.09, 0], [-0.03, -0.09, 0], [-0.06, -0.06, 0]], 4), 0.027, 14), 2, 8),
  magnet: () => wrapped(tube([[0.06, -0.08, 0], [0.06, -0.04, 0], ...arcPath(0.06, 0, Math.PI, 17), [-0.06, -0.04, 0], [-0.06, -0.08, 0]], 0.03, 14), 2, 5),
  nut: () => cubed(pierced(polygonRing(6, 0.1, 48), circle(0.055, 48), 0.075)),
  octahedron: () => cubed(turned(lathe([[0, -0.1], [0.1, 0], [0, 0.1]], 4), 'y', 0.4)),
  pawn: () => wrapped(lathe(spline<Vec2>([[0, -0.11], [0.062, -0.11], [0.064, -0.095], [0.05, -0.08], [0.03, -0.04], [0.022, 0.02], [0.042, 0.03], [0.022, 0.042], [0.04, 0.07], [0.03, 0.1], [0, 0.112]], 3), 28), 3, 3),
  pipe_elbow: () => wrapped(tube([[0.07, -0.11, 0], ...arcPath(0.09, 0, Math.PI / 2, 14).map(([x, y]): Vec3 => [x - 0.02, y - 0.04, 0]), [-0.11, 0.05, 0]], t => (t < 0.06 || t > 0.94 ? 0.052 : 0.04), 24), 3, 3),
  prism: () => plate(circle(0.08, 6), 0.15),
  pyramid: () => cubed(turned(lathe([[0, -0.07], [0.12, -0.07], [0, 0.1]], 4), 'y', Math.PI / 4)),
  ring: () => cubed(pierced(circle(0.1, 40), circle(0.06, 40), 0.07)),
  rock: rng => {
    const lump = lumps(rng);
    const seed = Math.floor(rng() * 1e6);
    // Steps in the noise make facets; the crease angle keeps their edges.
    return cubed(lumpySphere(22, 0.1, (x, y, z) => 1 + 0.3 * lump(2 * x, 2 * y, 2 * z) + 0.1 * (hash2(Math.round(x * 3.1), Math.round(y * 2.9) + 40 * Math.round(z * 3), seed) - 0.5)));
  },
  rounded_cube: () => cubed(roundedBox(0.15, 0.15, 0.15, 0.03, 4)),
  shell: () => {
    // A tube that widens along a spiral: its coils overlap as a snail's do.
    const path = Array.from({ length: 61 }, (_, i): Vec3 => {
      const a = (i / 60) * 3.2 * TAU;
      const r = 0.012 + 0.062 * pow(i / 60, 1.3);
      return [r * cos(a), 0.085 - 0.125 * pow(i / 60, 1.1), r * sin(a)];
    });
    return wrapped(tube(path, t => 0.01 + 0.038 * t, 16), 2, 12);
  },
  sphere: () => wrapped(sphere(0.1, 40), 4, 2),
  spiky_ball: () => {
    const spikes: Soup[] = [sphere(0.065, 24)];
    const spike = lathe([[0, 0], [0.02, 0.05], [0, 0.12]], 8);
    for (let i = 0; i < 26; i++) {
      const y = 1 - (2 * (i + 0.5)) / 26; // golden spiral: even over the sphere
      spikes.push(turned(turned(spike, 'x', acos(y)), 'y', i * 2.399963));
    }
    return cubed(merge(...spikes));
  },
  spring: () => wrapped(tube(Array.from({ length: 91 }, (_, i): Vec3 => [0.065 * cos((i / 90) * 5 * TAU), -0.085 + (0.17 * i) / 90, 0.065 * sin((i / 90) * 5 * TAU)]), 0.014, 12), 1, 20),
  stairs: () => plate([[-0.1, -0.09], [0.1, -0.09], [0.1, 0.07], [0.06, 0.07], [0.06, 0.03], [0.02, 0.03], [0.02, -0.01], [-0.02, -0.01], [-0.02, -0.05], [-0.1, -0.05]].map(([x, y]): Vec2 => [x!, y!]), 0.14, 0.003),
  star: () => plate(starOutline(5, 0.11, 0.055), 0.055, 0.006),
  sun: () => plate(starOutline(14, 0.105, 0.075), 0.06, 0.004),
  superegg: () => wrapped(moved(sphere(1, 36), (x, y, z) => {
    const k = 0.085 / Math.sqrt(Math.sqrt(square(x * x) + square(y * y) + square(z * z)));
    return [x * k, y * k * 1.2, z * k];
  }), 3, 2),
  torus: () => wrapped(tube(arcPath(0.07, 0, TAU, 41).slice(0, -1), 0.034, 20, true), 2, 5),
  torus_knot: () => wrapped(tube(Array.from({ length: 110 }, (_, i): Vec3 => {
    const t = (TAU * i) / 110;
    const r = 0.062 + 0.028 * cos(3 * t);
    return [r * cos(2 * t), r * sin(2 * t), 0.032 * sin(3 * t)];
  }), 0.019, 12, true), 1, 12),
  twisted_column: () => twisted(starOutline(5, 0.075, 0.05), 0.2, 1.9, 32),
  u_profile: () => plate([[-0.08, -0.08], [0.08, -0.08], [0.08, 0.08], [0.045, 0.08], [0.045, -0.045], [-0.045, -0.045], [-0.045, 0.08], [-0.08, 0.08]], 0.12),
  vase: rng => wrapped(lathe(spline<Vec2>([[0, -0.11], [0.045, -0.11], [0.05 + 0.03 * rng(), -0.06], [0.06 + 0.03 * rng(), 0], [0.03 + 0.02 * rng(), 0.06], [0.045, 0.11], [0.04, 0.11], [0.026, 0.06], [0, 0.03]], 4), 32), 4, 3),
  wedge: () => plate([[-0.1, -0.06], [0.1, -0.06], [0.1, 0.08]], 0.12),
};

/** An outline pushed along y while it turns by `angleRad`. */
function twisted(outline: Vec2[], height: number, angleRad: number, rows: number): Soup {
  const n = outline.length;
  const soup = surface(
    n,
    rows + 2,
    (s, t) => {
      const j = Math.round(t * (rows + 2));
      const h = Math.min(Math.max(j - 1, 0), rows) / rows;
      if (j === 0 || j === rows + 2) return [0, (h - 0.5) * height, 0];
      const [x, z] = outline[Math.round(s * n) % n]!;
      const [c, d] = [cos(h * angleRad), sin(h * angleRad)];
      return [c * x - d * z, (h - 0.5) * height, -(d * x + c * z)];
    },
    { s: true },
  );
  return wrapped(soup, 3, 3);
}
