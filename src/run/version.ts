/** Names the program that made a dataset. */
import packageJson from '../../package.json' with { type: 'json' };

export const GENERATOR = `${packageJson.name} ${packageJson.version}`;
