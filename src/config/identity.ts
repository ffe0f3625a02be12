/** What a dataset's hash is made of. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { BaseConfig } from './schema.ts';

/**
 * The config without its folders, which may differ between machines that make shards of one dataset:
 * what lies in the asset folders is told by the models' own hashes. This is what a dataset records.
 */
export function portableConfig(config: BaseConfig): object {
  const { output: { dir: _dir, ...output }, assets: { foreground: _foreground, background: _background, ...assets }, scenario, ...rest } = config;
  // The default scenario stays unsaid, as in datasets made before there were others.
  return { ...rest, ...(scenario === 'paper' ? {} : { scenario: basename(scenario) }), assets, output };
}

/** What of a model decides a dataset's bytes. */
export interface ModelIdentity {
  name: string;
  layer: string;
  category: string | null;
  compiled: { sha256: string };
  keypoints?: readonly unknown[];
}

/**
 * Hash of what decides a dataset's bytes, the adapter and the generator aside: `portableConfig`, every model's name, class, content and
 * keypoints, and the text of a scenario of the user's own. Hex.
 */
export function configSha256(config: BaseConfig, { models, categories }: { models: readonly ModelIdentity[]; categories: readonly string[] }, scenarioSha256: string | null = null): string {
  const contents = models.map(({ name, layer, category, compiled, keypoints }) => [layer, name, category, compiled.sha256, ...(keypoints ?? [])]);
  const identity = { config: portableConfig(config), models: contents, categories, ...(scenarioSha256 === null ? {} : { scenario: scenarioSha256 }) };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex');
}

/** Keys in the order of the alphabet. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => inner !== null && typeof inner === 'object' && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    : inner);
}
