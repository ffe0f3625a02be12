// Checks that a model which passes a limit has a reason, and that the models after it are compiled.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { Compiler } from '../../../src/assets/cache/compiler.ts';
import type { OpenJob } from '../../../src/assets/cache/compile-job.ts';
import { temporaryFolder } from '../../support/folder.ts';

const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nf 1/1 2/2 3/3\n';

test('too much memory or time is a reason; the next model is compiled', async () => {
  const folder = temporaryFolder();
  const limits = { seconds: 300, megabytes: 450, texturePx: 2 ** 27 };
  const job = (name: string): OpenJob => ({ path: join(folder, name), unitM: 1, textureSizePx: 64, viewLevel: 0, limits, cacheFolder: join(folder, 'cache'), keepsDrawing: true });
  const start = (seconds = limits.seconds): Compiler => {
    const compiler = new Compiler({ ...limits, seconds });
    onTestFinished(() => compiler.close());
    return compiler;
  };
  writeFileSync(join(folder, 'small.obj'), TRIANGLE);
  writeFileSync(join(folder, 'small2.obj'), TRIANGLE.replace('0 1 0', '0 2 0'));
  // 484 MB of pixels in a few hundred kB.
  await sharp({ create: { width: 11_000, height: 11_000, channels: 3, background: 'red' } }).png().toFile(join(folder, 'large.png'));
  writeFileSync(join(folder, 'large.mtl'), 'newmtl large\nmap_Kd large.png\n');
  writeFileSync(join(folder, 'large.obj'), `mtllib large.mtl\nusemtl large\n${TRIANGLE}`);

  const compiler = start();
  expect(await compiler.compile(job('small.obj'))).toMatchObject({ compiled: { triangles: 1 } });
  // Twice: a process that has compiled another model gives it a second try in a fresh one.
  expect(await compiler.compile(job('large.obj'))).toBe('compiling it took more than 450 MB of memory (assets.limits.megabytes)');
  expect(await compiler.compile(job('small2.obj'))).toMatchObject({ compiled: { triangles: 1 } });
  expect(await compiler.compile({ ...job('large.obj'), limits: { ...limits, texturePx: 1e6 } })).toBe('texture "large.png" is 11000 x 11000 pixels; wanted 1 to 1000000 pixels (assets.limits.texturePx)');
  expect(await start(0.001).compile(job('small.obj'))).toBe('compiling it took more than 0.001 s (assets.limits.seconds)');
});
