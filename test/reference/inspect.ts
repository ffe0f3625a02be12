/** The outputs of the `inspect` pass, one pixel at a time in double precision. */
import type { Drawing } from '../support/drawing.ts';
import { cross, dot, normalized, scaled } from '../support/vectors.ts';
import { meet, shownAt } from '../support/visible.ts';

export interface Inspected {
  /** 1 + index in the image's instances; 0 where the pixel is empty. Each image is padded to an even number of pixels. */
  instanceIds: Uint16Array;
  /** The id in the record, and the category, of a labelled instance; 0 elsewhere. */
  recordIds: Uint16Array;
  categoryIds: Uint16Array;
  /** z of the hit, metres; 0 where the pixel is empty. */
  depth: Float32Array;
  /** RGB bytes (n + 1) / 2 of the triangle's normal toward the camera; 0 where the pixel is empty. Each image is padded to a whole word. */
  normals: Uint8Array;
}

/** `foregrounds` holds the record's id and category of each labelled instance of the drawing. */
export function inspect(drawing: Drawing, visibility: Uint32Array, foregrounds: { id: number; category: number }[]): Inspected {
  const { width, height, images } = drawing;
  const pixels = width * height;
  const padded = Math.ceil(pixels / 2) * 2;
  const ids = () => new Uint16Array(padded * images.length);
  const imageBytes = Math.ceil((pixels * 3) / 4) * 4;
  const out = { instanceIds: ids(), recordIds: ids(), categoryIds: ids(), depth: new Float32Array(pixels * images.length), normals: new Uint8Array(imageBytes * images.length) };
  images.forEach((image, z) => {
    for (let i = 0; i < pixels; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const shown = shownAt(drawing, visibility, z, x, y);
      if (!shown) continue;
      const hit = meet(image, shown.instance, shown.mesh, shown.corners, x + 0.5, y + 0.5);
      const normal = normalized(cross(hit.edge1, hit.edge2));
      out.instanceIds[z * padded + i] = 1 + shown.ordinal;
      const label = foregrounds[shown.instance.foreground ?? NaN];
      out.recordIds[z * padded + i] = label?.id ?? 0;
      out.categoryIds[z * padded + i] = label?.category ?? 0;
      out.depth[z * pixels + i] = hit.position[2];
      out.normals.set(scaled(normal, dot(normal, hit.ray) > 0 ? -1 : 1).map((n) => Math.round(255 * (n * 0.5 + 0.5))), z * imageBytes + i * 3);
    }
  });
  return out;
}
