/** Makes PNG files from the renderer's planes. */
import type { Planes } from '../gpu/outputs.ts';
import type { FileSource, PixelFile } from './label.ts';

/** A PNG of a plane of 16 bits a pixel. */
export function png16({ planes, width, height }: FileSource, plane: keyof Planes): PixelFile {
  return { coding: 'png', values: new Uint16Array(planes[plane]!.buffer), width, height, channels: 1 };
}
