/** Defines `curriculum.weights`: how often the schedule shows each model at each view and size, compared with the schedule without it. */
import { z } from 'zod';
import { viewCount } from '../../geometry/icosphere.ts';

/** The factor of what comes as often as the mean. Factors are whole numbers, so that running sums are exact. */
export const USUAL = 12;
const MOST = 1000;

export const WeightsSchema = z.strictObject({
  viewLevel: z.int().min(0).max(3).describe('Of the views that are counted; that of the curriculum.'),
  levels: z.int().min(1).max(100).describe('Those of the curriculum.'),
  models: z.record(z.string().min(1), z.array(z.string()))
    .describe(`By model: a text for each level, with a whole number from 1 to ${MOST} for each view. What has twice the number comes twice as often; models that are absent have ${USUAL}.`),
}).superRefine(({ viewLevel, levels, models }, context) => {
  const complain = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path: ['models', ...path], message });
  const views = viewCount(viewLevel);
  for (const [name, texts] of Object.entries(models)) {
    if (texts.length !== levels) complain([name], `wanted ${levels} texts, one for each level, not ${texts.length}`);
    texts.forEach((text, level) => {
      const numbers = text.split(' ').map(Number);
      if (numbers.length !== views || !numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= MOST)) {
        complain([name, level], `wanted ${views} whole numbers from 1 to ${MOST}, one for each view of viewLevel ${viewLevel}, with a space between them`);
      }
    });
  }
});
export type Weights = z.infer<typeof WeightsSchema>;
