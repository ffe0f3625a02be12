/** Draws what every package carries: bar codes, tables of nutrients, small print, badges. */
import { color, ellipse, rect, ring, star } from './print-canvas.ts';
import type { PrintCanvas, Ink } from './print-canvas.ts';
import type { Rng } from './named-random.ts';

export const WHITE = color('#ffffff');
export const BLACK = color('#16161a');

export function barcode(canvas: PrintCanvas, x: number, y: number, width: number, height: number, rng: Rng): void {
  canvas.fill(rect(x, y, width, height), WHITE);
  const module = (width * 0.84) / 59;
  for (let bar = 0, at = x + width * 0.08; bar < 20; bar++) {
    const wide = 1 + Math.floor(rng() * 2.4);
    canvas.fill(rect(at, y + height * 0.08, wide * module, height * 0.68), BLACK);
    at += (wide + 1 + Math.floor(rng() * 1.6)) * module;
    if (at > x + width * 0.9) break;
  }
  const digits = Array.from({ length: 13 }, () => Math.floor(rng() * 10)).join('');
  canvas.text(digits, x + width / 2, y + height * 0.88, height * 0.13, BLACK, { weight: 0.1 }, width * 0.84);
}

export function nutritionTable(canvas: PrintCanvas, x: number, y: number, width: number, height: number, rng: Rng): void {
  canvas.fill(rect(x, y, width, height), WHITE);
  canvas.fill(rect(x, y, width, height * 0.16), BLACK);
  canvas.text('NUTRITION', x + width / 2, y + height * 0.08, height * 0.09, WHITE, {}, width * 0.9);
  const rows = ['ENERGY', 'FAT', 'SUGAR', 'FIBRE', 'PROTEIN', 'SALT'];
  rows.forEach((row, i) => {
    const at = y + height * (0.24 + 0.13 * i);
    canvas.text(row, x + width * 0.05, at, height * 0.065, BLACK, { align: 'left', weight: 0.12 });
    canvas.text(`${(rng() * 30).toFixed(1)}G`, x + width * 0.68, at, height * 0.065, BLACK, { align: 'left', weight: 0.12 });
    canvas.fill(rect(x, at + height * 0.06, width, height * 0.01), BLACK);
  });
}

/** Rows of dashes as long as words, because at this size letters are grey bars. */
export function smallPrint(canvas: PrintCanvas, x: number, y: number, width: number, rows: number, pitch: number, ink: Ink, rng: Rng): void {
  for (let row = 0; row < rows; row++) {
    const end = x + width * (row === rows - 1 ? 0.4 + 0.4 * rng() : 1);
    for (let at = x; at < end; ) {
      const word = pitch * (0.8 + 2.6 * rng());
      canvas.fill(rect(at, y + row * pitch, Math.min(word, end - at), pitch * 0.5), ink, 0.75);
      at += word + 0.5 * pitch;
    }
  }
}

/** A star of rays with a word or two on it, such as NEW or 25 %. */
export function badge(canvas: PrintCanvas, cx: number, cy: number, r: number, fill: Ink, ink: Ink, lines: string[]): void {
  canvas.fill(star(cx, cy, 16, r, r * 0.84), fill);
  lines.forEach((words, i) => canvas.text(words, cx, cy + (i - (lines.length - 1) / 2) * r * 0.5, r * 0.38, ink, { weight: 0.2 }, r * 1.4));
}

/** A disc with a rim: the simplest of logos. */
export function medallion(canvas: PrintCanvas, cx: number, cy: number, r: number, fill: Ink, rim: Ink): void {
  canvas.fill(ellipse(cx, cy, r), fill);
  canvas.fill(ring(cx, cy, r * 0.88, r * 0.06), rim);
}
