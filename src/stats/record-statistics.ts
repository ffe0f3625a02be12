/** Lists what only our own records tell: one row a statistic. */
import type { Pose } from '../geometry/vectors.ts';
import type { ImageRecord, RecordInstance } from '../labels/record.ts';
import type { Bins } from './histogram.ts';

/** What statistics read of an instance: of the facts, those that some scenarios write. */
export type StatsInstance = RecordInstance & {
  entry?: number | null; view?: number | null; labelBox?: [number, number, number, number]; clump?: number | null;
  material?: { hue: number; saturation: number; value: number; roughness: number };
};

export type StatsRecord = ImageRecord & {
  instances: StatsInstance[]; hidden: StatsInstance[];
  background: { kind?: string; areaRatio?: [number, number]; photo?: { name: string } };
  schedule?: { epoch: number; level: number; unplaced: number[] } | null;
  occluders?: { model: string; coverage: number }[];
  distractors?: { model: string; group: string }[];
};

interface Row { name: string; title: string; unit: string; bins: Bins }
/** `of` says what each value belongs to; undefined where a record has none. */
export type RecordStatistic = Row & (
  | { of: 'image'; value: (record: StatsRecord) => number | undefined }
  | { of: 'instance'; value: (instance: StatsInstance) => number | undefined }
  | { of: 'light'; value: (light: ImageRecord['lights'][number]) => number }
  | { of: 'overlap'; value: (overlap: [number, number, number]) => number }
  | { of: 'occluder'; value: (occluder: { coverage: number }) => number }
);

const linear = (from: number, to: number, count: number): Bins => ({ from, to, count, scale: 'linear' });
const log2 = (from: number, to: number, count: number): Bins => ({ from, to, count, scale: 'log2' });
/** A bin a whole number from 0 on. */
const wholes = (most: number): Bins => linear(-0.5, most + 0.5, most + 1);
const SHARE = linear(0, 1, 50);
/** Shares of exactly 1 have a bin of their own. */
const SHARE_TO_ONE = linear(0, 1.02, 51);
const FACTOR = linear(0, 2, 80);
const DEGREES = 180 / Math.PI;

const angleDeg = (offset: number, depth: number): number => Math.atan2(offset, depth) * DEGREES;
const distance = ({ translation: [x, y, z] }: Pose): number => Math.sqrt(x * x + y * y + z * z);

