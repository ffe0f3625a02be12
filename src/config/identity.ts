/** Computes the hash that identifies a dataset. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { distractorSources, groupOf } from './asset-groups.ts';
import type { BaseConfig } from './schema.ts';

/**
 * Returns the config that a dataset records. It lacks the folders, because they may differ between machines that make shards of one
 * dataset, the limits of compiling, which change no model, and the rules of models, because assets.json may hold them instead: what they say
 * stands with each model. The files' own hashes identify what lies in the asset folders. Of distractors the names of their groups stay.
 */
export function portableConfig(config: BaseConfig): object {
  const {
    output: { dir: _dir, ...output }, scenario,
    assets: { foreground: _foreground, background: _background, models: _models, photos: _photos, textures: _textures, limits: _limits, distractors, ...assets }, ...rest
  } = config;
  const groups = distractors === undefined ? {} : { distractors: distractorSources({ distractors }).map(groupOf) };
  // The default scenario is left out, so that datasets recorded without the key keep their hash.
  return { ...rest, ...(scenario === 'paper' ? {} : { scenario: basename(scenario) }), assets: { ...assets, ...groups }, output };
}

/** The part of a model that decides a dataset's bytes. */
export interface ModelIdentity {
  name: string;
  layer: string;
  category: string | null;
  /** Of a distractor. */
  group?: string;
  compiled: { sha256: string };
  keypoints?: readonly unknown[];
  /** Of assets.json. */
  frame?: object;
  weight?: number;
  symmetries?: readonly unknown[];
}

/** The part of a picture that decides a dataset's bytes. */
export interface PictureIdentity { name: string; use: string; sha256: string }

/** What `configSha256` reads of a library. */
export interface LibraryIdentity { models: readonly ModelIdentity[]; categories: readonly string[]; pictures?: readonly PictureIdentity[] }

/** Names and contents of pictures, in their order. */
const contentsOf = (pictures: readonly PictureIdentity[]): string[][] => pictures.map(({ use, name, sha256 }) => [use, name, sha256]);

/** One hash of the names and the contents of many pictures. */
export const picturesSha256 = (pictures: readonly PictureIdentity[]): string => createHash('sha256').update(JSON.stringify(contentsOf(pictures))).digest('hex');

/**
 * Hashes what decides a dataset's bytes, adapter and generator excepted: `portableConfig`, every model's name, class, group, content,
 * keypoints and rules, every picture's name and content, and the text of a user's scenario.
 *
 * @param scenarioSha256 of the text of a user's scenario; null for a built-in one
 * @returns lower-case hexadecimal
 */
export function configSha256(config: BaseConfig, { models, categories, pictures = [] }: LibraryIdentity, scenarioSha256: string | null = null): string {
  const contents = models.map(({ name, layer, category, group, compiled, keypoints, frame, weight, symmetries }) => [
    layer, name, category, compiled.sha256, ...(group === undefined ? [] : [group]), ...(keypoints ?? []),
    ...(frame ?? weight ?? symmetries ? [{ frame, weight, symmetries }] : []),
  ]);
  const shown = pictures.length === 0 ? {} : { pictures: contentsOf(pictures) };
  const identity = { config: portableConfig(config), models: contents, categories, ...shown, ...(scenarioSha256 === null ? {} : { scenario: scenarioSha256 }) };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex');
}

/** JSON with sorted keys, so that the order of keys in a config does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => inner !== null && typeof inner === 'object' && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    : inner);
}
