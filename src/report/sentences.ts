/** Puts the difference of a statistic into words, the real set first. */
import { isYesOrNo, shareOf } from './side-by-side.ts';
import { percentText, rangeText, SHARE, valueText } from './numbers.ts';
import type { ComparedStatistic, SideOfStatistic } from './report-data.ts';

interface Pair { real: SideOfStatistic; ours: SideOfStatistic; unit: string; isHigher: boolean }

/** Middles and ends of two ranges are alike where they differ by less than this part of the wider range. */
const ALIKE = 0.15;

/** @param statistic with both sides */
export function sentenceFor({ name, title, axis: { unit }, ours, real }: ComparedStatistic): string {
  const pair: Pair = { real: real!, ours: ours!, unit, isHigher: real!.mean > ours!.mean };
  const own = SENTENCES[name];
  if (own) return own(pair);
  return isYesOrNo({ ours, real }) ? `${title}: ${percentText(shareOf(real!))} in the real set, ${percentText(shareOf(ours!))} in yours` : `${title}: ${ranges(pair)}`;
}

/** `real 25 to 43 px, yours 60 to 290 px`: 5 to 95 % of the values. */
function ranges({ real, ours, unit }: Pair, suffix = unit): string {
  return `${rangeText(real.quantiles[0], real.quantiles[2], suffix)}, yours ${rangeText(ours.quantiles[0], ours.quantiles[2], suffix)}`;
}

/** Says which set has more of something, or which one varies more where the middles are alike. */
function more(subject: string, [higher, lower]: [string, string], measure: string): (pair: Pair) => string {
  return (pair) => {
    const [real, ours] = [pair.real.quantiles, pair.ours.quantiles];
    const width = Math.max(real[2] - real[0], ours[2] - ours[0]);
    const isSameMiddle = Math.abs(pair.real.mean - pair.ours.mean) < ALIKE * width;
    const isOne = subject.endsWith('background');
    if (isSameMiddle) return `${subject} ${isOne ? 'varies' : 'vary'} ${real[2] - real[0] > ours[2] - ours[0] ? 'more' : 'less'}: ${measure} ${ranges(pair)}`;
    const isSameRange = Math.max(Math.abs(real[0] - ours[0]), Math.abs(real[2] - ours[2])) < ALIKE * width;
    const numbers = isSameRange ? `median ${valueText(real[1], pair.unit)}, yours ${valueText(ours[1], pair.unit)}` : ranges(pair);
    return `${subject} ${isOne ? 'is' : 'are'} ${pair.isHigher ? higher : lower}: ${measure} ${numbers}`;
  };
}

/** `9 % of its pixels have an edge, yours 61 %`. */
const means = ({ real, ours }: Pair): [string, string] => [percentText(real.mean), percentText(ours.mean)];
const yes = ({ real, ours }: Pair): [string, string] => [percentText(shareOf(real)), percentText(shareOf(ours))];

/** Shares of pixels with an edge below the first look plain, above the second busy. */
const [PLAIN, BUSY] = [0.15, 0.4];
const look = (edges: number): string => (edges < PLAIN ? 'is plain' : edges > BUSY ? 'is busy' : 'has some detail');

