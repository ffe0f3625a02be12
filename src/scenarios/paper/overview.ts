/** Says level by level what the images will show, from the placed objects of some of them. */
import { streamsOf } from '../../scene/random.ts';
import { areNear, boxSizesPx } from '../placement/measure-placed.ts';
import type { Row } from '../scenario.ts';
import type { Foreground } from './foreground.ts';
import { type ObjectPlacer, spreadOver } from './place-objects.ts';
import type { PaperConfig } from './sections.ts';

/** Images of each level whose objects are placed. */
const PLACED_IMAGES = 20;
/** Objects touch where the silhouettes are at most so far from each other, pixels. */
const TOUCHING_PX = 2;

/** Heads of the columns of `cellsOf`. */
const SHOWN_HEADS = ['objects', 'box px: 5 %', '50 %', '95 %', 'touching'];

/** What some images show. */
interface Shown {
  /** Objects of each image. */
  counts: number[];
  /** Of each object. */
  boxSizesPx: number[];
  touching: number;
  /** What the images of the level are over those that were placed: the weight in a sum over levels. */
  weight: number;
}

/** The table that `plan` prints. */
export function overview(config: PaperConfig, foreground: Foreground, place: ObjectPlacer): Row[] {
  const { images } = foreground.schedule;
  const rows = config.curriculum.strategy === 'paper' ? levelRows(config, foreground, place) : [
    ['images', ...SHOWN_HEADS],
    [images, ...cellsOf([show(config, images, (image) => image, place)])],
  ];
  return [...rows, [`Objects, boxes and touching ones are those of up to ${PLACED_IMAGES} images${rows.length > 2 ? ' of each level' : ''}.`]];
}

function levelRows(config: PaperConfig, { sizes, schedule, weighted, unseen }: Foreground, place: ObjectPlacer): Row[] {
  const { levels, images, imagesPerEpoch } = schedule;
  const total = (column: 'pairs' | 'entries') => levels.reduce((sum, level) => sum + level[column], 0);
  const shown = levels.map(({ level, images: ofLevel }) => show(config, ofLevel, (image) => schedule.indexOf(level, image), place));
  return [
    ['level', sizes.head, 'pairs', 'entries', 'images', ...SHOWN_HEADS],
    ...levels.map(({ level, pairs, entries, images: ofLevel }, l) => [level, sizes.textOf(level), pairs, entries, ofLevel, ...cellsOf([shown[l]!])]),
    ['all', '', total('pairs'), total('entries'), images, ...cellsOf(shown)],
    [`A whole pass of the schedule has ${imagesPerEpoch} images.`],
    ...[weighted, unseen].flatMap((line) => (line === undefined ? [] : [[line]])),
  ];
}

/**
 * Places the objects of images that are spread evenly over those of a level.
 * @param images of the level
 * @param indexOf index in the dataset of one of them
 */
function show(config: PaperConfig, images: number, indexOf: (image: number) => number, place: ObjectPlacer): Shown {
  const shown: Shown = { counts: [], boxSizesPx: [], touching: 0, weight: 0 };
  for (const index of spreadOver(images, PLACED_IMAGES).map(indexOf)) {
    const { placed, camera } = place(index, 0, streamsOf(config.seed, index, 0));
    const projections = placed.projections.filter((projection) => projection !== null);
    shown.counts.push(projections.length);
    shown.boxSizesPx.push(...boxSizesPx(projections, camera));
    shown.touching += areNear(projections, camera, TOUCHING_PX).filter((isNear) => isNear).length;
  }
  if (shown.counts.length > 0) shown.weight = images / shown.counts.length;
  return shown;
}

/** Least and most objects of an image, percentiles of the sizes of boxes, and the share of the objects that touch. */
function cellsOf(levels: Shown[]): string[] {
  const counts = levels.flatMap((level) => level.counts);
  const sizes = levels.flatMap(({ boxSizesPx: ofLevel, weight }) => ofLevel.map((sizePx) => ({ sizePx, weight })));
  if (sizes.length === 0) return ['0', '', '', '', ''];
  sizes.sort((a, b) => a.sizePx - b.sizePx);
  const objects = sizes.reduce((sum, { weight }) => sum + weight, 0);
  const touching = levels.reduce((sum, level) => sum + level.weight * level.touching, 0);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return [least === most ? `${least}` : `${least}-${most}`, ...[0.05, 0.5, 0.95].map((share) => percentile(sizes, share * objects).toFixed(0)), `${(100 * touching / objects).toFixed(0)} %`];
}

/** The size up to which the weights add up to a sum; sizes ascend. */
function percentile(sizes: { sizePx: number; weight: number }[], sum: number): number {
  let left = sum;
  return (sizes.find(({ weight }) => (left -= weight) <= 0) ?? sizes.at(-1)!).sizePx;
}
