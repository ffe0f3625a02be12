/** Models boxed products: cereal, milk, tea, a book, chocolate, a puzzle cube, soap. */
import { atan2, cos, sin, square } from '../../geometry/math.ts';
import { PrintCanvas, below, color, ellipse, line, mixed, polygon, rect, ring, star } from './print-canvas.ts';
import { BLACK, WHITE, badge, barcode, nutritionTable, smallPrint } from './packaging.ts';
import { plain, printed } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { moved, shifted, turned } from './soup.ts';
import { extrude, filleted, lathe, roundedBox } from './solids.ts';
import { boxUvs } from './uv.ts';
import type { Ink, Paint } from './print-canvas.ts';
import type { Soup, Vec2 } from './soup.ts';
import type { Rng } from './named-random.ts';
import type { BoxSides, UvRect } from './uv.ts';
import type { SourceModel } from '../source-model.ts';

export interface Wrapper {
  canvas: PrintCanvas;
  sides: BoxSides;
  front: PrintCanvas;
  right: PrintCanvas;
  back: PrintCanvas;
  left: PrintCanvas;
  top: PrintCanvas;
  bottom: PrintCanvas;
}

/** The unfolded paper of a box, millimetres: front, right, back and left in a row, top and bottom under it. */
export function wrapper(width: number, height: number, depth: number, background: Paint): Wrapper {
  const [w, h] = [2 * (width + depth), height + depth];
  const canvas = new PrintCanvas(512, w, h, background);
  const areas: Record<keyof BoxSides, [number, number, number, number]> = {
    front: [0, 0, width, height],
    right: [width, 0, depth, height],
    back: [width + depth, 0, width, height],
    left: [2 * width + depth, 0, depth, height],
    top: [0, height, width, depth],
    bottom: [width, height, width, depth],
  };
  const names = Object.keys(areas) as (keyof BoxSides)[];
  const sides = Object.fromEntries(
    names.map((name): [string, UvRect] => {
      const [x, y, sx, sy] = areas[name];
      return [name, [x / w, y / h, (x + sx) / w, (y + sy) / h]];
    }),
  ) as unknown as BoxSides;
  const views = Object.fromEntries(names.map(name => [name, canvas.view(...areas[name], background)])) as Record<keyof BoxSides, PrintCanvas>;
  return { canvas, sides, ...views };
}

export function boxModel(paper: Wrapper, soup: Soup, roughness: number): SourceModel {
  return modelOf([{ soup: boxUvs(soup, paper.sides), material: 0 }], [printed(paper.canvas, { roughness })], 50);
}

export function cerealBox(rng: Rng): SourceModel {
  const [orange, yellow, red, blue] = ['#f7801e', '#ffd23e', '#d8232a', '#1d4fa3'].map(color) as [Ink, Ink, Ink, Ink];
  const rays: Paint = (x, y) => (Math.floor((atan2(y - 120, x - 95) / Math.PI) * 14 + 28) % 2 === 0 ? orange : yellow);
  const paper = wrapper(190, 300, 60, orange);
  for (const face of [paper.front, paper.back]) {
    face.fill(rect(0, 0, 190, 300), rays);
    face.fill(rect(8, 22, 174, 74, 18), red);
    face.fill(rect(11, 25, 168, 68, 15), WHITE);
    face.fill(rect(14, 28, 162, 62, 12), red);
    face.text('SUNNY', 95, 46, 24, yellow, { weight: 0.24, slant: 0.2 }, 140);
    face.text('CRUNCH', 95, 75, 22, WHITE, { weight: 0.24, slant: 0.2 }, 148);
  }
  const front = paper.front;
  front.fill(ellipse(95, 205, 84, 34), mixed(blue, WHITE, 0.15));
  front.fill(ellipse(95, 201, 76, 28), WHITE);
  for (let i = 0; i < 46; i++) {
    const [a, r] = [rng() * 2 * Math.PI, Math.sqrt(rng())];
    const loop = mixed(color('#c98326'), color('#f4c063'), rng());
    front.fill(ring(95 + 66 * r * cos(a), 197 + 21 * r * sin(a), 7, 5), mixed(loop, BLACK, 0.35));
    front.fill(ring(95 + 66 * r * cos(a), 196 + 21 * r * sin(a), 7, 3.6), loop);
  }
  front.fill(polygon([[11, 206], [179, 206], [158, 252], [134, 270], [56, 270], [32, 252]]), blue);
  front.fill(rect(40, 226, 110, 10, 5), yellow);
  badge(front, 155, 128, 25, color('#2a9d4b'), WHITE, ['WHOLE', 'GRAIN']);
  front.text('500 G', 160, 286, 9, BLACK);
  paper.back.fill(rect(14, 110, 162, 176, 8), color('#fff3cf'));
  paper.back.text('CAN YOU FIND THE WAY?', 95, 122, 9, red, {}, 140);
  for (let i = 0; i < 6; i++) paper.back.fill(ring(95, 205, 14 + i * 11, 3), mixed(blue, red, i / 5));
  for (let i = 0; i < 6; i++) paper.back.fill(ellipse(95 + (14 + i * 11) * cos(i * 2.2), 205 + (14 + i * 11) * sin(i * 2.2), 6), color('#fff3cf'));
  paper.back.fill(star(95, 205, 5, 10, 4), red);
  paper.right.text('SUNNY CRUNCH', 20, 150, 17, WHITE, { weight: 0.22, quarterTurns: 3 }, 240);
  smallPrint(paper.right, 40, 30, 14, 40, 6, color('#7a3200'), rng);
  nutritionTable(paper.left, 6, 20, 48, 130, rng);
  smallPrint(paper.left, 6, 165, 48, 12, 5, color('#7a3200'), rng);
  barcode(paper.left, 6, 240, 48, 34, rng);
  paper.top.text('SUNNY CRUNCH', 95, 30, 16, WHITE, { weight: 0.22 }, 150);
  return boxModel(paper, shifted(roundedBox(0.19, 0.3, 0.06, 0.0015, 1), 0, 0.15, 0), 0.45);
}

