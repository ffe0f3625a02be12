/** Draws boxes and names over images, one by one or as tiles of a sheet. */
import { taughtBox } from '../labels/box.ts';
import type { ImageRecord } from '../labels/record.ts';
import { encodePng8 } from './png.ts';
import { GLYPH_HEIGHT, textPixels } from './bitmap-font.ts';
import { drawText, fillRectangle, type Rgb, type RgbImage } from './rgb-image.ts';
import { sharp } from './sharp.ts';

/**
 * Returns a copy of the image with each visible object's box and name, as PNG: the box by `labels.box` where there is one, else the tight one.
 * @param rgb 3 x width x height bytes, the image of the record or a smaller copy of it
 */
export async function drawBoxes(rgb: Uint8Array, width: number, height: number, record: Pick<ImageRecord, 'width' | 'height' | 'instances'>): Promise<Buffer> {
  const image: RgbImage = { rgb: rgb.slice(), width, height };
  const scale: [number, number] = [width / record.width, height / record.height];
  // Large objects first, so that the boxes of small ones stay on top.
  const largestFirst = [...record.instances].sort((a, b) => b.area - a.area || a.id - b.id);
  for (const instance of largestFirst) {
    const [x, y, w, h] = taughtBox(instance);
    const left = Math.floor(x * scale[0]);
    const top = Math.floor(y * scale[1]);
    strokeRectangle(image, left, top, Math.ceil((x + w) * scale[0]) - left, Math.ceil((y + h) * scale[1]) - top, classColor(instance.categoryId));
  }
  for (const instance of largestFirst) {
    const { categoryId, category } = instance;
    const [x, y] = taughtBox(instance);
    drawName(image, Math.floor(x * scale[0]), Math.floor(y * scale[1]), category, classColor(categoryId));
  }
  return encodePng8(image.rgb, width, height, 3);
}

/** One tile of a sheet: an encoded image and its record. */
export interface SheetImage {
  bytes: Uint8Array;
  record: ImageRecord;
}

const SHEET_GAP_PX = 4;

/**
 * Returns a PNG of the images in rows of `columns`, each with its boxes. Every tile is `tileWidth` pixels wide and has the first image's
 * aspect ratio.
 * @throws Error where there is no image
 */
export async function contactSheet(images: SheetImage[], columns: number, tileWidth: number): Promise<Buffer> {
  const first = images[0];
  if (!first) throw new Error('sheet: no images; wanted one or more.');
  const tileHeight = Math.round((tileWidth * first.record.height) / first.record.width);
  const tiles = await Promise.all(images.map(async ({ bytes, record }, index) => {
    const rgb = await sharp(bytes).resize(tileWidth, tileHeight, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    return {
      input: await drawBoxes(rgb, tileWidth, tileHeight, record),
      left: SHEET_GAP_PX + (index % columns) * (tileWidth + SHEET_GAP_PX),
      top: SHEET_GAP_PX + Math.floor(index / columns) * (tileHeight + SHEET_GAP_PX),
    };
  }));
  const width = SHEET_GAP_PX + Math.min(columns, images.length) * (tileWidth + SHEET_GAP_PX);
  const height = SHEET_GAP_PX + Math.ceil(images.length / columns) * (tileHeight + SHEET_GAP_PX);
  return sharp({ create: { width, height, channels: 3, background: '#202020' } }).composite(tiles).removeAlpha().png().toBuffer();
}

/** The hue advances by the golden ratio with each id, so that neighbours in the alphabet look different. Saturation and value are 1. */
export function classColor(categoryId: number): Rgb {
  const hue = (categoryId * 0.618034) % 1;
  const channel = (offset: number) => Math.round(255 * Math.min(1, Math.max(0, Math.abs(((hue + offset) % 1) * 6 - 3) - 1)));
  return [channel(0), channel(2 / 3), channel(1 / 3)];
}

/** Lines lie inside the rectangle. They are 1/320 of the image's width thick, so that they stay visible in a large image. */
function strokeRectangle(image: RgbImage, left: number, top: number, width: number, height: number, color: Rgb): void {
  const line = Math.min(Math.max(1, Math.round(image.width / 320)), width, height);
  fillRectangle(image, left, top, width, line, color);
  fillRectangle(image, left, top + height - line, width, line, color);
  fillRectangle(image, left, top, line, height, color);
  fillRectangle(image, left + width - line, top, line, height, color);
}

/** The name stands above the box, or inside the box's upper edge where the image ends above. It moves left where the image ends to its right. */
function drawName(image: RgbImage, boxLeft: number, boxTop: number, name: string, color: Rgb): void {
  const { width } = textPixels(name);
  const plateHeight = GLYPH_HEIGHT + 2;
  const left = Math.max(0, Math.min(boxLeft, image.width - width - 2));
  const top = boxTop >= plateHeight ? boxTop - plateHeight : boxTop;
  fillRectangle(image, left, top, width + 2, plateHeight, color);
  // Black on light plates, white on dark ones, by the luma of Rec. 601.
  const ink: Rgb = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2] > 110 ? [0, 0, 0] : [255, 255, 255];
  drawText(image, left + 1, top + 1, name, ink);
}
