/** Reads a set of labelled pictures from a COCO file, or a folder of pictures without labels. */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { listPictures } from '../assets/pictures/list-pictures.ts';
import { UserError } from '../config/errors.ts';
import { parseSplits, WHOLE } from '../dataset/splits.ts';
import { type CocoSegmentation, segmentationBox } from './segmentation-box.ts';
import { pictureSize } from './decode-picture.ts';

export interface LabelledBox {
  category: string;
  /** x, y, width, height; pixels of the picture, floats. */
  box: [x: number, y: number, width: number, height: number];
  /** A crowd, or an object that counts neither as found nor as missed. Statistics leave it out. */
  ignore: boolean;
}

export interface LabelledPicture {
  /** Of a COCO file its `file_name`, as it is written there. */
  key: string;
  path: string;
  /** Size that the boxes refer to, pixels. */
  width: number;
  height: number;
  boxes: LabelledBox[];
}

export interface LabelledSet {
  /** Names of the classes, sorted. */
  categories: string[];
  pictures: LabelledPicture[];
  /** False for a folder of pictures: what is in them is not known. */
  hasBoxes: boolean;
  /** What was left out or taken otherwise than it is written: a sentence each. */
  notes: string[];
}

interface CocoImage { id?: unknown; file_name?: unknown; width?: unknown; height?: unknown }
interface CocoAnnotation { image_id?: unknown; category_id?: unknown; bbox?: unknown; iscrowd?: unknown; ignore?: unknown; segmentation?: CocoSegmentation }
interface CocoCategory { id?: unknown; name?: unknown }

const MOST_PX = 1e7;
/** A side of an image, pixels. */
const isSide = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/**
 * Format: https://cocodataset.org/#format-data. A picture is `imagesDir/file_name`, or the file of that base name in `imagesDir`.
 * @param options `split`: parts as `export --split` takes them, such as `train=0.8,test=0.2`; the set is the FIRST part alone
 * @throws UserError where the file cannot be used, or a picture is missing
 */
export async function readCocoSet(jsonPath: string, imagesDir: string, { split }: { split?: string | undefined } = {}): Promise<LabelledSet> {
  const { images, annotations, categories } = await readCoco(jsonPath);
  const wrong = (what: string): UserError => new UserError(`coco: ${jsonPath} ${what}`);
  const notes = new Notes();
  const { keep } = split === undefined ? WHOLE : parseSplits(split)[0]!;

  const pictures = new Map<unknown, LabelledPicture>();
  const left = new Set<unknown>(); // ids of pictures in other parts of the split, or named twice
  const missing: string[] = [];
  const keys = new Set<string>();
  const listed: { id: unknown; key: string; width: unknown; height: unknown }[] = [];
  for (const { id, file_name: key, width, height } of images) {
    if (typeof key !== 'string' || key === '') throw wrong(`has an image ${JSON.stringify(id) ?? ''} without a file_name; wanted its path`);
    if (pictures.has(id)) throw wrong(`has two images of the id ${JSON.stringify(id)}; wanted each id once`);
    if (!keep(key)) left.add(id);
    else if (keys.has(key)) {
      left.add(id);
      notes.add('of its images name a file that another one names: the boxes of the first are taken');
    } else {
      keys.add(key);
      const path = [join(imagesDir, key), join(imagesDir, basename(key.replaceAll('\\', '/')))].find((candidate) => existsSync(candidate));
      if (path === undefined) missing.push(key);
      listed.push({ id, key, width, height });
      pictures.set(id, { key, path: path ?? '', width: 0, height: 0, boxes: [] });
    }
  }
  if (pictures.size === 0) throw wrong(split === undefined ? 'lists no images; wanted some' : `has no image in the first part of ${JSON.stringify(split)}; wanted a larger share`);
  if (missing.length > 0) {
    throw new UserError(`coco: ${missing.length} of ${pictures.size} pictures of ${jsonPath} are not in ${imagesDir}, the first is ${missing[0]}; wanted every file that the JSON names`);
  }
  for (const { id, width, height } of listed) {
    const picture = pictures.get(id)!;
    const isGiven = isSide(width) && isSide(height);
    if (!isGiven) notes.add('of its images have no whole width and height: they are taken from the file');
    Object.assign(picture, isGiven ? { width, height } : await pictureSize(picture.path));
  }

  const names = new Map(categories.map(({ id, name }) => [id, typeof name === 'string' ? name : String(id)]));
  const used = new Set<string>();
  for (const annotation of annotations) {
    const { image_id: image, category_id: category, iscrowd, ignore } = annotation;
    const picture = pictures.get(image);
    if (!picture) {
      if (!left.has(image)) notes.add('of its boxes name an image that it does not list: they are left out');
      continue;
    }
    const box = boxOf(annotation, notes);
    if (!box) continue;
    if (!touches(box, picture)) {
      notes.add('of its boxes are outside their image, or larger than any image: they are left out');
      continue;
    }
    if (!names.has(category)) notes.add('of its boxes are of a class that it does not list: its id is its name');
    const name = names.get(category) ?? String(category);
    used.add(name);
    const isIgnored = Boolean(iscrowd) || Boolean(ignore);
    if (isIgnored) notes.add('of its boxes are crowds or marked to be ignored: statistics leave them out');
    picture.boxes.push({ category: name, box, ignore: isIgnored });
  }
  const set: LabelledSet = {
    categories: [...new Set([...names.values(), ...used])].sort(), pictures: [...pictures.values()], hasBoxes: true, notes: notes.sentences(jsonPath),
  };
  if (!set.pictures.some(({ boxes }) => boxes.some((box) => !box.ignore))) {
    throw wrong(`has no box${split === undefined ? '' : ` in the first part of ${JSON.stringify(split)}`}${set.notes.length > 0 ? ` (${set.notes.map((note) => note.slice(`${jsonPath}: `.length, -1)).join('; ')})` : ''}; wanted labelled objects, or --images alone`);
  }
  return set;
}