const SENTENCES: Record<string, (pair: Pair) => string> = {
  boxSizePx: ({ real, ours }) => `real objects are ${rangeText(...ends(real, Math.round), 'px')}, yours ${rangeText(...ends(ours, Math.round), '')}`,
  boxSizeShare: ({ real, ours }) => `real objects are ${rangeText(...ends(real), SHARE)} of the image height, yours ${rangeText(...ends(ours), SHARE)}`,
  boxesPerImage: ({ real, ours }) => `a real photo has ${rangeText(...ends(real), '')} objects, your images have ${rangeText(...ends(ours), '')}`,
  touching: (pair) => `${yes(pair)[0]} of the real objects touch another one, ${yes(pair)[1]} of yours`,
  atBorder: (pair) => `${yes(pair)[0]} of the real objects lie at the border of the image, ${yes(pair)[1]} of yours`,
  gapOverSize: ({ real, ours }) => `real objects are ${valueText(real.quantiles[1], '')} of their size away from the nearest one, yours ${valueText(ours.quantiles[1], '')} (medians)`,
  centreX: (pair) => `real objects are at ${rangeText(...ends(pair.real), SHARE)} of the width, yours at ${rangeText(...ends(pair.ours), SHARE)}`,
  centreY: (pair) => `real objects are at ${rangeText(...ends(pair.real), SHARE)} of the height, yours at ${rangeText(...ends(pair.ours), SHARE)}`,
  aspect: (pair) => (isSquare(pair.real) && !isSquare(pair.ours)
    ? `real boxes are square, yours are ${rangeText(...ends(pair.ours), '')} times as wide as high`
    : `real boxes are ${rangeText(...ends(pair.real), '')} times as wide as high, yours ${rangeText(...ends(pair.ours), '')}`),
  brightnessInside: more('real objects', ['brighter', 'darker'], 'brightness'),
  contrastInside: (pair) => `real objects have ${pair.isHigher ? 'more' : 'less'} contrast: ${ranges(pair)}`,
  saturationInside: more('real objects', ['more colourful', 'less colourful'], 'saturation'),
  edgesInside: (pair) => `real objects ${pair.isHigher ? 'have more detail' : 'are plainer'}: ${means(pair)[0]} of the pixels in their boxes have an edge, of yours ${means(pair)[1]}`,
  sharpnessInside: more('real objects', ['sharper', 'softer'], 'sharpness'),
  standsOut: ({ real, ours }) => `real objects are ${outstanding(real)} than what is around them, yours ${outstanding(ours)}`,
  edges: (pair) => `${means(pair)[0]} of the pixels of a real photo have an edge, of yours ${means(pair)[1]}`,
  edgesOutside: (pair) => `the real background ${look(pair.real.mean)}: ${means(pair)[0]} of its pixels have an edge, yours ${means(pair)[1]}`,
  brightnessOutside: more('the real background', ['brighter', 'darker'], 'brightness'),
  contrastOutside: (pair) => `the real background has ${pair.isHigher ? 'more' : 'less'} contrast: ${ranges(pair)}`,
  saturationOutside: more('the real background', ['more colourful', 'greyer'], 'saturation'),
  sharpnessOutside: more('the real background', ['sharper', 'softer'], 'sharpness'),
  brightness: more('real photos', ['brighter', 'darker'], 'brightness'),
  contrast: (pair) => `real photos have ${pair.isHigher ? 'more' : 'less'} contrast: ${ranges(pair)}`,
  saturation: more('real photos', ['more colourful', 'greyer'], 'saturation'),
  colored: (pair) => `${means(pair)[0]} of the pixels of a real photo have a colour, of yours ${means(pair)[1]}`,
  warmth: more('real photos', ['yellower', 'bluer'], 'red less blue'),
  tint: more('real photos', ['greener', 'more magenta'], 'green less red and blue'),
  sharpness: more('real photos', ['sharper', 'softer'], 'sharpness'),
  noise: more('real photos', ['noisier', 'cleaner'], 'standard deviation'),
  imageHeight: (pair) => `real images are ${ranges(pair, 'px')} high`,
  imageAspect: (pair) => `real images are ${ranges(pair, '')} times as wide as high`,
  bytesPerPixel: (pair) => `files of real photos take ${ranges(pair, '')} bytes a pixel`,
  jpegQuality: (pair) => `real photos are JPEGs of quality ${ranges(pair, '')}`,
};

const ends = ({ quantiles: [low, , high] }: SideOfStatistic, round = (value: number): number => value): [number, number] => [round(low), round(high)];

export const isSquare = ({ quantiles: [low, , high] }: SideOfStatistic): boolean => low > 0.95 && high < 1.05;

function outstanding({ quantiles: [, median] }: SideOfStatistic): string {
  return `${valueText(Math.abs(median), '')} ${median > 0 ? 'brighter' : 'darker'}`;
}
