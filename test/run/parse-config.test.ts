/** Checks configs that are objects: defaults, folders and messages are those of config files, without lines. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type ConfigInput, parseConfig } from '../../src/run/read-config.ts';

const small: ConfigInput = { count: 3, image: { width: 64, height: 64 }, assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: 'out' } };

test('an object is a config with its defaults, and its folders are relative to the folder that is given', async () => {
  const config = await parseConfig(small, '/data');
  expect(config).toMatchObject({ seed: 0, scenario: 'paper', noise: { enabled: true }, labels: { instances: false }, output: { dir: '/data/out', imagesPerShard: 1000 } });
  expect((await parseConfig(small)).output.dir).toBe(resolve('out'));
});

test('what is wrong is told a line each, by the name of its key', async () => {
  const wrong = { ...small, count: 0, nois: {}, image: { width: 64 } } as unknown as ConfigInput;
  await expect(parseConfig(wrong)).rejects.toMatchObject({
    name: 'UserError',
    message: 'config: count is 0; wanted a whole number of at least 1 or epoch\n'
      + 'config: image.height is missing; wanted a whole number from 64 to 2048\n'
      + 'config: unknown key "nois"; did you mean "noise"?',
  });
  await expect(parseConfig({ ...small, assets: { foreground: 'none', background: 'builtin' } }, '/data')).rejects.toThrow('config: assets.foreground is /data/none: no such folder');
  await expect(parseConfig(null as unknown as ConfigInput)).rejects.toMatchObject({ name: 'UserError' });
});
