/** Proposes the config that comes closest to real photos. Read this first: it is the whole command. */
import { resolve } from 'node:path';
import { isBuiltin } from '../assets/library.ts';
import { openLibrary } from '../assets/open-library.ts';
import { UserError } from '../config/errors.ts';
import { BaseSchema } from '../config/schema.ts';
import type { Config } from '../run/config.ts';
import type { EngineOptions } from '../run/engine.ts';
import { type ConfigInput, parseConfig } from '../run/read-config.ts';
import { type LabelledSet, readCocoSet, readPictures } from '../stats/coco-set.ts';
import { aimOf } from './aim.ts';
import { requireEmpty, writeBackdrops } from './backdrops.ts';
import { readBase } from './base-config.ts';
import { findConvention } from './box-convention.ts';
import { comparisonText, distanceOf, gapsOf, type Numbers, numbersOfImages, numbersOfPhotos } from './compare.ts';
import { type Line, configLines } from './config-lines.ts';
import { configObject, configText } from './config-text.ts';
import { corrected } from './correct.ts';
import { type Facts, findFacts, firstGuess, type Guess } from './guess.ts';
import { chooseImageSize } from './image-size.ts';
import { measureModels } from './model-boxes.ts';
import { type PhotoMeasures, measurePhoto } from './measure-photo.ts';
import { evenIndices } from '../stats/even-indices.ts';
import { decodePhoto } from './photos.ts';
import { makePossible, type Possible } from './possible.ts';
import { renderAndMeasure } from './render-images.ts';
import { unmatched } from './unmatched.ts';

export interface FitOptions extends Pick<EngineOptions, 'adapter' | 'onAsset' | 'onStage'> {
  /** COCO file; without it all that needs no boxes is fitted. */
  real?: string | undefined;
  /** Folder of the photos. */
  images: string;
  /** Folder of the models, or a built-in group. */
  assets: string;
  base?: string | undefined;
  /** Parts of the photos of `real`, as export takes them: the first one alone is looked at. */
  split?: string | undefined;
  /** New or empty folder for the photos of `real` without their objects. */
  useBackgrounds?: string | undefined;
  /** Most times that images are rendered and compared. */
  rounds?: number | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
  onNote?: ((text: string) => void) | undefined;
}

const DEFAULT_ROUNDS = 4;
/** Images of a round. */
const ROUND_IMAGES = 48;
/** Photos that are measured, evenly spaced over all. */
const MOST_PHOTOS = 300;
/** A round that brings the distance below this part of the best one is an improvement. */
const IMPROVEMENT = 0.97;

/**
 * Returns the config as YAML. Its paths are absolute.
 * @throws UserError where the photos, the models or the base cannot be used
 */
