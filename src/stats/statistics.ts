/** Lists what can be compared between any two sets of pictures: one row a statistic. */
import type { BoxNumbers } from './box-numbers.ts';
import type { Bins } from './histogram.ts';
import type { PictureMeasures, RegionMeasures } from './measure-picture.ts';
import type { FileNumbers } from './rgb-picture.ts';

export type StatisticGroup = 'size' | 'background' | 'number' | 'position' | 'objects' | 'light and colour' | 'camera and file';

/** What statistics are computed from; null is what is not known. */
export interface PictureNumbers {
  width: number;
  height: number;
  boxes: BoxNumbers | null;
  pixels: PictureMeasures | null;
  file: FileNumbers | null;
}

export interface Statistic {
  /** Key in JSON. */
  name: string;
  title: string;
  /** Of the values; empty for a share or a ratio. */
  unit: string;
  group: StatisticGroup;
  /** Whether each picture has a value, or each box. */
  of: 'image' | 'box';
  /** Whether it needs to be known where the objects are. */
  needsBoxes: boolean;
  bins: Bins;
  /** A difference that one sees at a glance: of the values, on a log2 scale in octaves. A distance is the earth mover's over this. */
  step: number;
  /** A value a picture or a box; null where there is none. */
  values: (picture: PictureNumbers) => number | null | ArrayLike<number>;
}

const linear = (from: number, to: number, count: number): Bins => ({ from, to, count, scale: 'linear' });
const log2 = (from: number, to: number, count: number): Bins => ({ from, to, count, scale: 'log2' });

/** 0 and 1 lie in the middle of two bins that are 1 apart, so the earth mover's distance is a difference of shares. */
const YES_OR_NO = linear(-0.5, 1.5, 2);
const SHARE = linear(0, 1, 100);
const CODES = linear(0, 1, 128);
const OCTAVES = linear(0, 18, 72);
/** One sees that something is a quarter larger. */
const QUARTER = Math.log2(1.25);
const DOUBLE = 1;

const ofBoxes = (name: keyof Omit<BoxNumbers, 'count'>) => ({ of: 'box', needsBoxes: true, values: ({ boxes }: PictureNumbers) => boxes?.[name] ?? null }) as const;
const ofImage = (values: Statistic['values']) => ({ of: 'image', needsBoxes: false, values }) as const;
const ofRegion = (region: 'whole' | 'inside' | 'outside', name: keyof RegionMeasures) => ({
  of: 'image', needsBoxes: region !== 'whole', values: ({ pixels }: PictureNumbers) => pixels?.[region][name] ?? null,
}) as const;

