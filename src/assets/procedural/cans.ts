/** Models turned products: cans, tins, cups, a mug, a bowl, a battery, tape. */
import { cos, sin } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import { PrintCanvas, below, color, ellipse, mixed, polygon, rect, ring, star } from './print-canvas.ts';
import { BLACK, WHITE, barcode, nutritionTable, smallPrint } from './packaging.ts';
import { plain, printed } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { merge, shifted, turned, withUvs } from './soup.ts';
import { extrude, filleted, lathe, tube } from './solids.ts';
import type { Ink, Paint } from './print-canvas.ts';
import type { Vec2 } from './soup.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

const STEEL = color('#d5d8dc');
const METAL = { metallic: 0.8, roughness: 0.3 };

/** Draws the same on the front and on the back of a label that goes all round. */
function onBothSides(canvas: PrintCanvas, draw: (x: number) => void): void {
  draw(canvas.width / 2);
  draw(0);
  draw(canvas.width);
}

export function sodaCan(rng: Rng): SourceModel {
  const [red, dark, silver] = ['#d3121f', '#7c0712', '#e8eaee'].map(color) as [Ink, Ink, Ink];
  const label = new PrintCanvas(512, 207, 110, (_, y) => mixed(red, dark, Math.max(0, y - 40) / 90));
  label.fill(below(x => 68 + 12 * sin((x / 207) * 4 * Math.PI), 207, 110), silver);
  label.fill(below(x => 75 + 13 * sin((x / 207) * 4 * Math.PI + 0.25), 207, 110), dark);
  for (let i = 0; i < 60; i++) label.fill(ring(rng() * 207, 84 + rng() * 26, 0.7 + rng() * 1.8, 0.5), silver, 0.5);
  onBothSides(label, x => {
    label.text('FIZZO', x, 38, 27, WHITE, { weight: 0.22, slant: 0.3 }, 64);
    label.text('CHERRY COLA', x, 90, 8, WHITE, { slant: 0.2 }, 50);
    label.text('330 ML', x, 103, 5, silver);
  });
  nutritionTable(label, 138, 48, 26, 40, rng);
  barcode(label, 43, 76, 26, 26, rng);
  const bottom: Vec2[] = [[0, 0.008], [0.018, 0.005], [0.023, 0], [0.026, 0.001], [0.033, 0.009]];
  const wall: Vec2[] = [[0.033, 0.009], [0.033, 0.107]];
  const shoulder = filleted([[0.033, 0.107], [0.0325, 0.11, 0.002], [0.027, 0.1185, 0.002], [0.0275, 0.1215, 0.001], [0.0265, 0.122, 0.001], [0.0255, 0.1205], [0.025, 0.117, 0.001], [0, 0.117]], 2);
  const tab = shifted(turned(extrude(Array.from({ length: 16 }, (_, i): Vec2 => [0.0065 * cos(i * Math.PI / 8), 0.011 * sin(i * Math.PI / 8)]), 0.0014), 'x', -Math.PI / 2), 0, 0.1178, 0.003);
  return modelOf(
    [
      { soup: lathe(wall, 40), material: 0 },
      { soup: merge(lathe(bottom, 40), lathe(shoulder, 40), tab), material: 1 },
    ],
    [printed(label, { metallic: 0.25, roughness: 0.3 }), plain(STEEL, METAL)],
  );
}

/** A tin with beads at both rims, and the label between them. */
function tin(radius: number, height: number, label: PrintCanvas, lid: Ink): SourceModel {
  const r = radius;
  const h = height;
  const rim = 0.0022;
  const low: Vec2[] = [[0, 0.003], [r - 0.004, 0.003], [r - 0.003, 0.0005], [r, 0], [r + 0.001, 0.002], [r, rim * 2]];
  const high: Vec2[] = low.map(([x, y]): Vec2 => [x, h - y]).reverse();
  // Rings are pressed into the lid, as deep as the rim.
  const rings: Vec2[] = [[r * 0.8, h - 0.003], [r * 0.78, h - 0.004], [r * 0.66, h - 0.004], [r * 0.64, h - 0.003], [0, h - 0.003]];
  return modelOf(
    [
      { soup: lathe([[r, 2 * rim], [r, h - 2 * rim]], 40), material: 0 },
      { soup: merge(lathe(low, 40), lathe([...high.slice(0, -1), ...rings], 40)), material: 1 },
    ],
    [printed(label, { roughness: 0.4 }), plain(lid, METAL)],
  );
}

