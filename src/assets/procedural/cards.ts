/** Models flat sheets: playing cards, labels, notes and tickets, printed on their upper side. */
import { PrintCanvas, type Ink, color, ellipse, line, mixed, polygon, rect, ring } from './print-canvas.ts';
import { barcode, BLACK, smallPrint, WHITE } from './packaging.ts';
import { printed } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { roundedBox } from './solids.ts';
import type { UvRect } from './uv.ts';
import { boxUvs } from './uv.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

const THICKNESS_M = 0.0008;
const RED = color('#c0202c');

/** A sheet of a width and a length in millimetres, its print above. The lower side and the rim have the paper's colour. */
function sheet(width: number, length: number, paper: Ink, draw: (canvas: PrintCanvas) => void): SourceModel {
  // The last strip of the canvas is blank paper, for the other sides.
  const strip = length * 0.06;
  const canvas = new PrintCanvas(256, width, length + strip, paper);
  draw(canvas.view(0, 0, width, length, paper));
  const blank: UvRect = [0.2, 1 - (0.7 * strip) / (length + strip), 0.8, 1 - (0.3 * strip) / (length + strip)];
  const sides = { front: blank, back: blank, left: blank, right: blank, bottom: blank, top: [0, 0, 1, length / (length + strip)] as UvRect };
  const soup = roundedBox(width / 1000, THICKNESS_M, length / 1000);
  return modelOf([{ soup: boxUvs(soup, sides), material: 0 }], [printed(canvas, { roughness: 0.55 })], 50);
}

/** A playing card of one suit: its number in two corners, and pips in two columns. */
function playingCard(name: string, ink: Ink, count: number): SourceModel {
  return sheet(63, 88, WHITE, (canvas) => {
    canvas.text(name, 8, 9, 9, ink, { weight: 0.18 });
    canvas.text(name, 55, 79, 9, ink, { weight: 0.18, quarterTurns: 2 });
    const rows = Math.ceil(count / 2);
    for (let i = 0; i < count; i++) {
      const x = i === count - 1 && count % 2 === 1 ? 31.5 : i % 2 === 0 ? 22 : 41;
      const y = 20 + (48 * Math.floor(i / 2)) / Math.max(1, rows - 1);
      if (ink === RED) canvas.fill(polygon([[x, y - 6.5], [x + 5, y], [x, y + 6.5], [x - 5, y]]), ink);
      else {
        for (const [dx, dy] of [[0, -3], [-3, 1.2], [3, 1.2]] as const) canvas.fill(ellipse(x + dx, y + dy, 2.9), ink);
        canvas.fill(polygon([[x, y], [x + 1.8, y + 6], [x - 1.8, y + 6]]), ink);
      }
    }
  });
}

export const CARDS: Record<string, (rng: Rng) => SourceModel> = {
  card_back: () => sheet(63, 88, WHITE, (canvas) => {
    const blue = color('#2b4c8f');
    canvas.fill(rect(4, 4, 55, 80, 3), blue);
    for (let i = -16; i < 32; i++) canvas.fill(line([[4 * i, 4], [4 * i + 40, 84]], 0.7), mixed(blue, WHITE, 0.5));
    for (let i = -16; i < 32; i++) canvas.fill(line([[4 * i + 40, 4], [4 * i, 84]], 0.7), mixed(blue, WHITE, 0.5));
    for (const [x, y, width, height] of [[0, 0, 63, 4], [0, 84, 63, 4], [0, 0, 4, 88], [59, 0, 4, 88]] as const) canvas.fill(rect(x, y, width, height), WHITE);
    canvas.fill(ellipse(31.5, 44, 10), blue);
    canvas.fill(ring(31.5, 44, 9, 1), WHITE);
  }),
  card_clubs: () => playingCard('7', BLACK, 7),
  card_diamonds: () => playingCard('5', RED, 5),
  label_address: (rng) => sheet(70, 36, color('#f4f2ec'), (canvas) => {
    canvas.text('FRAGILE', 24, 9, 6, RED, { weight: 0.2 });
    smallPrint(canvas, 6, 16, 58, 4, 4.6, BLACK, rng);
  }),
  label_barcode: (rng) => sheet(50, 30, WHITE, (canvas) => barcode(canvas, 5, 4, 40, 22, rng)),
  note_lined: (rng) => sheet(74, 105, color('#f7f5ea'), (canvas) => {
    for (let y = 14; y < 100; y += 7) canvas.fill(rect(0, y, 74, 0.35), color('#9fb6d0'));
    canvas.fill(rect(10, 0, 0.4, 105), color('#d58f94'));
    for (let row = 0; row < 6; row++) smallPrint(canvas, 14, 10.5 + 7 * row, 48 - 20 * rng(), 1, 5, color('#2c3a78'), rng);
  }),
  note_yellow: (rng) => sheet(76, 76, color('#f3e06a'), (canvas) => {
    for (let row = 0; row < 4; row++) smallPrint(canvas, 9, 16 + 13 * row, 52 - 16 * rng(), 1, 7, color('#34343a'), rng);
  }),
  ticket: (rng) => sheet(65, 30, color('#e6d9bd'), (canvas) => {
    canvas.fill(rect(2, 2, 61, 26), color('#b5523b'));
    canvas.fill(rect(3.5, 3.5, 58, 23), color('#e6d9bd'));
    canvas.text('ADMIT ONE', 27, 11, 6.5, color('#8d3a27'), { weight: 0.18 }, 40);
    smallPrint(canvas, 8, 18, 36, 2, 3.4, BLACK, rng);
    canvas.text(String(100000 + Math.floor(900000 * rng())), 56, 15, 5, BLACK, { quarterTurns: 1 }, 22);
  }),
};
