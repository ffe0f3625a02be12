/** Decodes and measures one picture of a set. */
import type { BoxRow } from './box-numbers.ts';
import { decodePicture } from './decode-picture.ts';
import { measurePicture, type PictureMeasures } from './measure-picture.ts';
import type { FileNumbers } from './rgb-picture.ts';

export interface MeasureRequest { path: string; width: number; height: number; boxes: readonly BoxRow[] }
export interface MeasuredFile { pixels: PictureMeasures; file: FileNumbers }

/** @throws UserError where the picture cannot be decoded */
export async function measureFile({ path, width, height, boxes }: MeasureRequest): Promise<MeasuredFile> {
  const { rgb, file } = await decodePicture(path, width, height);
  return { pixels: measurePicture(rgb, boxes), file };
}
