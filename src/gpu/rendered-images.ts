/** Splits the bytes that a batch reads back into its images. */
import type { MeasuredImage } from '../scene/measured.ts';
import type { Batch } from './batch.ts';
import { canvasesOf, type Canvas } from './canvases.ts';
import { measuredImages } from './measured-images.ts';
import type { Outputs, Plane, Planes } from './outputs.ts';
import { packedImageBytes } from './passes/pack.ts';
import type { MappedSections } from './readback.ts';
import type { SceneLayouts } from './scene-rows.ts';

export interface RenderedImage {
  measured: MeasuredImage;
  planes: Planes;
  canvases: Canvas[];
}

/**
 * Copies everything, as mapped memory goes away.
 * @param reused planes of images that nobody reads any more, which are written over: the system empties new memory, and threads collect old
 * memory as garbage, which both take processor time
 */
export function renderedImages(batch: Batch, mapped: MappedSections, outputs: Outputs, layouts: SceneLayouts, reused: readonly Planes[] = []): RenderedImage[] {
  const { width, height } = batch.info;
  const counts = { counters: mapped.words('counters'), pairShared: mapped.words('pairShared'), uncovered: mapped.words('uncovered') };
  const rgb = mapped.bytes('rgb');
  const stride = packedImageBytes(width, height);
  return measuredImages(counts, batch, layouts).map((basic, image) => {
    const old: Record<string, Plane> = reused[image] ?? {};
    const planes: Record<string, Plane> = {};
    const measured: Record<string, unknown> = { ...basic };
    for (const [name, output] of outputs) {
      const part = { image, batch, mapped };
      if (output.measured) measured[name] = output.measured(part);
      if (output.plane) planes[name] = copied(output.plane(part), old[name]);
    }
    return {
      measured: measured as unknown as MeasuredImage,
      planes: { rgb: copied(rgb.subarray(image * stride, image * stride + width * height * 3), old.rgb), ...planes },
      canvases: canvasesOf(batch, image, layouts.foregrounds),
    };
  });
}

/** @param into memory of an earlier image, which is used where its length fits */
function copied(bytes: Uint8Array, into?: Plane): Plane {
  const copy = into?.length === bytes.length ? into : new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
