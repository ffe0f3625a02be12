/** Reads the config whose keys stay where photos say nothing about them. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { isBuiltin } from '../assets/library.ts';
import { UserError } from '../config/errors.ts';
import { readConfig } from '../run/read-config.ts';

/**
 * The config as it is written, without defaults, and with absolute paths.
 * @throws UserError where it is no valid config of the paper's scenario
 */
export async function readBase(path: string): Promise<Record<string, unknown>> {
  const { scenario } = await readConfig(path);
  if (scenario !== 'paper') throw new UserError(`fit: ${path} has the scenario ${scenario}; wanted one of the scenario paper, whose keys fit knows`);
  const base = parse(await readFile(path, 'utf8')) as Record<string, Record<string, unknown>>;
  const folder = dirname(resolve(path));
  const absolute = (value: unknown): unknown =>
    (Array.isArray(value) ? value.map(absolute) : typeof value === 'string' && !isBuiltin(value) ? resolve(folder, value) : value);
  for (const key of ['foreground', 'background', 'photos', 'textures', 'distractors']) {
    if (base.assets![key] !== undefined) base.assets![key] = absolute(base.assets![key]);
  }
  base.output!.dir = absolute(base.output!.dir);
  return base;
}
