/** Facts and a guess of twenty made-up photos of objects on a table, for the tests of what fit writes. */
import type { Facts, Guess } from '../../src/fit/guess.ts';

export const FACTS: Facts = {
  image: { width: 640, height: 480, share: 1, jpegQuality: 85, jpegWhy: "the photos'" }, hasBoxes: true, photos: 20, upright: false,
  convention: { square: false, scale: 1, measured: 40, ratio: { median: 1, quartiles: [0.98, 1.02] } },
  boxesPx: [30, 52], sizesOverWithin: 2, count: [2, 9], clumps: { share: 0.2, largest: 3 }, overlap: 0.1, border: { boxes: 100, atBorder: 10, crop: 0.4 },
  busy: 0, edges: 0.02, distractors: [{ group: 'discs', count: [0, 2], boxPx: [20, 100], why: 'not seen' }],
  surface: { hue: [0, 0.1], saturation: [0, 0.1], shownValue: [0.5, 0.8], gradient: [0, 0.1], grain: [0, 0.01], folds: [0, 0.02], seams: [0, 1] },
  halo: null,
};

export const GUESS: Guess = { boxPx: [30, 52], light: 0.9, saturation: 1, surfaceGain: 1, blurTaps: 3, noise: 0.01, grain: 0.01, folds: 0.02, gradient: 0.1, clumpShare: 0.2, shadows: null, clutter: 1 };