export const STATISTICS: readonly Statistic[] = [
  { name: 'boxSizePx', title: 'size of the boxes', unit: 'px', group: 'size', bins: log2(1, 4096, 96), step: QUARTER, ...ofBoxes('sizePx') },
  {
    name: 'boxSizeShare', title: 'size of the boxes over the image height', unit: '', group: 'size', bins: log2(1 / 1024, 2, 88), step: QUARTER,
    of: 'box', needsBoxes: true, values: ({ boxes, height }) => boxes?.sizePx.map((px) => px / height) ?? null,
  },
  {
    name: 'boxesPerImage', title: 'objects in an image', unit: 'objects', group: 'number', bins: log2(0.5, 512, 40), step: Math.log2(1.5),
    of: 'image', needsBoxes: true, values: ({ boxes }) => boxes?.count ?? null,
  },
  { name: 'touching', title: 'share of objects whose box touches another', unit: '', group: 'position', bins: YES_OR_NO, step: 0.15, ...ofBoxes('isTouching') },
  { name: 'gapOverSize', title: 'gap to the nearest object over the size', unit: 'sizes', group: 'position', bins: linear(0, 8, 80), step: 0.5, ...ofBoxes('gapOverSize') },
  { name: 'atBorder', title: 'share of objects at the border', unit: '', group: 'position', bins: YES_OR_NO, step: 0.15, ...ofBoxes('isAtBorder') },
  { name: 'centreX', title: 'centre over the width, from the left', unit: '', group: 'position', bins: linear(0, 1, 40), step: 0.1, ...ofBoxes('centreX') },
  { name: 'centreY', title: 'centre over the height, from the top', unit: '', group: 'position', bins: linear(0, 1, 40), step: 0.1, ...ofBoxes('centreY') },

  { name: 'aspect', title: 'width of the boxes over their height', unit: '', group: 'objects', bins: log2(1 / 16, 16, 64), step: QUARTER, ...ofBoxes('aspect') },
  { name: 'brightnessInside', title: 'brightness in the boxes', unit: '', group: 'objects', bins: CODES, step: 0.1, ...ofRegion('inside', 'brightness') },
  { name: 'contrastInside', title: 'contrast in the boxes', unit: '', group: 'objects', bins: CODES, step: 0.05, ...ofRegion('inside', 'contrast') },
  { name: 'saturationInside', title: 'saturation in the boxes', unit: '', group: 'objects', bins: CODES, step: 0.1, ...ofRegion('inside', 'saturation') },
  { name: 'edgesInside', title: 'share of pixels with an edge in the boxes', unit: '', group: 'objects', bins: SHARE, step: 0.1, ...ofRegion('inside', 'edges') },
  { name: 'sharpnessInside', title: 'sharpness in the boxes', unit: 'octaves', group: 'objects', bins: OCTAVES, step: DOUBLE, ...ofRegion('inside', 'sharpness') },
  {
    name: 'standsOut', title: 'brightness in the boxes less that around them', unit: '', group: 'objects', bins: linear(-1, 1, 200), step: 0.1,
    of: 'image', needsBoxes: true,
    values: ({ pixels }) => (pixels && pixels.inside.brightness !== null && pixels.outside.brightness !== null ? pixels.inside.brightness - pixels.outside.brightness : null),
  },

  { name: 'edges', title: 'share of pixels with an edge', unit: '', group: 'background', bins: SHARE, step: 0.05, ...ofRegion('whole', 'edges') },
  { name: 'edgesOutside', title: 'share of the background\'s pixels with an edge', unit: '', group: 'background', bins: SHARE, step: 0.05, ...ofRegion('outside', 'edges') },
  { name: 'brightnessOutside', title: 'brightness of the background', unit: '', group: 'background', bins: CODES, step: 0.1, ...ofRegion('outside', 'brightness') },
  { name: 'contrastOutside', title: 'contrast of the background', unit: '', group: 'background', bins: CODES, step: 0.05, ...ofRegion('outside', 'contrast') },
  { name: 'saturationOutside', title: 'saturation of the background', unit: '', group: 'background', bins: CODES, step: 0.1, ...ofRegion('outside', 'saturation') },
  { name: 'sharpnessOutside', title: 'sharpness of the background', unit: 'octaves', group: 'background', bins: OCTAVES, step: DOUBLE, ...ofRegion('outside', 'sharpness') },

  { name: 'brightness', title: 'brightness', unit: '', group: 'light and colour', bins: CODES, step: 0.1, ...ofRegion('whole', 'brightness') },
  { name: 'contrast', title: 'contrast', unit: '', group: 'light and colour', bins: CODES, step: 0.05, ...ofRegion('whole', 'contrast') },
  { name: 'saturation', title: 'saturation', unit: '', group: 'light and colour', bins: CODES, step: 0.1, ...ofRegion('whole', 'saturation') },
  { name: 'colored', title: 'share of pixels with a colour', unit: '', group: 'light and colour', bins: SHARE, step: 0.2, ...ofImage(({ pixels }) => pixels?.coloredShare ?? null) },
  { name: 'warmth', title: 'yellow against blue', unit: '', group: 'light and colour', bins: linear(-1, 1, 200), step: 0.05, ...ofRegion('whole', 'warmth') },
  { name: 'tint', title: 'green against magenta', unit: '', group: 'light and colour', bins: linear(-1, 1, 200), step: 0.05, ...ofRegion('whole', 'tint') },

  { name: 'sharpness', title: 'sharpness', unit: 'octaves', group: 'camera and file', bins: OCTAVES, step: DOUBLE, ...ofRegion('whole', 'sharpness') },
  { name: 'noise', title: 'noise', unit: '', group: 'camera and file', bins: linear(0, 0.1, 200), step: 0.01, ...ofImage(({ pixels }) => pixels?.noiseSigma ?? null) },
  { name: 'imageHeight', title: 'height of the images', unit: 'px', group: 'camera and file', bins: log2(16, 16384, 80), step: DOUBLE, ...ofImage(({ height }) => height) },
  { name: 'imageAspect', title: 'width of the images over their height', unit: '', group: 'camera and file', bins: log2(1 / 4, 4, 64), step: QUARTER, ...ofImage(({ width, height }) => width / height) },
  { name: 'bytesPerPixel', title: 'bytes of the file a pixel', unit: 'bytes', group: 'camera and file', bins: log2(1 / 256, 8, 88), step: DOUBLE, ...ofImage(({ file }) => file && file.bytes / file.pixels) },
  { name: 'jpegQuality', title: 'JPEG quality', unit: '', group: 'camera and file', bins: linear(0.5, 100.5, 100), step: 20, ...ofImage(({ file }) => file?.jpegQuality ?? null) },
];
