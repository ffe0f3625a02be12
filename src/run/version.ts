/** The program's name and version, as package.json has them. Datasets record both as their generator. */
import { readFileSync } from 'node:fs';

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { name: string; version: string };

export const VERSION = version;
export const GENERATOR = `${name} ${version}`;