export function milkCarton(rng: Rng): SourceModel {
  const [blue, sky, green] = ['#1450a0', '#bfe3f7', '#3aa655'].map(color) as [Ink, Ink, Ink];
  const paper = wrapper(72, 240, 72, WHITE);
  for (const [i, face] of [paper.front, paper.back, paper.left, paper.right].entries()) {
    face.fill(rect(0, 0, 72, 56), blue);
    face.fill(rect(0, 56, 72, 110), sky);
    face.fill(polygon([[-10, 170], [14, 108], [24, 122], [44, 86], [84, 170]]), color('#6c93b8'));
    face.fill(polygon([[34, 104], [44, 86], [54, 107], [48, 103], [43, 111], [39, 103]]), WHITE);
    face.fill(below(x => 150 + 8 * sin(x / 12 + 2 * i), 72, 240), green);
    face.fill(below(x => 176 + 5 * sin(x / 9 + 2 + i), 72, 240), WHITE);
    face.text('ALPINA', 36, 32, 17, WHITE, { weight: 0.22 }, 60);
  }
  for (const face of [paper.front, paper.back]) {
    face.text('MILK', 36, 196, 22, blue, { weight: 0.26 }, 62);
    face.text('3.5% FAT - 1 L', 36, 220, 8, blue, { weight: 0.18 }, 60);
    for (const [x, y, r] of [[16, 160, 6], [29, 156, 7], [25, 164, 5]] as const) face.fill(ellipse(x, y, r * 1.4, r), WHITE);
    for (const [x, y, r] of [[14, 159, 3], [28, 158, 4]] as const) face.fill(ellipse(x, y, r * 1.2, r), BLACK);
  }
  nutritionTable(paper.right, 9, 62, 54, 80, rng);
  barcode(paper.left, 11, 190, 50, 34, rng);
  smallPrint(paper.right, 9, 184, 54, 8, 5, blue, rng);
  paper.top.fill(rect(0, 0, 72, 72), blue);
  // The gable and its fin seen from the end; the fin is 3 mm of folded board.
  const gable: Vec2[] = [[-0.036, 0], [0.036, 0], [0.036, 0.195], [0.0015, 0.222], [0.0015, 0.24], [-0.0015, 0.24], [-0.0015, 0.222], [-0.036, 0.195]];
  const body = turned(extrude(gable, 0.072, 0.0012), 'y', Math.PI / 2);
  // The gable ends fold inwards under the fin.
  const folded = moved(body, (x, y, z) => [y > 0.2 && y < 0.235 && Math.abs(z) < 0.034 ? x * 0.86 : x, y, z]);
  const cap = lathe([[0, 0], [0.015, 0], ...filleted([[0.015, 0], [0.015, 0.012, 0.002], [0, 0.012]]).slice(1)], 24);
  const tilted = moved(turned(cap, 'x', 0.93), (x, y, z) => [x, y + 0.2065, z + 0.0195]);
  return modelOf(
    [{ soup: boxUvs(folded, paper.sides), material: 0 }, { soup: tilted, material: 1 }],
    [printed(paper.canvas, { roughness: 0.4 }), plain(green, { roughness: 0.35 })],
  );
}

