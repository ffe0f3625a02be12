/** Reads assets.json beside models, and finds what it says of each. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AssetsFileSchema, type ModelRule, type ModelRules } from '../../config/asset-rules.ts';
import { readChecked } from '../../config/checked-text.ts';
import { UserError } from '../../config/errors.ts';
import { isBuiltin } from '../library.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { baseOf } from './model-source.ts';
import type { FoundModel } from './scan.ts';

const FILE = 'assets.json';
/** More is no description of models, and would take long to check. */
const MOST_BYTES = 16 << 20;

/** Rules and where they stand. */
interface RuleList { origin: string; rules: ModelRules }

/**
 * What assets.json and the config say of each model, in the order of the models. A model that no rule names has an empty rule.
 * @param source absolute, or built-in, as `listModels` takes it
 * @param ofConfig `assets.models` of the config; its rules add to those of the file
 * @returns also a line for each pattern that matches no model
 * @throws UserError where the file is wrong, with one line per finding
 */
export function rulesOf(source: string, models: readonly FoundModel[], ofConfig: ModelRules = {}): { rules: ModelRule[]; unmatched: string[] } {
  const lists = [...(isBuiltin(source) ? [] : rulesBeside(baseOf(source))), { origin: 'the config: assets.models', rules: ofConfig }];
  const rules = models.map((): ModelRule => ({}));
  const unmatched: string[] = [];
  const exact = indicesByName(models);
  for (const { origin, rules: ofList } of lists) {
    for (const [pattern, rule] of Object.entries(ofList)) {
      const matched = isGlob(pattern)
        ? models.flatMap(({ file, name }, i) => (matchesGlob(pattern, file) || matchesGlob(pattern, name) ? [i] : []))
        : (exact.get(pattern.normalize('NFC')) ?? []);
      for (const i of matched) Object.assign(rules[i]!, rule);
      if (matched.length === 0) unmatched.push(`assets: ${origin} names ${JSON.stringify(pattern)}, which is no model of ${source}; wanted a path such as ${JSON.stringify(models[0]!.file)}, or a pattern`);
    }
  }
  return { rules, unmatched };
}

/** Indices by path and by name, so that a rule for each of many models takes no longer than one pattern. */
function indicesByName(models: readonly FoundModel[]): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  models.forEach(({ file, name }, i) => {
    for (const key of new Set([file.normalize('NFC'), name.normalize('NFC')])) byName.set(key, [...(byName.get(key) ?? []), i]);
  });
  return byName;
}

/** Nothing where the folder has no assets.json. */
function rulesBeside(folder: string): RuleList[] {
  const path = join(folder, FILE);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.size > MOST_BYTES) throw new UserError(`assets: ${path} has ${stat.size} bytes; wanted at most ${MOST_BYTES}`);
  const text = readText(path);
  return [{ origin: path, rules: readChecked(AssetsFileSchema, text, { stage: 'assets', file: path }).value.models }];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`assets: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); wanted a JSON file`);
  }
}
