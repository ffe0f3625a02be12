/** Locates the canvases of labelled instances, on which their silhouettes are drawn. */
import type { Batch } from './batch.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

/** Where a labelled instance's canvas lies in the image and in `Planes.silhouettes`. */
export interface Canvas { x0: number; y0: number; widthPx: number; heightPx: number; firstByte: number }

/** The canvases of one image. */
export function canvasesOf(batch: Batch, image: number, layout: StructLayout): Canvas[] {
  const rows = new StructRows(layout, batch.rows.foregrounds!.buffer);
  const [firstRow, endRow] = [batch.first.foregrounds[image]!, batch.first.foregrounds[image + 1]!];
  return Array.from({ length: endRow - firstRow }, (_, i): Canvas => {
    const at = (field: string) => rows.at(firstRow + i, field);
    return {
      x0: rows.i32[at('x0')]!, y0: rows.i32[at('y0')]!,
      widthPx: rows.u32[at('widthWords')]! * 32, heightPx: rows.u32[at('height')]!,
      firstByte: (rows.u32[at('firstWord')]! - batch.first.silhouetteWords[image]!) * 4,
    };
  });
}