export function teaBox(rng: Rng): SourceModel {
  const [green, dark, cream, gold] = ['#2f7d4f', '#12472b', '#f3ecd2', '#d9b44a'].map(color) as [Ink, Ink, Ink, Ink];
  const paper = wrapper(125, 80, 65, dark);
  const leaf = (canvas: PrintCanvas, x: number, y: number, size: number, turn: number, ink: Ink) => {
    const outline = Array.from({ length: 24 }, (_, i): Vec2 => {
      const t = (i / 24) * 2 * Math.PI;
      const [a, b] = [size * cos(t), size * 0.42 * sin(t) * (1 - 0.3 * cos(t))];
      return [x + a * cos(turn) - b * sin(turn), y + a * sin(turn) + b * cos(turn)];
    });
    canvas.fill(polygon(outline), ink);
    canvas.fill(line([outline[12]!, outline[0]!], size * 0.06), mixed(ink, WHITE, 0.5));
  };
  for (const face of [paper.front, paper.back, paper.top]) {
    for (let i = 0; i < 14; i++) leaf(face, rng() * 125, rng() * face.height, 12, rng() * 6, mixed(dark, green, 0.3 + 0.5 * rng()));
    face.fill(rect(18, face.height / 2 - 23, 89, 46, 6), gold);
    face.fill(rect(20, face.height / 2 - 21, 85, 42, 5), cream);
    face.text('JADE TEA', 62.5, face.height / 2 - 7, 13, dark, { weight: 0.18 }, 76);
    face.text('20 BAGS - MINT & LEMON', 62.5, face.height / 2 + 9, 5, green, {}, 76);
    leaf(face, 56, face.height / 2 + 16, 6, 0.4, green);
    leaf(face, 69, face.height / 2 + 16, 6, 2.7, green);
  }
  for (const side of [paper.left, paper.right]) {
    side.fill(rect(0, 0, 65, 14), gold);
    side.text('JADE TEA', 32, 7, 7, dark);
    smallPrint(side, 8, 22, 49, 4, 5, cream, rng);
    barcode(side, 10, 46, 45, 28, rng);
  }
  return boxModel(paper, shifted(roundedBox(0.125, 0.08, 0.065, 0.0012, 1), 0, 0.04, 0), 0.5);
}

export function book(rng: Rng): SourceModel {
  const [night, violet, gold] = ['#10153d', '#5b2a86', '#f2c14e'].map(color) as [Ink, Ink, Ink];
  const paper = wrapper(140, 210, 30, night);
  const front = paper.front;
  front.fill(rect(0, 0, 140, 210), (_, y) => mixed(night, violet, square(y / 210)));
  for (let i = 0; i < 90; i++) front.fill(ellipse(rng() * 140, rng() * 210, 0.4 + 0.9 * rng()), WHITE, 0.4 + 0.6 * rng());
  front.fill(ellipse(70, 165, 120, 60), mixed(night, BLACK, 0.4));
  front.fill(ellipse(70, 112, 30), (x, y) => mixed(gold, color('#c8553d'), Math.min(Math.max((x + y - 150) / 70, 0), 1)));
  front.fill(line(Array.from({ length: 29 }, (_, i): Vec2 => [70 + 52 * cos(i * 0.18 - 1), 112 + 12 * sin(i * 0.18 - 1) - 0.25 * (52 * cos(i * 0.18 - 1))]), 3), WHITE);
  front.text('THE DEEP', 70, 28, 17, gold, { weight: 0.12 }, 120);
  front.text('SKY', 70, 54, 24, gold, { weight: 0.12, stretch: 1.3 });
  front.text('MIRA HOLT', 70, 194, 10, WHITE, { weight: 0.1, stretch: 1.2 });
  paper.left.fill(rect(0, 0, 30, 210), violet);
  paper.left.text('THE DEEP SKY', 15, 86, 12, gold, { weight: 0.14, quarterTurns: 1 });
  paper.left.text('HOLT', 15, 182, 8, WHITE, { quarterTurns: 1 });
  smallPrint(paper.back, 18, 30, 104, 16, 6, mixed(night, WHITE, 0.7), rng);
  barcode(paper.back, 80, 165, 46, 30, rng);
  const pageLines: Paint = (x, y) => mixed(color('#f5efdc'), color('#d4c9a8'), 0.5 + 0.5 * sin((x + y * 0.02) * 9));
  for (const edge of [paper.right, paper.top, paper.bottom]) edge.fill(rect(-1, -1, 200, 300), night);
  const pages = new PrintCanvas(256, 26, 26, pageLines);
  // The cover is a C seen from above, its spine rounded; the pages lie in it.
  const c = filleted([[0.07, 0.015], [-0.063, 0.015, 0.008], [-0.07, 0, 0.012], [-0.063, -0.015, 0.008], [0.07, -0.015]], 3);
  const inside: Vec2[] = [[0.07, -0.0125], [-0.06, -0.0125], [-0.06, 0.0125], [0.07, 0.0125]];
  const cover = turned(extrude([...c, ...inside], 0.21), 'x', Math.PI / 2);
  const block = roundedBox(0.1255, 0.2, 0.0249);
  return modelOf(
    [
      { soup: shifted(boxUvs(cover, paper.sides), 0, 0.105, 0), material: 0 },
      { soup: shifted(boxUvs(block, { front: [0, 0, 1, 1], back: [0, 0, 1, 1], left: [0, 0, 1, 1], right: [0, 0, 1, 1], top: [0, 0, 1, 1], bottom: [0, 0, 1, 1] }), 0.0032, 0.105, 0), material: 1 },
    ],
    [printed(paper.canvas, { roughness: 0.35 }), printed(pages, { roughness: 0.9 })],
  );
}

