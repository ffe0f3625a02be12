/** Models small cartons, plain and printed. */
import { boxModel, wrapper, type Wrapper } from './boxed-products.ts';
import { barcode, BLACK, medallion, smallPrint, WHITE } from './packaging.ts';
import { color, type Ink, mixed, rect } from './print-canvas.ts';
import { shifted } from './soup.ts';
import { roundedBox } from './solids.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

/** A carton that stands on its lower side; width, height and depth in millimetres. */
function carton(width: number, height: number, depth: number, board: Ink, draw: (paper: Wrapper) => void, roughness = 0.7): SourceModel {
  const paper = wrapper(width, height, depth, board);
  draw(paper);
  return boxModel(paper, shifted(roundedBox(width / 1000, height / 1000, depth / 1000, 0.0008, 1), 0, height / 2000, 0), roughness);
}

/** A strip of tape along the top, and over its ends. */
function taped({ top, left, right }: Wrapper, ink: Ink): void {
  top.fill(rect(0, top.height * 0.38, top.width, top.height * 0.24), ink);
  for (const side of [left, right]) side.fill(rect(side.width * 0.38, 0, side.width * 0.24, side.height * 0.3), ink);
}

const KRAFT = color('#b58a5a');

export const BOXES: Record<string, (rng: Rng) => SourceModel> = {
  box_blue: (rng) => carton(90, 28, 60, color('#27508f'), ({ top, front }) => {
    top.fill(rect(6, 6, 78, 48, 3), color('#e9edf2'));
    top.text('MINI', 45, 22, 15, color('#27508f'), { weight: 0.2 }, 64);
    smallPrint(top, 16, 38, 58, 2, 5, BLACK, rng);
    front.text('MINI', 45, 14, 10, WHITE, { weight: 0.18 });
  }, 0.45),
  box_green: (rng) => carton(70, 40, 70, color('#dfe4d2'), ({ top, front, left, right, back }) => {
    medallion(top, 35, 35, 24, color('#3d7a45'), color('#f0f4e6'));
    top.text('LEAF', 35, 35, 11, WHITE, { weight: 0.18 }, 36);
    for (const side of [front, back, left, right]) side.fill(rect(0, side.height * 0.65, side.width, side.height * 0.35), color('#3d7a45'));
    smallPrint(front, 8, 8, 50, 3, 5, BLACK, rng);
  }),
  box_kraft: () => carton(120, 50, 90, KRAFT, (paper) => taped(paper, mixed(KRAFT, WHITE, 0.35))),
  box_label: (rng) => carton(110, 45, 80, KRAFT, (paper) => {
    taped(paper, mixed(KRAFT, BLACK, 0.25));
    paper.top.fill(rect(58, 6, 44, 30), WHITE);
    barcode(paper.top, 60, 8, 40, 17, rng);
    smallPrint(paper.top, 61, 27, 36, 2, 4, BLACK, rng);
  }),
  box_match: () => carton(53, 14, 36, color('#c9a36a'), ({ top, front, back }) => {
    top.fill(rect(0, 0, 53, 36), color('#c33a2b'));
    top.fill(rect(4, 4, 45, 28), color('#e8c34c'));
    top.text('SPARK', 26.5, 18, 11, color('#8c2418'), { weight: 0.2 }, 38);
    for (const side of [front, back]) side.fill(rect(0, 2, 53, 10), color('#4a2b22'));
  }),
  box_red: (rng) => carton(100, 22, 64, color('#b3262e'), ({ top }) => {
    top.fill(rect(0, 40, 100, 10), color('#e7c25a'));
    top.text('CLASSIC', 50, 22, 15, WHITE, { weight: 0.16, slant: 0.15 }, 84);
    smallPrint(top, 20, 53, 60, 2, 4, WHITE, rng);
  }, 0.4),
  box_white: () => carton(80, 30, 80, color('#e9e8e4'), () => undefined, 0.5),
};
