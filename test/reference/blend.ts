/** The `blend` pass, one pixel at a time in double precision. */
import type { Drawing } from '../support/drawing.ts';
import { shownAt } from '../support/visible.ts';
import { encode, surfaceAt } from './shade.ts';

export interface Surfaces {
  /** The nearest surface of each pixel, then the transparent ones behind it. */
  surfaces: [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  /** What is not transparent. */
  behind: Uint32Array;
}

/** RGBA bytes of all images: `color`, of what is behind, with the transparent surfaces blended over it, the farthest one first. */
export function blend(drawing: Drawing, { surfaces, behind }: Surfaces, color: Uint8Array): Uint8Array {
  const { width, height, images } = drawing;
  const out = color.slice();
  const value = (buffer: Uint32Array, pixel: number) => (BigInt(buffer[2 * pixel + 1]!) << 32n) | BigInt(buffer[2 * pixel]!);
  for (let pixel = 0; pixel < width * height * images.length; pixel++) {
    const [x, y, z] = [pixel % width, Math.floor(pixel / width) % height, Math.floor(pixel / width / height)];
    const isHidden = surfaces.findIndex((buffer) => value(buffer, pixel) <= value(behind, pixel));
    const before = surfaces.slice(0, isHidden < 0 ? surfaces.length : isHidden);
    const known = new Set<string>();
    const layers = before.flatMap((buffer) => {
      const { ordinal, mesh } = shownAt(drawing, buffer, z, x, y)!;
      const key = `${ordinal} ${mesh.material}`;
      if (known.has(key)) return [];
      known.add(key);
      return [surfaceAt(drawing, buffer, x, y, z)!];
    });
    if (layers.length === 0) continue;
    let codes = [0, 1, 2].map((k) => color[pixel * 4 + k]!);
    for (const { linear, alpha } of layers.reverse()) codes = codes.map((code, k) => code + alpha * (255 * encode(Math.min(1, linear[k]!)) - code));
    out.set([...codes.map(Math.round), 255], pixel * 4);
  }
  return out;
}
