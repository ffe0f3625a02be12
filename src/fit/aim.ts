/** Says which numbers the images of a config are to have: those of the photos, but for the share of objects beside another. */
import type { Numbers } from './compare.ts';

/** Objects that touch are the hardest to detect, so the odds that one does are so many times those of the photos. */
const TOUCHING_ODDS = 1.5;

/** The share of the objects that are to lie beside another one: at least the photos' share. */
export const touchingAim = (share: number): number => (TOUCHING_ODDS * share) / (1 + (TOUCHING_ODDS - 1) * share);

export const aimOf = (real: Numbers): Numbers => ({ ...real, touching: touchingAim(real.touching) });
