/** Builds the clutter's composed shapes: furniture, vehicles, plants, figures. Material 0 is patterned, 1 dark, 2 light, 3 coloured. */
import { atan2, cos, sin } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import { merge, moved, shifted, turned, withUvs } from './soup.ts';
import { extrude, filleted, lathe, pierced, roundedBox, sphere, starOutline, tube } from './solids.ts';
import { cubeUvs } from './uv.ts';
import type { ModelPart } from './model-of.ts';
import type { Soup, Vec2 } from './soup.ts';
import type { Rng } from './named-random.ts';

const part = (material: number, ...soups: Soup[]): ModelPart => ({ soup: material === 0 ? cubeUvs(merge(...soups), 0.13) : merge(...soups), material });
const wrapped = (soup: Soup, nu: number, nv: number): ModelPart => ({ soup: withUvs(soup, (u, v) => [u * nu, v * nv]), material: 0 });
/** A box by its centre and size. */
const box = (x: number, y: number, z: number, sx: number, sy: number, sz: number, radius = 0): Soup => shifted(roundedBox(sx, sy, sz, radius, 2), x, y, z);
const sphereAt = (x: number, y: number, z: number, radius: number, segments = 20): Soup => shifted(sphere(radius, segments), x, y, z);
/** An upright solid of revolution, moved. */
const turnedAt = (x: number, y: number, z: number, profile: Vec2[], segments = 20): Soup => shifted(lathe(profile, segments), x, y, z);
/** A rod between two heights. */
const post = (x: number, z: number, y0: number, y1: number, radius: number): Soup => turnedAt(x, 0, z, [[0, y0], [radius, y0], [radius, y1], [0, y1]], 12);
/** A wheel whose axle runs along z. */
const wheel = (x: number, y: number, z: number, radius: number, width: number): Soup =>
  shifted(turned(lathe(filleted([[0, -width / 2], [radius, -width / 2, radius * 0.2], [radius, width / 2, radius * 0.2], [0, width / 2]], 2), 20), 'x', Math.PI / 2), x, y, z);
const corners = (dx: number, dz: number): [number, number][] => [[-dx, -dz], [dx, -dz], [-dx, dz], [dx, dz]];

