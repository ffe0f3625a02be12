/** Makes a small dataset from the built-in models, and one picture of all its images with their boxes. */
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { PaperConfigSchema } from '../run/config.ts';
import { generate } from '../run/generate.ts';
import { rateText, showProgress } from './progress.ts';
import { writeSheet } from './sheet.ts';

/** Two images of each of the twelve levels. */
const IMAGES = 24;

const outDir = resolve('out/demo');
await rm(outDir, { recursive: true, force: true });
const config = PaperConfigSchema.parse({
  seed: 7,
  count: IMAGES,
  image: { width: 640, height: 480 },
  assets: { foreground: 'builtin', background: 'builtin' },
  labels: { instances: true },
  output: { dir: outDir },
});

const progress = showProgress();
const summary = await generate(config, {
  onAsset: (done, total) => progress.update('models', done, total),
  onStage: (stage) => progress.say(stage),
  onProgress: (done, total) => progress.update('images', done, total),
  onNote: (text) => progress.note(text),
}).finally(() => progress.stop());

const sheetPath = join(outDir, 'sheet.png');
await writeSheet(outDir, sheetPath, IMAGES);

const files: [path: string, content: string][] = [
  [sheetPath, 'all images with their boxes: look at this first'],
  [join(outDir, 'dataset.json'), 'classes, models, shards'],
  [join(outDir, 'shards', '*.tar'), 'images (.jpg), labels (.json) and masks (.instances.png)'],
];
console.log(`
${summary.images} images with ${summary.totals.instances} labelled objects, ${rateText(summary.imagesPerSecond)} images/s:
${files.map(([path, content]) => `  ${relative('.', path).padEnd(24)}${content}`).join('\n')}

To make your own, write a config as in README.md and run: npx scenemill generate config.yaml`);