/**
 * Reads the sizes of all pictures of a folder, sub-folders included.
 * @throws UserError where there is none, or one cannot be read
 */
export async function readPictures(dir: string): Promise<LabelledSet> {
  let files: ReturnType<typeof listPictures>;
  try {
    files = listPictures(dir);
  } catch (error) {
    throw new UserError(`pictures: ${dir}: ${(error as Error).message}`);
  }
  const pictures: LabelledPicture[] = [];
  for (const { name, path } of files) pictures.push({ key: name, path, ...await pictureSize(path), boxes: [] });
  return { categories: [], pictures, hasBoxes: false, notes: [] };
}

/** Whether a part of the box is in the picture. Beyond MOST_PX a number is no position in one. */
function touches([x, y, width, height]: LabelledBox['box'], picture: { width: number; height: number }): boolean {
  return x < picture.width && y < picture.height && x + width > 0 && y + height > 0 && [x, y, width, height].every((value) => Math.abs(value) < MOST_PX);
}

/** The box as it is written, else that of the segmentation; null where neither is one. */
function boxOf({ bbox, segmentation }: CocoAnnotation, notes: Notes): LabelledBox['box'] | null {
  if (Array.isArray(bbox) && bbox.length === 4 && bbox.every(isNumber)) {
    const [x, y, width, height] = bbox as LabelledBox['box'];
    if (width > 0 && height > 0) return [x, y, width, height];
  }
  const box = segmentationBox(segmentation);
  notes.add(box ? 'of its objects have no box: theirs is that of the segmentation' : 'of its objects have no box that is larger than nothing: they are left out');
  return box;
}

async function readCoco(path: string): Promise<{ images: CocoImage[]; annotations: CocoAnnotation[]; categories: CocoCategory[] }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`coco: ${path} cannot be read (${error.code ?? error.message}); wanted a COCO file`);
  });
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const place = / at position (\d+)/.exec((error as Error).message)?.[1];
    throw new UserError(`coco: ${path} is no JSON${place === undefined ? '' : ` at character ${place}`}; wanted a COCO file`);
  }
  const { images, annotations, categories = [] } = (content ?? {}) as Record<string, unknown>;
  for (const [name, list] of Object.entries({ images, annotations, categories })) {
    if (!Array.isArray(list) || list.some((row) => typeof row !== 'object' || row === null)) {
      throw new UserError(`coco: ${path} has no list of objects "${name}"; wanted a COCO file of detections`);
    }
  }
  return { images, annotations, categories } as { images: CocoImage[]; annotations: CocoAnnotation[]; categories: CocoCategory[] };
}

/** Counts what was taken otherwise than it is written. */
class Notes {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  sentences(path: string): string[] {
    return [...this.#counts].map(([what, count]) => `${path}: ${count} ${what}.`);
  }
}
