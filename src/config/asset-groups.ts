/** Names the groups of distractors by the folders, or the built-in groups, that they come from. */
import { basename } from 'node:path';
import type { BaseConfig } from './schema.ts';

/** The sources of `assets.distractors`, one or a list in the config. */
export const distractorSources = ({ distractors }: Pick<BaseConfig['assets'], 'distractors'>): string[] => (distractors === undefined ? [] : [distractors].flat());

/** models/feet, models/feet/**, models/feet.txt and builtin:feet are all the group feet. */
export const groupOf = (source: string): string =>
  (source.startsWith('builtin:') ? source.slice('builtin:'.length) : basename(source.replace(/[\\/][^\\/]*[*?].*$/, '')).replace(/\.txt$/i, ''));