export function tunaTin(rng: Rng): SourceModel {
  const [sea, deep, gold] = ['#1d87c9', '#0b3c73', '#f6c945'].map(color) as [Ink, Ink, Ink];
  const label = new PrintCanvas(512, 264, 34, (_, y) => mixed(sea, deep, y / 34));
  label.fill(below(x => 27 + 1.6 * sin((x / 264) * 44 * Math.PI), 264, 34), gold);
  onBothSides(label, x => {
    label.fill(ellipse(x, 14, 34, 11), WHITE);
    label.fill(ellipse(x - 20, 14, 9, 4.2), sea);
    label.fill(polygon([[x - 13, 14], [x - 8, 10], [x - 8, 18]]), sea);
    label.fill(ellipse(x - 25, 13, 0.9), BLACK);
    label.text('TUNA', x + 11, 14, 9, deep, { weight: 0.24 }, 36);
  });
  barcode(label, 56, 4, 26, 21, rng);
  smallPrint(label, 178, 5, 36, 6, 3.2, WHITE, rng);
  return tin(0.042, 0.036, label, color('#e3c877'));
}

export function soupCan(rng: Rng): SourceModel {
  const [tomato, cream, green] = ['#c8201d', '#fff6e0', '#3c8c3a'].map(color) as [Ink, Ink, Ink];
  const label = new PrintCanvas(512, 207, 102, cream);
  label.fill(rect(0, 0, 207, 46), tomato);
  for (let i = 0; i < 23; i++) label.fill(ellipse((i + 0.5) * 9, 46, 4.5), tomato);
  onBothSides(label, x => {
    label.text('NONNA', x, 16, 17, cream, { weight: 0.18, slant: 0.25 }, 62);
    label.text('SINCE 1907', x, 35, 5, cream);
    for (const [dx, dy, r] of [[-13, 68, 10], [12, 70, 11], [0, 74, 12]] as const) {
      label.fill(ellipse(x + dx, dy, r * 1.1, r), mixed(tomato, BLACK, 0.2));
      label.fill(ellipse(x + dx - 0.6, dy - 0.6, r, r * 0.9), tomato);
      label.fill(ellipse(x + dx - r * 0.4, dy - r * 0.35, r * 0.22), WHITE, 0.7);
      label.fill(star(x + dx, dy - r * 0.78, 5, r * 0.5, r * 0.16), green);
    }
    label.text('TOMATO SOUP', x, 94, 8, tomato, { weight: 0.2 }, 62);
  });
  nutritionTable(label, 138, 52, 26, 40, rng);
  barcode(label, 42, 60, 26, 26, rng);
  return tin(0.033, 0.11, label, STEEL);
}

export function yogurtCup(rng: Rng): SourceModel {
  const [berry, pink] = ['#7b2d8b', '#f4a9c7'].map(color) as [Ink, Ink];
  const label = new PrintCanvas(512, 215, 70, (_, y) => mixed(WHITE, pink, Math.max(0, y - 15) / 55));
  onBothSides(label, x => {
    label.fill(ellipse(x, 22, 38, 15), berry);
    label.text('YOLA', x, 21, 16, WHITE, { weight: 0.24 }, 60);
    for (let i = 0; i < 9; i++) {
      const [bx, by, r] = [x - 26 + 6.5 * i, 54 + 5 * sin(i * 2.4), 6];
      label.fill(ellipse(bx, by, r), mixed(color('#33256e'), color('#6350b5'), (i % 3) / 2));
      label.fill(star(bx + 1, by - 1, 5, 2.4, 1), color('#241a52'));
    }
  });
  label.text('BLUEBERRY', 53, 44, 6, berry);
  barcode(label, 144, 30, 30, 24, rng);
  const foil = new PrintCanvas(256, 80, 80, color('#dfe2ea'));
  for (let i = 0; i < 12; i++) foil.fill(star(40, 40, 12, 39 - 3 * i, 34 - 3 * i), i % 2 === 0 ? berry : color('#dfe2ea'));
  foil.fill(ellipse(40, 40, 26), WHITE);
  foil.text('YOLA', 40, 40, 16, berry, { weight: 0.22 });
  const cup = lathe([[0.024, 0.002], [0.0345, 0.078]], 36);
  const base = lathe([[0, 0.004], [0.02, 0.004], [0.021, 0], [0.0235, 0], [0.024, 0.002]], 36);
  const rim = lathe([[0.0345, 0.078], [0.0385, 0.079], [0.0388, 0.0805]], 36);
  const lid = lathe([[0.0388, 0.0805], [0.037, 0.081], [0.033, 0.0808], [0.02, 0.0808], [0, 0.0808]], 36);
  const flat = lid.slice();
  for (let i = 0; i < lid.length; i += 5) [flat[i + 3], flat[i + 4]] = [0.5 + lid[i]! / 0.08, 0.5 + lid[i + 2]! / 0.08];
  return modelOf(
    [{ soup: cup, material: 0 }, { soup: merge(base, rim), material: 1 }, { soup: flat, material: 2 }],
    [printed(label, { roughness: 0.45 }), plain(WHITE, { roughness: 0.45 }), printed(foil, { metallic: 0.4, roughness: 0.35 })],
  );
}

