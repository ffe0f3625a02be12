/** Computes with boxes: gaps, overlaps, and which lie alone. */

/** x, y, width and height, pixels; x and y of the upper left corner. */
export type Box = readonly [number, number, number, number];

/** The side of a square of the box's area. */
export const sizeOf = ([, , w, h]: Box): number => Math.sqrt(w * h);

/** The distance between two boxes along the axis on which it is larger; negative where they overlap. */
export function gapOf([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  return Math.max(Math.max(ax, bx) - Math.min(ax + aw, bx + bw), Math.max(ay, by) - Math.min(ay + ah, by + bh));
}

/** The area that two boxes share over the smaller one's area. */
export function overlapOf([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  return width > 0 && height > 0 ? (width * height) / Math.min(aw * ah, bw * bh) : 0;
}

/** A box that is a factor as large about its centre. */
export function grown([x, y, w, h]: Box, factor: number): Box {
  return [x - ((factor - 1) * w) / 2, y - ((factor - 1) * h) / 2, factor * w, factor * h];
}

/** Whether a side of the box lies on the picture's border, or beyond. */
export function isAtBorder([x, y, w, h]: Box, { width, height }: { width: number; height: number }): boolean {
  const near = 1.5;
  return x <= near || y <= near || x + w >= width - near || y + h >= height - near;
}

/** Indices of the boxes that no other box comes near: nearer than a share of the box's longer side. */
export function loneBoxes(boxes: readonly Box[], share: number): number[] {
  return boxes.flatMap((box, i) => (boxes.every((other, j) => i === j || gapOf(box, other) > share * Math.max(box[2], box[3])) ? [i] : []));
}

/** 1 where a box covers the pixel. */
export function maskOf(boxes: readonly Box[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const [x, y, w, h] of boxes) {
    const [left, right] = [Math.max(0, Math.floor(x)), Math.min(width, Math.ceil(x + w))];
    for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, Math.ceil(y + h)); row++) if (right > left) mask.fill(1, row * width + left, row * width + right);
  }
  return mask;
}