export const TOYS: Record<string, (rng: Rng) => ModelPart[]> = {
  boat: () => [
    part(0, moved(extrude([[-0.09, 0], [0.07, 0], [0.13, 0.05], [-0.11, 0.05]], 0.09, 0.004), (x, y, z) => [x, y, z * (0.7 + 6 * y) * (x > 0.1 ? 0.25 : 1)])),
    part(2, box(-0.02, 0.075, 0, 0.1, 0.05, 0.06, 0.006)),
    part(3, turnedAt(-0.03, 0.1, 0, [[0, 0], [0.02, 0], [0.02, 0.06], [0, 0.06]])),
    part(1, turnedAt(-0.03, 0.145, 0, [[0, 0], [0.021, 0], [0.021, 0.016], [0, 0.016]])),
  ],
  bolt: () => {
    const thread: Vec2[] = Array.from({ length: 33 }, (_, i): Vec2 => [i % 2 === 0 ? 0.032 : 0.038, -0.11 + (0.13 * i) / 32]);
    return [part(0, turned(shifted(extrude(starOutline(6, 0.08), 0.055, 0.006), 0, 0, -0.045), 'x', Math.PI / 2), lathe([[0, -0.118], [0.028, -0.118], ...thread, [0, 0.02]], 24))];
  },
  bush: rng => [
    part(0, ...Array.from({ length: 9 }, () => sphereAt(0.11 * (rng() - 0.5), 0.05 + 0.09 * rng(), 0.11 * (rng() - 0.5), 0.04 + 0.025 * rng(), 14))),
    part(3, turnedAt(0, -0.09, 0, [[0, 0], [0.05, 0], [0.068, 0.1], [0.072, 0.1], [0.072, 0.115], [0, 0.115]])),
  ],
  cactus: () => {
    const ribs = (soup: Soup): Soup => moved(soup, (x, y, z) => {
      const k = 1 + 0.12 * cos(10 * atan2(z, x));
      return [x * k, y, z * k];
    });
    const stem = filleted([[0, -0.04], [0.036, -0.04], [0.042, 0.12, 0.04], [0, 0.14]], 5);
    const arm = (s: number): Soup => tube([[0, 0.02, 0], [s * 0.05, 0.022, 0], [s * 0.074, 0.04, 0], [s * 0.08, 0.07, 0], [s * 0.08, 0.1, 0]], 0.02, 12);
    return [wrapped(merge(ribs(lathe(stem, 40)), arm(1), shifted(arm(-1), 0, 0.02, 0)), 4, 2), part(3, turnedAt(0, -0.11, 0, [[0, 0], [0.045, 0], [0.062, 0.075], [0, 0.075]], 24))];
  },
  car: () => [
    part(0, extrude(filleted([[-0.12, -0.03], [0.12, -0.03], [0.122, 0.01, 0.02], [0.06, 0.018, 0.01], [0.03, 0.06, 0.02], [-0.06, 0.06, 0.02], [-0.09, 0.02, 0.01], [-0.122, 0.015, 0.02], [-0.12, -0.03]], 3).slice(0, -1), 0.1, 0.006)),
    part(1, ...corners(0.07, 0.046).map(([x, z]) => wheel(x, -0.03, z, 0.03, 0.022))),
    part(2, ...corners(0.07, 0.056).map(([x, z]) => wheel(x, -0.03, z, 0.015, 0.008)), box(-0.043, 0.038, 0, 0.036, 0.024, 0.104, 0.002), box(0.004, 0.038, 0, 0.036, 0.024, 0.104, 0.002)),
  ],
  castle: () => {
    const towers = corners(0.075, 0.075);
    return [
      part(0, box(0, -0.02, 0, 0.15, 0.11, 0.15), ...towers.map(([x, z]) => post(x, z, -0.08, 0.08, 0.032)), post(0, 0, 0, 0.11, 0.035)),
      part(3, ...[...towers, [0, 0] as const].map(([x, z]) => turnedAt(x, x === 0 ? 0.11 : 0.08, z, [[0, 0], [0.042, 0], [0, 0.06]], 16))),
      part(1, box(0, -0.045, 0.075, 0.04, 0.06, 0.006)),
    ];
  },
  chair: () => [part(0, box(0, 0, 0, 0.13, 0.018, 0.13, 0.004), ...corners(0.055, 0.055).map(([x, z]) => box(x, -0.055, z, 0.016, 0.11, 0.016)), box(0, 0.085, -0.058, 0.126, 0.06, 0.014, 0.004), ...[-0.055, 0.055].map(x => box(x, 0.05, -0.058, 0.014, 0.1, 0.013)))],
  crate: () => [
    part(0, box(0, 0, 0, 0.15, 0.15, 0.15), ...[-1, 1].flatMap(s => [-1, 1].flatMap(t => [box(0.07 * s, 0.07 * t, 0, 0.025, 0.025, 0.165), box(0.07 * s, 0, 0.07 * t, 0.025, 0.165, 0.025), box(0, 0.07 * s, 0.07 * t, 0.165, 0.025, 0.025)]))),
  ],
  dumbbell: () => [part(0, turned(lathe(filleted([[0, -0.11], [0.055, -0.11, 0.008], [0.055, -0.06, 0.008], [0.017, -0.06], [0.017, 0.06], [0.055, 0.06, 0.008], [0.055, 0.11, 0.008], [0, 0.11]], 3), 32), 'z', Math.PI / 2))],
  frame: () => [part(0, ...[-1, 1].flatMap(s => [-1, 1].flatMap(t => [box(0.07 * s, 0.07 * t, 0, 0.032, 0.032, 0.172, 0.004), box(0.07 * s, 0, 0.07 * t, 0.03, 0.17, 0.03, 0.004), box(0, 0.07 * s, 0.07 * t, 0.17, 0.03, 0.03, 0.004)])))],
  house: () => [
    part(0, box(0, -0.02, 0, 0.17, 0.11, 0.13)),
    part(3, turned(extrude([[-0.08, 0.03], [0.08, 0.03], [0, 0.11]], 0.19, 0.003), 'y', Math.PI / 2), box(0.05, 0.075, -0.03, 0.026, 0.08, 0.026)),
    part(1, box(0, -0.045, 0.065, 0.035, 0.06, 0.006)),
    part(2, ...[-0.055, 0.055].map(x => box(x, -0.01, 0.065, 0.03, 0.03, 0.006))),
  ],
  lamp: () => [
    wrapped(lathe([[0, 0.03], [0.085, 0.02], [0.087, 0.02], [0.05, 0.11], [0.047, 0.11], [0, 0.105]], 32), 6, 2),
    part(1, lathe(filleted([[0, -0.11], [0.055, -0.11], [0.055, -0.1, 0.005], [0.02, -0.085, 0.03], [0.026, -0.03, 0.04], [0.008, 0, 0.01], [0.008, 0.06], [0, 0.06]], 4), 24)),
  ],
  mushroom: () => [
    wrapped(lathe(filleted([[0, 0.015], [0.09, 0.0, 0.006], [0.1, 0.012, 0.01], [0.075, 0.075, 0.05], [0, 0.1]], 6), 32), 3, 2),
    part(2, lathe(filleted([[0, -0.1], [0.045, -0.1, 0.015], [0.03, -0.03, 0.05], [0.035, 0.02], [0, 0.02]], 4), 24)),
  ],
  pine: () => [
    wrapped(merge(...[0, 1, 2, 3].map(i => turnedAt(0, -0.06 + 0.045 * i, 0, [[0, 0.012], [0.085 - 0.018 * i, 0], [0, 0.09]], 24))), 4, 2),
    part(3, post(0, 0, -0.11, -0.03, 0.022)),
  ],
  plane: () => [
    part(0, turned(lathe(filleted([[0, -0.12], [0.02, -0.11, 0.01], [0.045, -0.02, 0.06], [0.045, 0.07, 0.04], [0, 0.105]], 5), 24), 'z', -Math.PI / 2), box(0.02, 0, 0, 0.09, 0.018, 0.24, 0.007), box(-0.095, 0.01, 0, 0.05, 0.014, 0.13, 0.005), box(-0.1, 0.045, 0, 0.05, 0.085, 0.014, 0.005)),
    part(1, box(0.106, 0, 0, 0.007, 0.13, 0.02, 0.003)),
    part(2, sphereAt(0.106, 0, 0, 0.016, 12), sphereAt(0.045, 0.036, 0, 0.026, 14)),
  ],
  robot: () => [
    part(0, box(0, 0, 0, 0.1, 0.1, 0.07, 0.01), box(0, 0.09, 0, 0.075, 0.06, 0.06, 0.01)),
    part(1, ...[-0.028, 0.028].map(x => box(x, -0.085, 0, 0.034, 0.08, 0.045, 0.006)), ...[-0.065, 0.065].map(x => box(x, -0.005, 0, 0.026, 0.1, 0.034, 0.006)), post(0, 0, 0.1, 0.14, 0.004)),
    part(2, ...[-0.018, 0.018].map(x => sphereAt(x, 0.098, 0.03, 0.011, 12)), box(0, 0.01, 0.035, 0.05, 0.03, 0.008)),
    part(3, sphereAt(0, 0.143, 0, 0.01, 12), box(0, 0.075, 0.03, 0.04, 0.007, 0.008)),
  ],
  rocket: () => [
    wrapped(lathe(filleted([[0, -0.07], [0.05, -0.07], [0.07, 0, 0.06], [0.058, 0.055, 0.05], [0.046, 0.075]], 4).concat([[0, 0.075]]), 28), 4, 2),
    part(3, turnedAt(0, 0.075, 0, filleted([[0, 0], [0.047, 0], [0.03, 0.03, 0.02], [0, 0.045]], 4), 28), ...[0, 1, 2].map(i => turned(extrude([[0.03, -0.07], [0.1, -0.1], [0.1, -0.05], [0.055, 0.02]], 0.018, 0.003), 'y', (i * 2 * Math.PI) / 3))),
    part(1, turnedAt(0, -0.095, 0, [[0, 0], [0.045, 0], [0.03, 0.026], [0, 0.026]])),
    part(2, shifted(pierced(starOutline(24, 0.028), starOutline(24, 0.018), 0.02), 0, 0.025, 0.06)),
  ],
  snowman: () => [
    wrapped(merge(sphereAt(0, -0.06, 0, 0.07, 28), sphereAt(0, 0.035, 0, 0.05, 24), sphereAt(0, 0.105, 0, 0.036, 20)), 2, 2),
    part(1, turnedAt(0, 0.13, 0, [[0, 0], [0.042, 0], [0.042, 0.006], [0.026, 0.006], [0.026, 0.05], [0, 0.05]]), ...[-0.012, 0.012].map(x => sphereAt(x, 0.112, 0.033, 0.005, 8)), ...[0.02, 0.045].map(y => sphereAt(0, y, 0.049, 0.006, 8))),
    part(3, shifted(turned(lathe([[0, 0], [0.008, 0], [0, 0.045]], 10), 'x', Math.PI / 2), 0, 0.1, 0.033)),
  ],
  stacking_rings: () => [
    ...[0, 2, 3, 0, 2].map((material, i): ModelPart => {
      const r = 0.058 - 0.009 * i;
      const loop = Array.from({ length: 24 }, (_, k): Vec3 => [r * cos((k / 24) * 2 * Math.PI), -0.06 + 0.034 * i, -r * sin((k / 24) * 2 * Math.PI)]);
      const soup = tube(loop, 0.0185, 11, true);
      return material === 0 ? wrapped(soup, 1, 4) : part(material, soup);
    }),
    part(1, turnedAt(0, -0.1, 0, filleted([[0, 0], [0.08, 0], [0.08, 0.022, 0.01], [0.03, 0.024], [0.018, 0.2, 0.01], [0, 0.205]], 3), 28)),
  ],
  stool: () => [
    part(0, lathe(filleted([[0, 0.07], [0.085, 0.07, 0.008], [0.085, 0.1, 0.008], [0, 0.1]], 3), 32)),
    part(1, ...corners(1, 1).map(([x, z]) => tube([[0.045 * x, 0.075, 0.045 * z], [0.07 * x, -0.1, 0.07 * z]], 0.011, 10)), ...corners(1, 1).slice(0, 2).map(([x]) => tube([[0.06 * x, -0.03, -0.06], [0.06 * x, -0.03, 0.06]], 0.007, 8))),
  ],
  table: () => [part(0, box(0, 0.06, 0, 0.24, 0.022, 0.15, 0.005), box(0, 0.04, 0, 0.2, 0.03, 0.11)), part(3, ...corners(0.1, 0.058).map(([x, z]) => turnedAt(x, 0, z, filleted([[0, -0.09], [0.008, -0.09], [0.014, 0, 0.04], [0.01, 0.055], [0, 0.055]], 3), 14)))],
  train: () => [
    part(0, turned(lathe(filleted([[0, -0.07], [0.042, -0.07, 0.006], [0.042, 0.07, 0.006], [0, 0.07]], 2), 24), 'z', Math.PI / 2), box(-0.07, 0.03, 0, 0.07, 0.11, 0.095, 0.004)),
    part(1, box(-0.02, -0.042, 0, 0.19, 0.024, 0.075), ...[-0.08, -0.02, 0.04].flatMap(x => [-0.04, 0.04].map(z => wheel(x, -0.055, z, 0.026, 0.014)))),
    part(2, turnedAt(0.04, 0.03, 0, [[0, 0], [0.012, 0], [0.02, 0.06], [0, 0.06]]), box(-0.07, 0.05, 0, 0.045, 0.035, 0.098), wheel(0.071, 0, 0, 0.012, 0.01)),
    part(3, box(-0.07, 0.09, 0, 0.09, 0.012, 0.11, 0.003), turnedAt(0.0, 0.03, 0, [[0, 0], [0.014, 0], [0.012, 0.025], [0, 0.03]])),
  ],
};