export function mug(): SourceModel {
  const [teal, cream, coral] = ['#0f7f86', '#fbf3e3', '#ee6a4c'].map(color) as [Ink, Ink, Ink];
  const glaze = new PrintCanvas(512, 257, 95, cream);
  glaze.fill(below(x => 80 + 2 * sin((x / 257) * 16 * Math.PI), 257, 95), teal);
  glaze.fill(rect(0, 0, 257, 7), teal);
  // A cat's face is a quarter turn from the handle on either side; the one behind crosses the seam.
  for (const x of [128.5, 0, 257]) {
    glaze.fill(polygon([[x - 24, 44], [x - 22, 14], [x - 6, 28], [x + 6, 28], [x + 22, 14], [x + 24, 44]]), coral);
    glaze.fill(ellipse(x, 46, 25, 20), coral);
    for (const side of [-1, 1]) {
      glaze.fill(ellipse(x + side * 10, 42, 4.2), WHITE);
      glaze.fill(ellipse(x + side * 10, 42.6, 2.4), BLACK);
      for (const k of [-1, 0, 1]) glaze.fill(polygon([[x + side * 8, 51], [x + side * 30, 50 + 5 * k], [x + side * 30, 51 + 5 * k]]), BLACK);
    }
    glaze.fill(polygon([[x - 3, 48], [x + 3, 48], [x, 52]]), BLACK);
  }
  for (const x of [64, 193]) glaze.text('MEOW', x, 46, 13, teal, { weight: 0.22 });
  const outside = lathe([[0.041, 0.004], [0.041, 0.092]], 40);
  const foot = lathe([[0, 0.003], [0.034, 0.003], [0.0345, 0], [0.037, 0], [0.041, 0.004]], 40);
  const inside = lathe(filleted([[0.041, 0.092], [0.0405, 0.0955, 0.002], [0.0375, 0.0955, 0.002], [0.037, 0.09], [0.0365, 0.009, 0.006], [0, 0.008]], 4), 40);
  const arc = Array.from({ length: 15 }, (_, i): Vec3 => {
    const angle = Math.PI * (i / 14 - 0.5) * 1.04;
    return [0, 0.049 + 0.031 * sin(angle), 0.038 + 0.036 * cos(angle)];
  });
  const handle = turned(tube(arc, 0.0055, 12), 'y', Math.PI / 2);
  return modelOf(
    [{ soup: outside, material: 0 }, { soup: merge(foot, inside, handle), material: 1 }],
    [printed(glaze, { roughness: 0.25 }), plain(teal, { roughness: 0.25 })],
    55,
  );
}

export function bowl(): SourceModel {
  const [blue, white] = ['#1f3f95', '#f4f6fb'].map(color) as [Ink, Ink];
  const pattern = new PrintCanvas(512, 400, 90, white);
  for (let i = 0; i < 20; i++) {
    const x = 10 + i * 20;
    pattern.fill(star(x, 34, 8, 9, 3.5), blue);
    pattern.fill(ellipse(x, 34, 2.6), white);
    pattern.fill(polygon([[x - 10, 70], [x, 52], [x + 10, 70], [x, 64]]), blue);
  }
  for (const y of [6, 14, 76]) pattern.fill(rect(-5, y, 410, 4), blue);
  const wall: Vec2[] = Array.from({ length: 11 }, (_, i): Vec2 => {
    const t = i / 10;
    return [0.034 + 0.043 * sin(t * 1.45), 0.008 + 0.062 * (1 - cos(t * 1.45))];
  });
  const outside = withUvs(lathe(wall, 40), (u, v) => [u, v]);
  const [top] = wall.slice(-1) as [Vec2];
  const foot = lathe([[0, 0.004], [0.03, 0.004], [0.031, 0], [0.0335, 0], wall[0]!], 40);
  const inner = wall.map(([r, y]): Vec2 => [r - 0.0038, y + 0.002]).reverse();
  const inside = lathe([top, [top[0] - 0.0018, top[1] + 0.002], ...inner.slice(0, -1), [0.018, 0.0085], [0, 0.0085]], 40);
  return modelOf(
    [{ soup: outside, material: 0 }, { soup: merge(foot, inside), material: 1 }],
    [printed(pattern, { roughness: 0.2 }), plain(white, { roughness: 0.2 })],
    55,
  );
}

