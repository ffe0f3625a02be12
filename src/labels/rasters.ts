/** Turns the renderer's planes into rasters that files hold. */
import type { Planes } from '../gpu/outputs.ts';
import type { FileSource, Raster } from './label.ts';

/** A plane of 16 bits a pixel, as PNG. */
export function idRaster({ planes, width, height }: FileSource, plane: keyof Planes): Raster {
  return { coding: 'png', values: new Uint16Array(planes[plane]!.buffer), width, height, channels: 1 };
}
