/** Says what of a batch is made and read back beside the picture and its counters: nothing that nobody asked for. */
import type { Batch } from './batch.ts';
import { INSPECT_PLANES, inspectImageBytes, inspectImageWords, type InspectPlane } from './passes/inspect.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

export type PlaneName = InspectPlane | 'color' | 'silhouettes';

export type OutputName = PlaneName | 'runs' | 'amodalRuns' | 'occlusion' | 'keypoints';

export function renderOutputsOf(names: readonly OutputName[]): RenderOutputs {
  const has = (name: OutputName) => names.includes(name);
  const others: readonly OutputName[] = ['runs', 'amodalRuns', 'occlusion', 'keypoints'];
  return { planes: names.filter((name) => !others.includes(name)) as PlaneName[], runs: has('runs'), amodalRuns: has('amodalRuns'), hiders: has('occlusion'), keypoints: has('keypoints') };
}

export interface RenderOutputs {
  planes: readonly PlaneName[];
  /** Where the visible mask of each labelled instance begins and ends, column by column. */
  runs: boolean;
  /** The same of its silhouette within the image. */
  amodalRuns: boolean;
  /** What hides each labelled instance, and how many of its pixels. */
  hiders: boolean;
  /** Whether the keypoints that scenes come with are seen. */
  keypoints: boolean;
}

/**
 * Planes of one image, rows from the top; those of `outputs` are there.
 * - rgb: 3 bytes a pixel, sRGB-coded
 * - instanceIds: 16 bits a pixel, 1 + place in the scene's instances, 0 = nothing
 * - recordIds, categoryIds: 16 bits a pixel, the record's id or categoryId of what is labelled, 0 = nothing
 * - depthMm: 16 bits a pixel, z in millimetres, 0 = nothing, 65535 = that or more
 * - depth: float32, z in metres, 0 = nothing
 * - normals: 3 bytes a pixel, (n + 1) / 2
 * - color: the image before noise and blur, 4 bytes a pixel
 * - silhouettes: the canvases of the labelled instances, one bit a pixel
 */
export type Planes = { rgb: Plane } & Partial<Record<PlaneName, Plane>>;
/** The whole of a piece of memory that threads share. */
export type Plane = Uint8Array<SharedArrayBuffer>;

/** Where a labelled instance's canvas lies in the image and in `Planes.silhouettes`. */
export interface Canvas { x0: number; y0: number; widthPx: number; heightPx: number; firstByte: number }

export const inspectPlanes = ({ planes }: RenderOutputs): InspectPlane[] => INSPECT_PLANES.filter((plane) => planes.includes(plane));

/** Room that an image takes in the buffer of a plane, and the part of it that is pixels. */
export function planeBytes(plane: Exclude<PlaneName, 'silhouettes'>, width: number, height: number): { stride: number; pixels: number } {
  if (plane === 'color') return { stride: width * height * 4, pixels: width * height * 4 };
  return { stride: inspectImageWords(plane, width, height) * 4, pixels: inspectImageBytes(plane, width, height) };
}

/** The canvases of one image, and the bytes of `silhouettes` that are its own. */
export function canvasesOf(batch: Batch, image: number, layout: StructLayout): { canvases: Canvas[]; first: number; end: number } {
  const rows = new StructRows(layout, batch.rows.foregrounds.buffer);
  const [firstRow, endRow] = [batch.firstForeground[image]!, batch.firstForeground[image + 1]!];
  const first = firstRow < batch.info.foregrounds ? rows.u32[rows.at(firstRow, 'firstWord')]! * 4 : 0;
  const canvases = Array.from({ length: endRow - firstRow }, (_, i): Canvas => {
    const at = (field: string) => rows.at(firstRow + i, field);
    return {
      x0: rows.i32[at('x0')]!, y0: rows.i32[at('y0')]!,
      widthPx: rows.u32[at('widthWords')]! * 32, heightPx: rows.u32[at('height')]!,
      firstByte: rows.u32[at('firstWord')]! * 4 - first,
    };
  });
  return { canvases, first, end: first + canvases.reduce((sum, { widthPx, heightPx }) => sum + (widthPx * heightPx) / 8, 0) };
}
