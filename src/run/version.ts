/** Names the program that made a dataset. */
import { readFileSync } from 'node:fs';

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { name: string; version: string };

export const VERSION = version;
export const GENERATOR = `${name} ${version}`;
