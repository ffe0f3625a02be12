/** Models six-sided dice of many colours, plain and marbled. */
import { boxModel, wrapper } from './boxed-products.ts';
import { fractal } from './patterns.ts';
import { color, ellipse, type Ink, mixed, type Paint } from './print-canvas.ts';
import { roundedBox } from './solids.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

const SIDE_M = 0.016;
const SIDE_MM = 1000 * SIDE_M;

/** Body, pips, and a second colour of the body where it is marbled. */
type DieColors = [body: string, pips: string, marble?: string];

const COLORS: Record<string, DieColors> = {
  black_red: ['#26211f', '#b3262a', '#3d302c'],
  black_white: ['#1d1d1f', '#f2f2ef'],
  blue_white: ['#1c3fae', '#f2f3f5'],
  brown_black: ['#a9742c', '#191410', '#6b4118'],
  dark_red_white: ['#7d1822', '#ecdcd8', '#a03a42'],
  green_white: ['#0f9a4a', '#f3f6f1'],
  ivory_black: ['#ece6d2', '#1a1814'],
  maroon_white: ['#7a2340', '#f0e2e6', '#a04a68'],
  navy_blue: ['#16264f', '#4fa0e0', '#28508c'],
  orange_black: ['#f0821c', '#1b1612', '#f6b02a'],
  purple_white: ['#5d2390', '#f1ecf5'],
  red_white: ['#cc1a20', '#f6f1ee'],
  teal_yellow: ['#166a63', '#dcc92a', '#2d8a80'],
  violet_white: ['#2c1f55', '#e8e4f2'],
  white_black: ['#f4f4f1', '#17171a'],
  yellow_black: ['#f2dc1e', '#1c1a12'],
};

export const DICE: Record<string, (rng: Rng) => SourceModel> = Object.fromEntries(Object.entries(COLORS).map(([name, colors]) => [`die_${name}`, (rng: Rng) => die(colors, rng)]));

/** Positions of the pips, in quarters of the side from its centre: x, y. */
const CORNERS: [number, number][] = [[-1, -1], [1, 1], [1, -1], [-1, 1]];
const PIPS: Record<number, [number, number][]> = {
  1: [[0, 0]],
  2: CORNERS.slice(0, 2),
  3: [[0, 0], ...CORNERS.slice(0, 2)],
  4: CORNERS,
  5: [[0, 0], ...CORNERS],
  6: [...CORNERS, [-1, 0], [1, 0]],
};

/** Opposite sides add up to 7; 1, 2 and 3 run counter-clockwise around their corner, as on most dice. */
function die([body, pips, marble]: DieColors, rng: Rng): SourceModel {
  const [base, ink] = [color(body), color(pips)];
  const paint = marble === undefined ? base : marbled(base, color(marble), Math.floor(rng() * 2 ** 31));
  const paper = wrapper(SIDE_MM, SIDE_MM, SIDE_MM, paint);
  const pipMm = SIDE_MM * (0.082 + 0.022 * rng());
  const sides = { front: 1, right: 2, top: 3, bottom: 4, left: 5, back: 6 } as const;
  for (const [side, count] of Object.entries(sides)) {
    const face = paper[side as keyof typeof sides];
    for (const [x, y] of PIPS[count]!) {
      const [cx, cy] = [SIDE_MM * (0.5 + x * 0.25), SIDE_MM * (0.5 + y * 0.25)];
      // A pip is a hollow: its rim is a little darker than its colour and than the body.
      face.fill(ellipse(cx, cy, pipMm * 1.12), mixed(base, [0, 0, 0], 0.35), 0.7);
      face.fill(ellipse(cx, cy, pipMm), mixed(ink, [0, 0, 0], 0.05));
    }
  }
  return boxModel(paper, roundedBox(SIDE_M, SIDE_M, SIDE_M, SIDE_M * (0.1 + 0.06 * rng()), 3), 0.3);
}

/** Clouds of a second colour in the first. */
function marbled(base: Ink, cloud: Ink, seed: number): Paint {
  return (x, y) => {
    const [u, v] = [x / (4 * SIDE_MM) + 1, y / (4 * SIDE_MM) + 1];
    const amount = Math.min(Math.max(3.2 * fractal(u, v, 12, 3, seed) - 1.2, 0), 1);
    return mixed(base, cloud, amount);
  };
}
