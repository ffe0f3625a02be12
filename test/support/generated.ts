/** Generates a small dataset of real scenes, for tests of the geometry of exports. */
import { join } from 'node:path';
import { ConfigSchema } from './paper.ts';
import { generate } from '../../src/run/generate.ts';
import { writeSmallAssets } from './models.ts';

/** Four images of 320 x 240 in two shards below `<folder>/data`, with masks of instances and nothing in front of them but each other. */
export async function generateSmall(folder: string): Promise<string> {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeSmallAssets(folder);
  const dir = join(folder, 'data');
  await generate(ConfigSchema.parse({
    seed: 5, count: 4, image: { width: 320, height: 240 }, labels: { instances: true }, occluders: { enabled: false },
    curriculum: { levels: 4, diameter: [0.6, 0.3] },
    assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter') }, output: { dir, imagesPerShard: 2 },
  }), { workers: 1 });
  return dir;
}
