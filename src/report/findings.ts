/** Says in words what differs most between the two sets: a finding for each group of statistics, the furthest first. */
import { adviceFor } from './advice.ts';
import type { ConfigFacts } from './config-facts.ts';
import { sentenceFor } from './sentences.ts';
import type { ComparedStatistic, Finding } from './report-data.ts';

/** From this distance on a difference is worth a sentence: one sees it at a glance. */
const LEAST_STEPS = 1;
const MOST_OTHERS = 3;

/** Sizes in pixels compare where the images are about as high; else sizes over the image height do. */
const SAME_HEIGHT_STEPS = 0.1;

export function findingsOf(statistics: readonly ComparedStatistic[], facts: ConfigFacts): Finding[] {
  const height = statistics.find(({ name }) => name === 'imageHeight');
  const isSameHeight = (height?.steps ?? 0) < SAME_HEIGHT_STEPS;
  const left = new Set([isSameHeight ? 'boxSizeShare' : 'boxSizePx']);
  // The whole image has an edge where its background has one: of the two, the one that says where is named.
  if (statistics.some(({ name, steps }) => name === 'edgesOutside' && steps !== null)) left.add('edges');
  const candidates = statistics.filter(({ name, steps }) => steps !== null && steps >= LEAST_STEPS && !left.has(name)).sort((a, b) => b.steps! - a.steps!);
  const groups = [...new Set(candidates.map(({ group }) => group))];
  return groups.map((group): Finding => {
    const [first, ...others] = candidates.filter((statistic) => statistic.group === group);
    const { name, steps } = first!;
    return { group, statistic: name, steps: steps!, text: sentenceFor(first!), also: others.slice(0, MOST_OTHERS).map(sentenceFor), change: adviceFor(first!, statistics, facts) };
  });
}