export async function fit({ real, images, assets, base: basePath, split, useBackgrounds, rounds = DEFAULT_ROUNDS, onProgress, onNote = () => {}, ...options }: FitOptions): Promise<string> {
  if (useBackgrounds !== undefined && real === undefined) throw new UserError('fit: --use-backgrounds takes the labelled objects out of photos; wanted --real, too');
  if (split !== undefined && real === undefined) throw new UserError('fit: --split divides the photos of a COCO file; wanted --real, too');
  const base = basePath === undefined ? {} : await readBase(basePath);
  const set = real === undefined ? await readPictures(images) : await readCocoSet(real, images, { split });
  set.notes.forEach(onNote);
  if (useBackgrounds !== undefined) await requireEmpty(useBackgrounds);
  const models = isBuiltin(assets) ? assets : resolve(assets);
  const groups = ['feet', 'discs', 'cards', 'boxes', 'trays'].map((group) => `builtin:${group}`);
  const library = await openLibrary({ assets: BaseSchema.shape.assets.parse({ foreground: models, distractors: groups }) }, { onProgress: options.onAsset, onNote });

  options.onStage?.('measuring the photos');
  const size = chooseImageSize(set.pictures, relativeSizes(set));
  const photos = await measurePhotos(set, Math.max(size.width, size.height), onProgress);

  const modelBoxes = measureModels(library);
  const boxes = photos.flatMap((photo) => photo.boxes.map((box) => ({ box, photo })));
  const convention = findConvention(boxes, photos.flatMap(({ measuredBoxes }) => measuredBoxes), modelBoxes.square);
  const facts = findFacts(photos, size, convention, modelBoxes, set.hasBoxes);

  let backdrops: string | null = null;
  if (useBackgrounds !== undefined) {
    options.onStage?.('taking the objects out of the photos');
    backdrops = resolve(useBackgrounds);
    await writeBackdrops(set, convention.scale, Math.max(size.width, size.height), backdrops, onProgress);
  }
  const linesOf = (of: Pick<Possible, 'facts' | 'guess' | 'fovYDeg'>): Line[] => configLines(of.facts, of.guess, { models, photos: backdrops, fovYDeg: of.fovYDeg });
  const configOf = (changes: object) => async (facts: Facts, guess: Guess, fovYDeg: Possible['fovYDeg']): Promise<Config> =>
    parseConfig({ ...configObject(base, linesOf({ facts, guess, fovYDeg })), ...changes } as ConfigInput);
  const possible = (guess: Guess, changes: object = {}) => makePossible({ facts, guess }, library, configOf(changes));

  const start = firstGuess(facts, photos, modelBoxes);
  const { guess, comparison } = !set.hasBoxes || rounds === 0 ? { guess: start, comparison: null } : await approach(start, numbersOfPhotos(photos, convention), rounds, async (guess) => {
    const { config } = await possible(guess, { count: ROUND_IMAGES, order: 'shuffled' });
    return numbersOfImages(await renderAndMeasure(config, ROUND_IMAGES, options), convention);
  }, onNote);

  const best = await possible(guess);
  for (const line of comparison ?? []) onNote(line);
  for (const sentence of [...unmatched(best.facts, set, library, backdrops !== null), ...best.notes.map((what) => `Not matched: ${what}`)]) onNote(sentence);
  return configText(base, linesOf(best), [
    `Fitted to ${set.pictures.length} photos${photos.length < set.pictures.length ? `, of which ${photos.length} were measured` : ''}, by scenemill fit. Sizes are pixels of images of ${size.width} x ${size.height}.`,
  ]);
}

/** Sizes of the boxes over the long side of their photo. */
function relativeSizes({ pictures }: LabelledSet): number[] {
  return pictures.flatMap(({ width, height, boxes }) => boxes.filter(({ ignore }) => !ignore).map(({ box: [, , w, h] }) => Math.sqrt(w * h) / Math.max(width, height)));
}

async function measurePhotos({ pictures }: LabelledSet, longSidePx: number, onProgress: FitOptions['onProgress']): Promise<PhotoMeasures[]> {
  const chosen = evenIndices(pictures.length, MOST_PHOTOS).map((index) => pictures[index]!);
  const measured: PhotoMeasures[] = [];
  for (const picture of chosen) {
    measured.push(measurePhoto(await decodePhoto(picture, longSidePx)));
    onProgress?.(measured.length, chosen.length);
  }
  return measured;
}

/** Renders images of a guess, compares them, and corrects the guess, as long as that brings them nearer. Returns the best guess. */
async function approach(
  first: Guess, real: Numbers, rounds: number, numbersOf: (guess: Guess) => Promise<Numbers>, onNote: (text: string) => void,
): Promise<{ guess: Guess; comparison: string[] }> {
  const aim = aimOf(real);
  let best = { guess: first, distance: Infinity, comparison: [] as string[] };
  let guess = first;
  for (let round = 1; round <= rounds; round++) {
    const made = await numbersOf(guess);
    const distance = distanceOf(gapsOf(aim, made));
    onNote(`Round ${round}: ${distance.toFixed(1)} steps from the photos${round === 1 ? '; a step is a difference that one sees at a glance' : ''}.`);
    const isBetter = distance < IMPROVEMENT * best.distance;
    if (distance < best.distance) best = { guess, distance, comparison: comparisonText(real, made) };
    if (!isBetter) break;
    guess = corrected(guess, aim, made);
  }
  return best;
}