export const RECORD_STATISTICS: readonly RecordStatistic[] = [
  { name: 'visiblePixels', title: 'visible pixels', unit: 'px', of: 'instance', bins: log2(1, 2 ** 22, 44), value: ({ area }) => area },
  { name: 'visibility', title: 'visible share of the silhouette', unit: '', of: 'instance', bins: SHARE_TO_ONE, value: ({ visibility }) => visibility },
  { name: 'hiddenByFrame', title: 'share outside the image', unit: '', of: 'instance', bins: SHARE, value: ({ occludedBy }) => occludedBy.frame },
  { name: 'hiddenByForeground', title: 'share hidden by other labelled objects', unit: '', of: 'instance', bins: SHARE, value: ({ occludedBy }) => occludedBy.foreground },
  { name: 'hiddenByOccluder', title: 'share hidden by occluders and background', unit: '', of: 'instance', bins: SHARE, value: ({ occludedBy }) => occludedBy.occluder },
  { name: 'distance', title: 'distance from the camera', unit: 'm', of: 'instance', bins: log2(1 / 256, 1024, 72), value: ({ pose }) => distance(pose) / pose.scale },
  { name: 'angleX', title: 'angle to the right of the viewing axis', unit: 'degrees', of: 'instance', bins: linear(-60, 60, 60), value: ({ pose: { translation } }) => angleDeg(translation[0], translation[2]) },
  { name: 'angleY', title: 'angle below the viewing axis', unit: 'degrees', of: 'instance', bins: linear(-60, 60, 60), value: ({ pose: { translation } }) => angleDeg(translation[1], translation[2]) },
  { name: 'scale', title: 'scale of the model in the scene', unit: '', of: 'instance', bins: log2(2 ** -10, 2 ** 14, 96), value: ({ pose }) => pose.scale },
  { name: 'materialHue', title: 'shift of the material\'s hue', unit: 'turns', of: 'instance', bins: linear(-0.5, 0.5, 100), value: ({ material }) => material?.hue },
  { name: 'materialSaturation', title: 'factor of the material\'s saturation', unit: '', of: 'instance', bins: FACTOR, value: ({ material }) => material?.saturation },
  { name: 'materialValue', title: 'factor of the material\'s brightness', unit: '', of: 'instance', bins: FACTOR, value: ({ material }) => material?.value },
  { name: 'materialRoughness', title: 'factor of the material\'s roughness', unit: '', of: 'instance', bins: FACTOR, value: ({ material }) => material?.roughness },
  { name: 'overlap', title: 'shared area of two silhouettes over the smaller one', unit: '', of: 'overlap', bins: SHARE, value: ([, , share]) => share },
  { name: 'coverage', title: 'planned share that an occluder hides', unit: '', of: 'occluder', bins: SHARE, value: ({ coverage }) => coverage },

  { name: 'lights', title: 'lights of an image', unit: 'lights', of: 'image', bins: wholes(16), value: ({ lights }) => lights.length },
  { name: 'lightIntensity', title: 'intensity of a light', unit: '', of: 'light', bins: linear(0, 5, 100), value: ({ intensity }) => intensity },
  { name: 'lightRed', title: 'red of a light', unit: '', of: 'light', bins: SHARE_TO_ONE, value: ({ color }) => color[0] },
  { name: 'lightGreen', title: 'green of a light', unit: '', of: 'light', bins: SHARE_TO_ONE, value: ({ color }) => color[1] },
  { name: 'lightBlue', title: 'blue of a light', unit: '', of: 'light', bins: SHARE_TO_ONE, value: ({ color }) => color[2] },
  { name: 'ambient', title: 'light from everywhere', unit: '', of: 'image', bins: linear(0, 2, 80), value: ({ ambient }) => ambient },

  { name: 'noiseSigma', title: 'noise that was added', unit: '', of: 'image', bins: linear(0, 0.1, 100), value: ({ post }) => post.noiseSigma },
  { name: 'blurSigma', title: 'sigma of the blur', unit: 'px', of: 'image', bins: linear(0, 8, 80), value: ({ post }) => (post.blurKernel > 1 ? post.blurSigma : 0) },
  { name: 'blurKernel', title: 'taps of the blur', unit: 'px', of: 'image', bins: wholes(63), value: ({ post }) => post.blurKernel },

  { name: 'fieldOfView', title: 'vertical field of view', unit: 'degrees', of: 'image', bins: linear(0, 180, 90), value: ({ height, camera }) => 2 * Math.atan(height / 2 / camera.fy) * DEGREES },
  { name: 'hidden', title: 'labelled objects without a visible pixel', unit: 'objects', of: 'image', bins: wholes(64), value: ({ hidden }) => hidden.length },
  { name: 'unplaced', title: 'objects that could not be placed', unit: 'objects', of: 'image', bins: wholes(64), value: ({ schedule }) => schedule?.unplaced.length },
  { name: 'clutter', title: 'clutter objects of an image', unit: 'objects', of: 'image', bins: log2(0.5, 8192, 56), value: ({ background }) => background.objects },
  { name: 'uncovered', title: 'share of the image where nothing is drawn', unit: '', of: 'image', bins: SHARE_TO_ONE, value: ({ background, width, height }) => background.uncovered / (width * height) },
  { name: 'clutterRatio', title: 'middle of the clutter\'s area over that of the objects', unit: '', of: 'image', bins: log2(1 / 64, 64, 48), value: ({ background }) => background.areaRatio && (background.areaRatio[0] + background.areaRatio[1]) / 2 },
  { name: 'occluders', title: 'occluders of an image', unit: 'objects', of: 'image', bins: wholes(64), value: ({ occluders }) => occluders?.length },
  { name: 'distractors', title: 'distractors of an image', unit: 'objects', of: 'image', bins: wholes(64), value: ({ distractors }) => distractors?.length },
];
