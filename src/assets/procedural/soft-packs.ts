/** Models soft packs: a tube of toothpaste and a bag of crisps. */
import { atan2, cos, hypot, pow, sin } from '../../geometry/math.ts';
import { PrintCanvas, color, ellipse, line, mixed, polygon, rect } from './print-canvas.ts';
import { BLACK, WHITE, badge, barcode, medallion, nutritionTable, smallPrint } from './packaging.ts';
import { plain, printed } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { merge, moved } from './soup.ts';
import { filleted, lathe, surface } from './solids.ts';
import type { Ink } from './print-canvas.ts';
import type { Vec2 } from './soup.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

export function toothpaste(rng: Rng): SourceModel {
  const [red, blue, mint] = ['#e0232e', '#1b4fb0', '#37c2a8'].map(color) as [Ink, Ink, Ink];
  const paper = new PrintCanvas(512, 126, 150, WHITE);
  for (const x of [63, 0, 126]) {
    for (const [k, ink] of [red, blue, mint].entries()) paper.fill(line(Array.from({ length: 20 }, (_, i): Vec2 => [x - 24 + 4 * k + 4 * sin(i / 4 + k * 0.2), i * 8]), 3.2), ink);
    paper.text('DENTO', x + 8, 74, 19, blue, { weight: 0.22, slant: 0.15, quarterTurns: 1 });
    paper.text('FRESH MINT', x - 6, 74, 5.5, mint, { weight: 0.2, quarterTurns: 1 });
  }
  smallPrint(paper, 27, 60, 9, 14, 4, BLACK, rng);
  barcode(paper, 88, 92, 16, 28, rng);
  paper.fill(rect(0, 0, 126, 9), (x, y) => mixed(blue, WHITE, 0.15 + 0.15 * sin(y * 4) * cos(x * 0)));
  const [r, y0, y1] = [0.02, 0.026, 0.168];
  // From a circle at the shoulder to a flat crimp of the same girth.
  const heights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.945, 1];
  const rows = heights.length + 1;
  const body = surface(
    40,
    rows,
    (s, t) => {
      const j = Math.round(t * rows);
      if (j === rows) return [0, y1, 0];
      if (j === 0) return [0, y0, 0];
      const h = heights[j - 1]!;
      const flat = Math.min(h / 0.94, 1);
      const angle = 2 * Math.PI * s;
      return [-r * (1 + (Math.PI / 2 - 1) * flat) * sin(angle), y0 + (y1 - y0) * h, -(r * Math.sqrt(1 - flat * flat) + 0.0006) * cos(angle)];
    },
    { s: true },
  );
  for (let i = 0; i < body.length; i += 5) body[i + 4] = 1 - (body[i + 1]! - y0) / (y1 - y0);
  const shoulder = lathe([[0, 0.02], [0.012, 0.02], [0.0195, 0.0268], [0, 0.0268]], 32);
  const cap = moved(lathe(filleted([[0, 0], [0.0135, 0, 0.0015], [0.0155, 0.021, 0.001], [0, 0.022]], 2), 48), (x, y, z) => {
    const grip = y > 0.001 && y < 0.021 ? 1 + 0.02 * cos(24 * atan2(z, x)) : 1;
    return [x * grip, y, z * grip];
  });
  return modelOf(
    [{ soup: body, material: 0 }, { soup: shoulder, material: 1 }, { soup: cap, material: 2 }],
    [printed(paper, { roughness: 0.35 }), plain(WHITE, { roughness: 0.4 }), plain(mint, { roughness: 0.35 })],
    50,
  );
}

export function chipsBag(rng: Rng): SourceModel {
  const [yellow, red, green] = ['#ffcf1f', '#d31e1e', '#1f8f46'].map(color) as [Ink, Ink, Ink];
  const paper = new PrintCanvas(512, 400, 250, yellow);
  const [front, back] = [paper.view(0, 0, 200, 250, yellow), paper.view(200, 0, 200, 250, yellow)];
  for (const face of [front, back]) {
    face.fill(ellipse(100, 125, 150, 92), (x, y) => mixed(color('#fff1a0'), yellow, Math.min(hypot(x - 100, y - 125) / 90, 1)));
    for (const y of [0, 234]) face.fill(rect(0, y, 200, 16), (x) => mixed(red, BLACK, 0.15 + 0.15 * sin(x * 1.6)));
    face.fill(polygon([[0, 16], [200, 16], [200, 44], [0, 30]]), red);
    face.fill(polygon([[0, 234], [200, 234], [200, 214], [0, 198]]), red);
  }
  front.fill(polygon([[14, 64], [188, 48], [186, 100], [16, 112]]), red);
  front.fill(polygon([[19, 68], [183, 53], [181, 96], [21, 107]]), green);
  front.text('CRISPO', 100, 81, 30, WHITE, { weight: 0.26, slant: 0.2 }, 140);
  for (let i = 0; i < 11; i++) {
    const [x, y, a] = [48 + 104 * rng(), 146 + 44 * rng(), rng() * 3];
    const chip = Array.from({ length: 20 }, (_, k): Vec2 => {
      const t = (k / 20) * 2 * Math.PI;
      const [u, v] = [23 * cos(t), 16 * sin(t) * (1 + 0.15 * cos(2 * t))];
      return [x + u * cos(a) - v * sin(a), y + u * sin(a) + v * cos(a)];
    });
    front.fill(polygon(chip.map(([u, v]): Vec2 => [u + 1.5, v + 2.5])), color('#b07418'), 0.6);
    front.fill(polygon(chip), (u, v) => mixed(color('#f8c650'), color('#e39a2b'), 0.5 + 0.5 * sin((u * cos(a) + v * sin(a)) * 0.9)));
  }
  badge(front, 160, 134, 26, red, WHITE, ['SEA', 'SALT']);
  front.text('150 G', 30, 222, 10, WHITE);
  medallion(back, 60, 80, 34, red, WHITE);
  back.text('CRISPO', 60, 80, 13, WHITE, { weight: 0.24 }, 54);
  nutritionTable(back, 112, 56, 66, 84, rng);
  smallPrint(back, 20, 130, 80, 8, 6, BLACK, rng);
  barcode(back, 112, 156, 64, 38, rng);
  const [columns, rows, w, h] = [26, 30, 0.19, 0.25];
  const side = (sign: number) =>
    surface(columns, rows, (s, t) => {
      const [a, b] = [2 * s - 1, 2 * t - 1];
      const seal = Math.abs(b) > 0.9;
      const puff = seal ? 0 : (1 - pow(Math.abs(b) / 0.9, 2.2)) * Math.sqrt(Math.max(1 - a * a, 0));
      const wrinkle = seal ? 0 : 0.05 * sin(9 * a + 3 * sign) * pow(Math.abs(b), 1.5) + 0.025 * sin(7 * b + 5 * a);
      // Puffed bags draw in at the middle; the two seals keep their width. Edges must lie at z = 0 for both halves.
      const rim = s === 0 || s === 1 || t === 0 || t === 1;
      const width = (w / 2) * (1 - 0.07 * (1 - b * b));
      return [sign * width * a, h * t, rim ? 0 : sign * (0.001 + 0.033 * puff * (1 + wrinkle * 2))];
    });
  const faces = [side(1), side(-1)].map((soup, k) => {
    for (let i = 0; i < soup.length; i += 5) soup[i + 3] = (soup[i + 3]! + k) / 2;
    return soup;
  });
  return modelOf([{ soup: merge(...faces), material: 0 }], [printed(paper, { metallic: 0.2, roughness: 0.32 })], 60);
}
