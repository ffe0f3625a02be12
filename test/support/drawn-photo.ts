// Draws photos with known objects, for tests of what measures photos.
import type { Photo } from '../../src/fit/photos.ts';
import { type Random, streamsOf } from '../../src/scene/random.ts';

export type Color = readonly [number, number, number];

/** A photo of one colour, to be drawn on. */
export class DrawnPhoto implements Photo {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  boxes: [number, number, number, number][] = [];
  ignored = [];
  scale = 1;
  jpegQuality = null;
  readonly random: Random;

  constructor(width: number, height: number, background: Color, seed = 1) {
    this.width = width;
    this.height = height;
    this.rgb = new Uint8Array(3 * width * height);
    this.random = streamsOf(seed, 0, 0)('photo');
    this.fill(() => true, background);
  }

  fill(isInside: (x: number, y: number) => boolean, color: Color | ((before: Color) => Color)): this {
    for (let y = 0, i = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++, i += 3) {
        if (!isInside(x + 0.5, y + 0.5)) continue;
        const [r, g, b] = typeof color === 'function' ? color([this.rgb[i]!, this.rgb[i + 1]!, this.rgb[i + 2]!]) : color;
        this.rgb.set([r, g, b].map((code) => Math.max(0, Math.min(255, Math.round(code)))), i);
      }
    }
    return this;
  }

  rectangle(x: number, y: number, w: number, h: number, color: Color): this {
    return this.fill((px, py) => px > x && px < x + w && py > y && py < y + h, color);
  }

  disc(x: number, y: number, radius: number, color: Color): this {
    return this.fill((px, py) => (px - x) ** 2 + (py - y) ** 2 < radius ** 2, color);
  }

  /** Adds a slope of the brightness along x, codes over the whole width. */
  slope(codes: number): this {
    for (let y = 0, i = 0; y < this.height; y++) for (let x = 0; x < this.width; x++) for (let k = 0; k < 3; k++, i++) this.rgb[i] = Math.max(0, Math.min(255, Math.round(this.rgb[i]! + codes * (x / this.width - 0.5))));
    return this;
  }

  /** Adds noise that is uniform over plus and minus so many codes. */
  noise(codes: number): this {
    for (let i = 0; i < this.rgb.length; i++) this.rgb[i] = Math.max(0, Math.min(255, Math.round(this.rgb[i]! + this.random.range(-codes, codes))));
    return this;
  }
}