export function battery(rng: Rng): SourceModel {
  const [copper, black, lime] = ['#c9783a', '#1b1b20', '#b6e021'].map(color) as [Ink, Ink, Ink];
  const label = new PrintCanvas(512, 104, 54, black);
  label.fill(rect(-5, 0, 120, 17), (_, y) => mixed(copper, color('#f0b27a'), Math.max(0, 1 - Math.abs(y - 8) / 8)));
  label.fill(rect(-5, 17, 120, 1.4), lime);
  onBothSides(label, x => {
    label.text('+', x, 8.5, 12, black, { weight: 0.25 });
    label.text('VOLTA', x, 28, 10, lime, { weight: 0.24, slant: 0.2 }, 33);
    label.text('D - 1.5 V', x, 40, 5, WHITE, {}, 30);
    label.fill(polygon([[x - 2, 43], [x + 4, 43], [x, 47], [x + 4, 47], [x - 4, 54], [x - 1, 49], [x - 5, 49]]), copper);
  });
  smallPrint(label, 20, 24, 12, 9, 2.6, WHITE, rng);
  barcode(label, 71, 28, 14, 18, rng);
  const wall = lathe(filleted([[0.0155, 0.001], [0.0165, 0.002, 0.001], [0.0165, 0.0565, 0.001], [0.0155, 0.0575]], 2), 36);
  const ends = merge(
    lathe([[0, 0.0005], [0.011, 0.0005], [0.0115, 0], [0.0135, 0], [0.0155, 0.001]], 36),
    lathe([[0.0155, 0.0575], [0.0125, 0.057], [0.006, 0.057], ...filleted([[0.006, 0.057], [0.0055, 0.0605, 0.0012], [0, 0.0605]], 3).slice(1)], 36),
  );
  return modelOf([{ soup: wall, material: 0 }, { soup: ends, material: 1 }], [printed(label, { metallic: 0.3, roughness: 0.35 }), plain(STEEL, METAL)]);
}

export function tapeRoll(): SourceModel {
  const [yellow, black, kraft] = ['#ffd21c', '#1a1a1a', '#b98a56'].map(color) as [Ink, Ink, Ink];
  const stripes: Paint = (x, y) => ((x + y) % 24 < 12 ? yellow : black);
  const outside = new PrintCanvas(512, 336, 48, stripes);
  for (const x of [0, 112, 168, 224, 336]) {
    outside.fill(rect(x - 32, 13, 64, 22), yellow);
    outside.text('CAUTION', x, 24, 12, black, { weight: 0.24 }, 58);
  }
  // The wound layers seen from the side: u runs round, v from the rim to the core.
  const side = new PrintCanvas(256, 100, 100, (_, y) => mixed(yellow, color('#b88a00'), 0.5 + 0.5 * sin(y * 1.3)));
  const core = new PrintCanvas(256, 240, 48, kraft);
  for (let i = 0; i < 4; i++) core.text('TAPE 48 MM', 30 + 60 * i, 24, 8, mixed(kraft, BLACK, 0.5), {}, 44);
  const [r, q, c] = [0.0535, 0.041, 0.038];
  const [a, b] = [0, 0.048];
  const lay = (y0: number, y1: number, r0: number, r1: number) => lathe([[r0, y0], [r1, y1]], 44);
  const parts = [
    { soup: lay(a, b, r, r), material: 0 },
    { soup: merge(lay(b, b, r, q), lay(a, a, q, r)), material: 1 },
    { soup: merge(lay(b, b, q, c), lay(a, a, c, q), lay(b, a, c, c)), material: 2 },
  ].map(part => ({ ...part, soup: turned(part.soup, 'x', Math.PI / 2) }));
  const standing = parts.map(part => ({ ...part, soup: shifted(part.soup, 0, r, -0.024) }));
  return modelOf(standing, [printed(outside, { roughness: 0.3 }), printed(side, { roughness: 0.4 }), printed(core, { roughness: 0.8 })]);
}
