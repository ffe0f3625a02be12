/** Says what advice depends on of the config that made a dataset, and which advice it follows already. */
import { parse } from 'yaml';

export interface ConfigFacts {
  /** False for a scenario of the user's own, whose keys are not known here. */
  isPaper: boolean;
  /** Kinds of background that its images have. */
  backgrounds: readonly string[];
  hasOccluders: boolean;
  /** As dataset.json has it, which may lack any key. */
  config: unknown;
}

type Range = [number, number];

/** Numbers of a config that differ by less than this part of the larger one ask for the same. */
const ALIKE = 0.1;

export function configFacts(config: unknown): ConfigFacts {
  const kind = valueIn(config, 'background', 'kind') ?? 'clutter';
  const scenario = valueIn(config, 'scenario');
  return {
    isPaper: scenario === undefined || scenario === 'paper',
    backgrounds: Array.isArray(kind) ? kind.map((entry) => String(valueIn(entry, 'kind'))) : [String(kind)],
    hasOccluders: valueIn(config, 'occluders', 'enabled') !== false,
    config,
  };
}

/** The value at a path of keys; undefined where there is none. */
function valueIn(of: unknown, ...path: string[]): unknown {
  return path.reduce((value, key) => (isMap(value) ? value[key] : undefined), of);
}

export function numberIn({ config }: ConfigFacts, ...path: string[]): number | null {
  const value = valueIn(config, ...path);
  return typeof value === 'number' ? value : null;
}

export function rangeIn({ config }: ConfigFacts, ...path: string[]): Range | null {
  const value = valueIn(config, ...path);
  return Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number') ? value as Range : null;
}

/** Whether a part of the config is switched off. */
export const isOff = ({ config }: ConfigFacts, section: string): boolean => valueIn(config, section, 'enabled') === false;

/** Whether the config says already, up to small differences of numbers, what lines of YAML say. */
export const hasAlready = ({ config }: ConfigFacts, yaml: string): boolean => says(config, parse(yaml));

function says(config: unknown, wanted: unknown): boolean {
  if (isMap(wanted)) return Object.entries(wanted).every(([key, value]) => says(valueIn(config, key), value));
  if (Array.isArray(wanted)) return Array.isArray(config) && config.length === wanted.length && wanted.every((value, i) => says(config[i], value));
  if (typeof wanted === 'number' && typeof config === 'number') return Math.abs(config - wanted) <= ALIKE * Math.max(Math.abs(config), Math.abs(wanted));
  return config === wanted;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
