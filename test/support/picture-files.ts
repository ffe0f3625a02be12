/** Writes image files that tests read as photos and textures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { Random } from '../../src/scene/random.ts';

/** Smooth colours that differ between seeds, RGB. */
export function smoothPixels(widthPx: number, heightPx: number, seed: number): Uint8Array {
  const random = new Random(seed, 0, 0, 0);
  const waves = Array.from({ length: 3 }, () => [random.range(-6, 6), random.range(-6, 6), random.uniform()] as const);
  return Uint8Array.from({ length: 3 * widthPx * heightPx }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % widthPx, Math.floor(i / 3 / widthPx)];
    const [a, b, phase] = waves[i % 3]!;
    return 128 + 100 * Math.sin(2 * Math.PI * ((a * x) / widthPx + (b * y) / heightPx + phase));
  });
}

export const smoothImage = (widthPx: number, heightPx: number, seed = 1): Sharp =>
  sharp(smoothPixels(widthPx, heightPx, seed), { raw: { width: widthPx, height: heightPx, channels: 3 } });

/** Files by name: an image, coded as its extension says, or bytes as they are. */
export async function writePictures(folder: string, files: Record<string, Sharp | Uint8Array | string>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
    else await content.toFile(path);
  }
  return folder;
}
