/** Collects what a loader says of a model: what was left out or simplified, and which files are missing. */

export interface Findings {
  /** One clause each, without the path. */
  notes: string[];
  /** Reasons for which somebody who wants nothing missing refuses the model. */
  missing: string[];
}

/** @param effect what becomes of the model */
export function noteMissing({ notes, missing }: Findings, reason: string, effect = 'drawn without it'): void {
  missing.push(reason);
  notes.push(`${reason}; ${effect}`);
}

/** Each once, as a source model has them. */
export const asFound = ({ notes, missing }: Findings): Findings => ({ notes: [...new Set(notes)], missing: [...new Set(missing)] });
