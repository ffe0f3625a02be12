/** The planes of the `inspect` pass, one pixel at a time in double precision. */
import type { Drawing } from '../support/drawing.ts';
import { cross, dot, normalized, scaled } from '../support/vectors.ts';
import { meet, shownAt } from '../support/visible.ts';

export interface Inspected {
  /** 1 + place in the image's instances; 0: nothing. Image after image, each filled up to an even number of pixels. */
  instanceIds: Uint16Array;
  /** What the labels say of the instance; 0: nothing that is labelled. */
  recordIds: Uint16Array;
  categoryIds: Uint16Array;
  /** z of the hit, metres; 0: nothing. */
  depth: Float32Array;
  /** RGB bytes of (n + 1) / 2 of the triangle's normal toward the camera; 0: nothing. Each image is filled up to a whole word. */
  normals: Uint8Array;
}

/** `foregrounds`: of each labelled instance of the drawing, the record's numbers. */
export function inspect(drawing: Drawing, plane: Uint32Array, foregrounds: { id: number; category: number }[]): Inspected {
  const { width, height, images } = drawing;
  const pixels = width * height;
  const padded = Math.ceil(pixels / 2) * 2;
  const ids = () => new Uint16Array(padded * images.length);
  const imageBytes = Math.ceil((pixels * 3) / 4) * 4;
  const out = { instanceIds: ids(), recordIds: ids(), categoryIds: ids(), depth: new Float32Array(pixels * images.length), normals: new Uint8Array(imageBytes * images.length) };
  images.forEach((image, z) => {
    for (let i = 0; i < pixels; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const shown = shownAt(drawing, plane, z, x, y);
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
