/** Changes what a config asks for until the models can have it. */
import type { AssetLibrary } from '../assets/library.ts';
import { UserError } from '../config/errors.ts';
import { openPlan } from '../run/open-plan.ts';
import type { Config } from '../run/config.ts';
import { findDistractors } from '../scenarios/placement/distractors.ts';
import { widestIntrinsics } from '../scenarios/randomizers/camera.ts';
import type { DistractorGroup } from './distractors.ts';
import type { Facts, Guess } from './guess.ts';

/** The default first. At a narrower field of view an object of a size is farther away. */
const FIELDS_OF_VIEW: [number, number][] = [[30, 60], [25, 45], [18, 30], [10, 18], [6, 10]];
const MOST_TRIES = 12;
const SMALLER = 0.88;

export interface Possible {
  facts: Facts;
  guess: Guess;
  /** Null: the default. */
  fovYDeg: [number, number] | null;
  config: Config;
  /** What could not be had: a sentence each. */
  notes: string[];
}

/**
 * Plans the config, and asks for less where that cannot be had: narrower cameras, then smaller objects, no clumps, fewer objects.
 * @param configOf makes a config of what is asked for
 * @throws UserError where nothing helps
 */
export async function makePossible(
  wanted: Pick<Possible, 'facts' | 'guess'>, library: AssetLibrary, configOf: (facts: Facts, guess: Guess, fovYDeg: Possible['fovYDeg']) => Promise<Config>,
): Promise<Possible> {
  let { facts, guess } = wanted;
  let field = 0;
  const notes: string[] = [];
  for (let tries = 0; ; tries++) {
    const fovYDeg = FIELDS_OF_VIEW[field]!;
    const given = field === 0 ? null : fovYDeg;
    const distractors = facts.distractors.map((group) => possibleDistractor(group, library, facts.image, fovYDeg));
    const config = await configOf({ ...facts, distractors }, guess, given);
    try {
      await openPlan(config);
      return { facts: { ...facts, distractors }, guess, fovYDeg: given, config, notes: [...new Set(notes)] };
    } catch (error) {
      if (!(error instanceof UserError) || tries === MOST_TRIES) throw error;
      const { message } = error;
      if (message.includes('no distance reaches') && field + 1 < FIELDS_OF_VIEW.length) field++;
      else if (message.includes('clump') && facts.clumps.share > 0) {
        facts = { ...facts, clumps: { share: 0, largest: 0 } };
        notes.push('objects that touch: no image has room for them at these sizes.');
      } else if (message.includes('foreground.count') && facts.count[0] > 1) {
        facts = { ...facts, count: [1, Math.max(1, facts.count[1] - 1)] };
        notes.push('the fewest objects of a photo: an image has no room for so many.');
      } else if (message.includes('curriculum.box')) {
        guess = { ...guess, boxPx: [Math.min(guess.boxPx[0], SMALLER * guess.boxPx[1]), SMALLER * guess.boxPx[1]] };
        notes.push('the largest objects: an image cannot hold them.');
      } else throw error;
    }
  }
}

/** The distractors with sizes that their models can have. */
function possibleDistractor(distractors: DistractorGroup, library: AssetLibrary, image: { width: number; height: number }, fovYDeg: [number, number]): DistractorGroup {
  const { group, count, under = false, tiltDeg } = distractors;
  let [least, most] = distractors.boxPx;
  for (let tries = 0; tries < 30; tries++) {
    try {
      findDistractors({ group, count, boxPx: [least, most], under, ...(tiltDeg !== undefined && { tiltDeg }) }, library, widestIntrinsics({ fovYDeg }, image));
      break;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      most *= 0.92;
      least = Math.min(least, 0.85 * most);
    }
  }
  return { ...distractors, boxPx: [least, most] };
}
