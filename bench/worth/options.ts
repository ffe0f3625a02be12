/** The options of `npm run worth`, and what of them two runs into one folder must share. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UserError } from '../../src/config/errors.ts';
import { parseSplits } from '../../src/dataset/splits.ts';

/** What a run makes: the main table, the paper's ablations, or the trainer in the loop. */
export type Kind = 'main' | 'ablations' | 'loop';
const TITLES: Record<Kind, string> = { main: 'the main table', ablations: 'the ablations', loop: 'the loop' };

export interface WorthOptions {
  kind: Kind;
  real: string;
  images: string;
  config?: string;
  assets?: string;
  /** Names and shares: the first part is trained on, the second one judged. Null where --test names other pictures. */
  split: string | null;
  test?: string;
  testImages?: string;
  photos?: string;
  count: number;
  seen: number;
  tuneSeen: number;
  seed: number;
  seeds: number;
  input?: number;
  threads?: number;
  out: string;
}

const DEFAULT_SPLIT = 'train=0.75,test=0.25';

/** @throws UserError where options contradict each other; CommanderError where one is unknown */
export function parseOptions(args: readonly string[]): WorthOptions {
  const program = new Command('npm run worth --').exitOverride()
    .description('Trains a small detector on synthetic and on real pictures, judges it on real ones, and writes a table.')
    .requiredOption('--real <coco.json>', 'COCO file of labelled real photos')
    .requiredOption('--images <dir>', "folder of the photos")
    .option('--config <yaml>', 'config of the synthetic set; without it, `scenemill fit` proposes one from the photos that are trained on')
    .option('--assets <models>', 'folder of 3D models, for the fit')
    .option('--split <shares>', `photos to train on and photos to judge on (${DEFAULT_SPLIT})`)
    .option('--test <coco.json>', 'photos to judge on, in place of --split')
    .option('--test-images <dir>', 'their folder')
    .option('--count <n>', 'synthetic images to make', whole, 4000)
    .option('--seen <n>', 'images seen in a training; 26000, or 6000 with --ablations and --loop', whole)
    .option('--tune-seen <n>', 'images seen in fine-tuning on real photos; a tenth of --seen', whole)
    .option('--ablations', "the paper's table: a changed key a row")
    .option('--seeds <n>', 'trainings a row of the ablations', whole, 2)
    .option('--photos <dir>', "photos for the ablation's row with photos as background")
    .option('--loop', 'trains, makes images of what was missed, and trains on')
    .option('--input <px>', "longer side of the detector's input; by default from the sizes of the real boxes", whole)
    .option('--threads <n>', 'processor threads of a training', whole)
    .option('--seed <n>', 'of images and trainings', natural, 0)
    .option('--out <dir>', 'where all of it lies; the same command goes on there, one of other options wants another folder', 'out/worth')
    .parse(args, { from: 'user' });
  if (program.args.length > 0) throw new UserError(`worth: "${program.args[0]}" is no option; wanted --real, --images and options`);
  const { ablations = false, loop = false, ...options } = program.opts<Omit<WorthOptions, 'kind' | 'split' | 'seen' | 'tuneSeen'> & { ablations?: boolean; loop?: boolean; split?: string; seen?: number; tuneSeen?: number }>();
  if (ablations && loop) throw new UserError('worth: --ablations and --loop are two runs; wanted one of them');
  if ((options.test === undefined) !== (options.testImages === undefined)) throw new UserError('worth: --test and --test-images belong together; wanted both or neither');
  if (options.test !== undefined && options.split !== undefined) throw new UserError('worth: both --split and --test name photos to judge on; wanted one of them');
  if (options.config === undefined && options.assets === undefined) throw new UserError('worth: nothing to make images with; wanted --config, or --assets with 3D models for the fit');
  const split = options.test === undefined ? options.split ?? DEFAULT_SPLIT : null;
  if (split !== null && parseSplits(split).length !== 2) throw new UserError(`worth: --split "${split}" has not two parts; wanted one to train on and one to judge on, such as ${DEFAULT_SPLIT}`);
  const kind = ablations ? 'ablations' : loop ? 'loop' : 'main';
  const seen = options.seen ?? (kind === 'main' ? 26000 : 6000);
  return { ...options, kind, split, seen, tuneSeen: options.tuneSeen ?? Math.ceil(seen / 10), out: resolve(options.out) };
}

/**
 * Makes the folder, or checks that the run in it had the same kind, options and inputs: a table holds the results of one run.
 * @throws UserError where they were not
 */
export function openFolder({ out, seeds: _seeds, threads: _threads, ...options }: WorthOptions): void {
  const path = join(out, 'worth.json');
  const facts = { ...options, sha256: Object.fromEntries((['real', 'test', 'config'] as const).map((name) => [name, hashOf(options[name])])) };
  if (!existsSync(path)) {
    mkdirSync(out, { recursive: true });
    writeFileSync(path, `${JSON.stringify(facts, null, 1)}\n`);
    return;
  }
  const before = JSON.parse(readFileSync(path, 'utf8')) as typeof facts;
  if (before.kind !== options.kind) throw new UserError(`worth: ${out} holds ${TITLES[before.kind] ?? 'another run'}; wanted another --out for ${TITLES[options.kind]}`);
  const changed = [...changedNames(before, facts).filter((name) => name !== 'sha256').map(flagOf), ...changedNames(before.sha256, facts.sha256).map((name) => `content of ${flagOf(name)}`)];
  if (changed.length > 0) throw new UserError(`worth: ${out} holds a run with another ${changed.join(', ')}; wanted the same, or another --out`);
}

/** Names of the values that are not equal. A value that is undefined equals one that JSON left out. */
function changedNames(before: object, now: object): string[] {
  const values = (of: object, name: string) => JSON.stringify((of as Record<string, unknown>)[name]);
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => values(before, name) !== values(now, name));
}

const flagOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function hashOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    throw new UserError(`worth: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); wanted a file`);
  }
}

function natural(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('wanted a whole number');
  return Number(text);
}

function whole(text: string): number {
  const value = natural(text);
  if (value < 1) throw new InvalidArgumentError('wanted a whole number of at least 1');
  return value;
}
