/** Corrects a guess by what its images have too much or too little of. */
import { decodeSrgb } from '../assets/srgb.ts';
import type { Numbers } from './compare.ts';
import { type Guess, MOST_DARKNESS } from './guess.ts';
import { clamped } from './quantiles.ts';

/** Share of a correction that is made at once: some numbers depend on several keys. */
const DAMPING = 0.85;
/** A difference of sharpness that two taps of the blur make, octaves. */
const TWO_TAPS = 0.7;
const LIMITS = { light: [0.25, 2.2], saturation: [0.4, 2], noise: [0, 0.1], clutter: [0.5, 8], taps: [1, 21] } as const;

/**
 * A number that one of both sets does not tell changes nothing.
 * @param aim what the images are to have
 */
export function corrected(guess: Guess, aim: Numbers, made: Numbers): Guess {
  const factor = (of: number, to: number) => {
    const ratio = to / of;
    return Number.isFinite(ratio) && ratio > 0 ? Math.pow(clamped(ratio, 1 / 3, 3), DAMPING) : 1;
  };
  const linear = (code: number) => decodeSrgb(255 * code);
  const more = (now: number, name: 'touching' | 'grain' | 'folds' | 'gradient' | 'noise') => {
    const change = aim[name] - made[name];
    return Number.isFinite(change) ? Math.max(0, now + DAMPING * change) : now;
  };
  const light = clamped(guess.light * factor(linear(made.brightness), linear(aim.brightness)), ...LIMITS.light);
  const surfaceLight = guess.light * guess.surfaceGain * factor(linear(made.surfaceValue), linear(aim.surfaceValue));
  const low = guess.boxPx[0] * factor(made.sizeLow, aim.sizeLow);
  const high = guess.boxPx[1] * factor(made.sizeHigh, aim.sizeHigh);
  const softer = made.sharpness - aim.sharpness;
  return {
    boxPx: [Math.min(low, high), Math.max(low, high)],
    light,
    surfaceGain: surfaceLight / light,
    saturation: clamped(guess.saturation * factor(made.saturation, aim.saturation), ...LIMITS.saturation),
    blurTaps: Number.isFinite(softer) ? clamped(guess.blurTaps + 2 * Math.round(clamped(softer / TWO_TAPS, -2, 2) / 1.4), ...LIMITS.taps) : guess.blurTaps,
    // The amounts of an image are uniform from 0 on, so the largest one is twice the mean.
    noise: clamped(more(guess.noise, 'noise'), ...LIMITS.noise),
    grain: Math.min(0.3, guess.grain + 2 * (more(guess.grain, 'grain') - guess.grain)),
    folds: Math.min(0.5, guess.folds + 2 * (more(guess.folds, 'folds') - guess.folds)),
    gradient: Math.min(0.8, guess.gradient + 2 * (more(guess.gradient, 'gradient') - guess.gradient)),
    clumpShare: clamped(more(guess.clumpShare, 'touching'), 0, 1),
    shadows: guess.shadows && guess.shadows.map((darkness) => clamped(darkness * factor(made.halo, aim.halo), 0, MOST_DARKNESS)) as [number, number],
    // Twice as large a clutter object has half as much edge in an area.
    clutter: clamped(guess.clutter * (Number.isFinite(aim.edges / made.edges) ? Math.pow(clamped(made.edges / Math.max(0.02, aim.edges), 1 / 3, 3), 1.5 * DAMPING) : 1), ...LIMITS.clutter),
  };
}