export function chocolateBar(rng: Rng): SourceModel {
  const [brown, gold, cream] = ['#3a1a12', '#d8a848', '#f6e7c8'].map(color) as [Ink, Ink, Ink];
  const paper = wrapper(80, 165, 11, brown);
  for (const face of [paper.front, paper.back]) {
    face.fill(rect(0, 0, 80, 14), gold);
    face.fill(rect(0, 151, 80, 14), gold);
  }
  const front = paper.front;
  front.fill(rect(8, 22, 64, 2), gold);
  front.text('NOIR', 40, 44, 26, cream, { weight: 0.13 }, 62);
  front.text('DARK CHOCOLATE', 40, 66, 6, gold, {}, 62);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const [x, y] = [14 + column * 18, 80 + row * 18];
      front.fill(rect(x, y, 16, 16, 2), color('#5d2d1c'));
      front.fill(rect(x + 2, y + 2, 12, 12, 1.5), color('#7a4026'));
      front.fill(rect(x + 3, y + 3, 10, 2, 1), color('#a06440'));
    }
  }
  front.fill(ellipse(62, 132, 14), gold);
  front.text('70%', 62, 132, 9, brown, { weight: 0.2 });
  smallPrint(paper.back, 8, 24, 64, 9, 5, cream, rng);
  nutritionTable(paper.back, 8, 78, 38, 50, rng);
  barcode(paper.back, 40, 132, 34, 17, rng);
  return boxModel(paper, shifted(roundedBox(0.08, 0.165, 0.011, 0.003, 2), 0, 0.0825, 0), 0.3);
}

export function soapBar(rng: Rng): SourceModel {
  const [pink, deep, lilac] = ['#f6b8c8', '#b93a68', '#e9def5'].map(color) as [Ink, Ink, Ink];
  const paper = wrapper(90, 32, 58, pink);
  const top = paper.top;
  top.fill(ellipse(45, 29, 36, 21), lilac);
  top.fill(ring(45, 29, 19, 1), pink);
  top.text('ROSALIE', 45, 27, 13, deep, { weight: 0.16, slant: 0.2 }, 56);
  top.text('FINE SOAP', 45, 40, 5, deep);
  for (let i = 0; i < 9; i++) top.fill(star(8 + rng() * 74, rng() < 0.5 ? 4 + rng() * 4 : 50 + rng() * 4, 5, 3.4, 1.6, rng()), deep);
  paper.bottom.fill(ellipse(45, 29, 36, 21), lilac);
  barcode(paper.bottom, 28, 18, 34, 22, rng);
  for (const side of [paper.front, paper.back]) {
    side.fill(rect(0, 13, 90, 6), deep);
    side.text('ROSALIE', 45, 16, 4, WHITE);
  }
  return boxModel(paper, shifted(roundedBox(0.09, 0.032, 0.058, 0.013, 5), 0, 0.016, 0), 0.35);
}

export function puzzleCube(): SourceModel {
  const paper = wrapper(57, 57, 57, BLACK);
  const stickers = ['#ffffff', '#d7261e', '#1c5fc4', '#f58220', '#1e9e4a', '#ffd500'].map(color);
  [paper.front, paper.right, paper.back, paper.left, paper.top, paper.bottom].forEach((face, side) => {
    for (let k = 0; k < 9; k++) {
      // One column turned: two stickers in three keep their side's colour.
      const own = k % 3 !== 1 || side % 2 === 0 ? side : (side + 2) % 6;
      face.fill(rect((k % 3) * 19 + 1.4, Math.floor(k / 3) * 19 + 1.4, 16.2, 16.2, 2.6), stickers[own]!);
    }
  });
  // 27 cubes would show the gaps but cost 3000 triangles; the black paper between the stickers does.
  return boxModel(paper, shifted(roundedBox(0.057, 0.057, 0.057, 0.003, 2), 0, 0.0285, 0), 0.25);
}
