/** Takes a batch's images out of what was read back. */
import { KEYPOINT_STATES, type MeasuredImage } from '../scene/measured.ts';
import type { Batch } from './batch.ts';
import { measuredImages } from './measured-images.ts';
import { canvasesOf, planeBytes, type Canvas, type Plane, type Planes } from './outputs.ts';
import { packedImageBytes } from './passes/pack.ts';
import { collectRuns } from './passes/runs.ts';
import type { MappedSections } from './readback.ts';
import type { OpenOptions } from './renderer.ts';
import type { SceneLayouts } from './scene-pack.ts';

export interface RenderedImage {
  measured: MeasuredImage;
  planes: Planes;
  canvases: Canvas[];
}

/**
 * Copies of everything, as mapped memory goes away.
 * @param reused planes of images that nobody reads any more, which are written over. New memory has to be got and emptied by the system,
 * and a thread that is handed memory of its own collects garbage for every 15 images' worth: 4 % of an image's processor time together.
 */
export function renderedImages(
  batch: Batch, mapped: MappedSections, { width, height, outputs }: OpenOptions, layouts: SceneLayouts, reused: readonly Planes[] = [],
): RenderedImage[] {
  const counts = { counters: mapped.words('counters'), pairShared: mapped.words('pairShared'), uncovered: mapped.words('uncovered') };
  return measuredImages(counts, batch, layouts.counters).map((measured, image) => {
    const foregrounds = [batch.firstForeground[image]!, batch.firstForeground[image + 1]!] as const;
    const runs = (amodal: boolean) => collectRuns({ blocks: mapped.words('runBlocks'), runs: mapped.words('runs'), amodal }, batch.info, foregrounds);
    if (outputs.runs) measured.runs = runs(false);
    if (outputs.amodalRuns) measured.amodalRuns = runs(true);
    if (outputs.hiders) measured.occlusion = mapped.words('hiders').slice(batch.firstHider[image], batch.firstHider[image + 1]);
    if (outputs.keypoints) measured.keypoints = [...mapped.words('keypointStates').slice(batch.firstKeypoint[image], batch.firstKeypoint[image + 1])].map((state) => KEYPOINT_STATES[state]!);

    /** This image's part of a plane. */
    const part = (plane: keyof Planes, section: string, stride: number, bytes: number) =>
      copied(mapped.bytes(section).subarray(image * stride, image * stride + bytes), reused[image]?.[plane]);
    const { canvases, first, end } = canvasesOf(batch, image, layouts.foreground);
    const planes: Planes = { rgb: part('rgb', 'rgb', packedImageBytes(width, height), width * height * 3) };
    for (const plane of outputs.planes) {
      if (plane === 'silhouettes') {
        planes.silhouettes = copied(mapped.bytes('silhouettes').subarray(first, end));
      } else {
        const { stride, pixels } = planeBytes(plane, width, height);
        planes[plane] = part(plane, plane === 'color' ? 'colorBeforePost' : plane, stride, pixels);
      }
    }
    return { measured, planes, canvases };
  });
}

function copied(bytes: Uint8Array, into: Plane = new Uint8Array(new SharedArrayBuffer(bytes.length))): Plane {
  into.set(bytes);
  return into;
}
