/** Writes sheets that show models from six sides, with their names and sizes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AssetLibrary } from '../assets/library.ts';
import { UserError } from '../config/errors.ts';
import { GLYPH_ADVANCE, GLYPH_HEIGHT } from '../encode/bitmap-font.ts';
import { encodePng8 } from '../encode/png.ts';
import { drawText, pasteImage, plainImage, type Rgb, type RgbImage } from '../encode/rgb-image.ts';
import { drawModelSides, SIDES } from '../run/model-views.ts';
import { metres } from './inspect.ts';

const SIDE_PX = 160;
const GAP_PX = 2;
const MARGIN_PX = 8;
/** Pixels of the captions for one of the font, which is 7 px high. */
const CAPTION_SCALE = 2;
/** Above a model's sides, which lie in a row: its caption, then the names of the sides. */
const CAPTION_PX = CAPTION_SCALE * GLYPH_HEIGHT + 4, NAMES_PX = GLYPH_HEIGHT + 3;
const STRIP_WIDTH_PX = SIDES.length * (SIDE_PX + GAP_PX) - GAP_PX + MARGIN_PX;
const STRIP_HEIGHT_PX = CAPTION_PX + NAMES_PX + SIDE_PX + MARGIN_PX;
/** 200 models are 6 columns of 34, 5900 x 6700 px, which viewers still open. */
const MODELS_PER_PAGE = 200;

const PAGE: Rgb = [32, 32, 32];
const CAPTION: Rgb = [255, 255, 255];
const SIDE_NAME: Rgb = [150, 150, 150];

export interface SheetOptions {
  /** Part of an adapter's name; default: the adapter that Dawn chooses. */
  adapter?: string | undefined;
  modelsPerPage?: number;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Draws every model of the library, in its order, row by row. Up to 200 are one picture, about as high as wide; more go on in
 * `NAME-2.png`, `NAME-3.png`, ...
 * @param path of the first PNG, ending in .png; its folder is made where it does not exist
 * @returns the pictures' paths
 * @throws UserError where no adapter has the name, or a picture cannot be written
 */
export async function writeModelSheets(library: AssetLibrary, path: string, { adapter, modelsPerPage = MODELS_PER_PAGE, onProgress = () => {} }: SheetOptions = {}): Promise<string[]> {
  const total = library.models.length;
  if (total === 0) return [];
  const written: string[] = [];
  let page: Page | null = null;
  let model = 0;
  for await (const sides of drawModelSides(library, SIDE_PX, adapter)) {
    page ??= emptyPage(Math.min(modelsPerPage, total - model));
    drawStrip(page, captionOf(library.models[model]!), sides);
    onProgress(++model, total);
    if (page.drawn < page.models) continue;
    const name = written.length === 0 ? path : path.replace(/\.png$/i, `-${written.length + 1}$&`);
    await writePage(page.image, name);
    written.push(name);
    page = null;
  }
  return written;
}

interface Page {
  image: RgbImage;
  columns: number;
  models: number;
  drawn: number;
}

/** Of so many columns that it is about as high as wide. */
function emptyPage(models: number): Page {
  const columns = Math.max(1, Math.round(Math.sqrt((models * STRIP_HEIGHT_PX) / STRIP_WIDTH_PX)));
  return { image: plainImage(MARGIN_PX + columns * STRIP_WIDTH_PX, MARGIN_PX + Math.ceil(models / columns) * STRIP_HEIGHT_PX, PAGE), columns, models, drawn: 0 };
}

function captionOf({ name, compiled: { halfSize } }: AssetLibrary['models'][number]): string {
  const size = `   ${metres(halfSize.map((half) => 2 * half), ' x ')} m`;
  const room = Math.floor((STRIP_WIDTH_PX - MARGIN_PX) / (CAPTION_SCALE * GLYPH_ADVANCE)) - size.length;
  // Of a long path the end tells more.
  return `${name.length > room ? `...${name.slice(3 - room)}` : name}${size}`;
}

function drawStrip(page: Page, caption: string, sides: Uint8Array[]): void {
  const { image, columns } = page;
  const left = MARGIN_PX + (page.drawn % columns) * STRIP_WIDTH_PX;
  const top = MARGIN_PX + Math.floor(page.drawn / columns) * STRIP_HEIGHT_PX;
  page.drawn++;
  drawText(image, left, top, caption, CAPTION, CAPTION_SCALE);
  sides.forEach((rgb, i) => {
    const x = left + i * (SIDE_PX + GAP_PX);
    drawText(image, x, top + CAPTION_PX, SIDES[i]!.name, SIDE_NAME);
    pasteImage(image, x, top + CAPTION_PX + NAMES_PX, { rgb, width: SIDE_PX, height: SIDE_PX });
  });
}

async function writePage({ rgb, width, height }: RgbImage, path: string): Promise<void> {
  const bytes = await encodePng8(rgb, width, height, 3);
  await mkdir(dirname(path), { recursive: true }).then(() => writeFile(path, bytes)).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`inspect: ${path} cannot be written (${error.code ?? error.message}); wanted a PNG to write or to replace`);
  });
}
