/** Writes one picture of evenly spaced images of a dataset, with their boxes. */
import { writeFile } from 'node:fs/promises';
import { UserError } from '../config/errors.ts';
import { openDataset, readSamples } from '../dataset/reader.ts';
import { contactSheet, type SheetImage } from '../encode/overlay.ts';
import { evenIndices } from '../stats/even-indices.ts';

const COLUMNS = 4;
const TILE_WIDTH_PX = 480;

/**
 * @param path of the PNG
 * @param most images that it shows
 * @returns how many it shows
 * @throws UserError where the folder holds no finished dataset, or one without images
 */
export async function writeSheet(dir: string, path: string, most: number): Promise<number> {
  const dataset = await openDataset(dir);
  const total = dataset.shards.reduce((sum, { samples }) => sum + samples, 0);
  if (total === 0) throw new UserError(`sheet: ${dir} has no images; wanted a dataset of one or more`);
  const chosen = new Set(evenIndices(total, most));
  // Samples are asked for by their keys in the order of the shards.
  let key = '', position = -1;
  const isChosen = (next: string): boolean => {
    if (next !== key) position++;
    key = next;
    return chosen.has(position);
  };
  const images: SheetImage[] = [];
  for (const { record, members } of readSamples(dataset, ['jpg'], isChosen)) images.push({ record, bytes: members.get('jpg')! });
  await writeFile(path, await contactSheet(images, Math.min(COLUMNS, images.length), TILE_WIDTH_PX));
  return images.length;
}
