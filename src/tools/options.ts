/** Defines the options that several commands have, and reads the values of options. */
import { InvalidArgumentError, Option } from 'commander';

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) < least) throw new InvalidArgumentError(`Wanted a whole number of at least ${least}.`);
    return Number(text);
  };
}

export function folder(text: string): string {
  if (text === '') throw new InvalidArgumentError('Wanted a folder.');
  return text;
}

export function png(text: string): string {
  if (!/\.png$/i.test(text)) throw new InvalidArgumentError('Wanted the name of a PNG, such as models.png.');
  return text;
}

/** Collects the folders of an option that may come more than once. */
export const folders = (text: string, before: string[] = []): string[] => [...before, folder(text)];

/** `3` or `3-7`, both ends included. */
export function span(text: string): [number, number] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (!match || last < first) throw new InvalidArgumentError('Wanted A or A-B, whole numbers from 0, the first not above the second.');
  return [first, last];
}

export const count = () => new Option('--count <n>', 'images of the whole dataset, or epoch; in place of the config\'s');
export const seed = () => new Option('--seed <n>', 'in place of the config\'s');
export const weights = () => new Option('--weights <file>', 'what a detector missed, by model, view and level: show that more often; in place of the config\'s curriculum.weights');
export const skipBadAssets = () => new Option('--skip-bad-assets', 'leave out models and pictures that cannot be used, and record which');
export const strictAssets = () => new Option('--strict-assets', 'refuse models that lack a texture or material file; otherwise they are drawn white without it');
export const unit = () => new Option('--unit <unit>', 'of files without a unit of their own, such as OBJ: mm, cm, m, in or ft (default: m)');
export const adapter = () => new Option('--adapter <name>', 'the GPU whose name contains this; a wrong name lists those that there are');
export const raster32 = () => new Option('--raster32', 'do without 64-bit atomics; the pictures are the same');
export const json = () => new Option('--json', 'print one JSON object at the end on standard output');
export const verbose = () => new Option('--verbose', 'show where in the program an error arose');
