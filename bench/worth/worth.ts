/** What a synthetic set is worth: makes it, trains on it and on real photos, judges on real photos, and writes tables and curves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { CommanderError } from 'commander';
import { UserError } from '../../src/config/errors.ts';
import { parseSplits } from '../../src/dataset/splits.ts';
import { ablationRows, type AblationRow } from './ablation-rows.ts';
import { loopRows } from './loop-rows.ts';
import { mainRows } from './main-rows.ts';
import { openFolder, parseOptions, type WorthOptions } from './options.ts';
import { worthPage } from './page.ts';
import { openSteps } from './steps.ts';
import { ablationsCsv, curvesOf, type Row, tableCsv } from './table.ts';

/** @param args of the command line */
export async function worth(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const photos = trainPhotos(options);
  const steps = openSteps((line) => process.stderr.write(`worth: ${line}\n`));
  openFolder(options);
  const { out } = options;
  const config = options.config ?? join(out, 'fitted.yaml');
  if (options.config === undefined) {
    const split = options.split === null ? [] : ['--split', options.split];
    await steps.fit(['--real', options.real, '--images', options.images, '--assets', options.assets!, ...split], config);
  }

  let rows: Row[] = [];
  let ablations: AblationRow[] = [];
  if (options.kind === 'ablations') {
    ablations = await ablationRows(options, steps, config);
  } else if (options.kind === 'loop') {
    rows = await loopRows(options, steps, config);
  } else {
    const dataset = join(out, 'synthetic');
    await steps.generate(config, dataset, ['--count', String(options.count), '--seed', String(options.seed)]);
    rows = await mainRows(options, steps, photos, dataset);
  }
  if (options.kind === 'ablations') writeFileSync(join(out, 'ablations.csv'), ablationsCsv(ablations));
  else writeFileSync(join(out, 'table.csv'), tableCsv(rows));
  writeFileSync(join(out, 'worth.html'), worthPage({ title: `Worth of ${basename(config)}`, rows, curves: curvesOf(rows), ablations, notes: [judgedText(options)] }));
  for (const { name, result } of rows) process.stdout.write(`${name.padEnd(42)} AP50 ${result.AP50.toFixed(3)}  AP50:95 ${result.AP.toFixed(3)}\n`);
  process.stdout.write(`Tables and curves are in ${relative('.', join(out, 'worth.html')) || out}.\n`);
}

/** How many photos of --real are trained on. */
function trainPhotos({ real, split }: WorthOptions): number {
  let content: { images?: { file_name?: unknown }[] };
  try {
    content = JSON.parse(readFileSync(real, 'utf8')) as typeof content;
  } catch (error) {
    throw new UserError(`worth: ${real} cannot be read (${(error as Error).message}); wanted a COCO file`);
  }
  if (!Array.isArray(content?.images)) throw new UserError(`worth: ${real} has no list "images"; wanted a COCO file`);
  if (split === null) return content.images.length;
  const { keep } = parseSplits(split)[0]!;
  return content.images.filter(({ file_name }) => keep(String(file_name))).length;
}

const judgedText = ({ test, real, split, seed }: WorthOptions): string => `${test === undefined ? `Judged on the second part of ${basename(real)} (${split})` : `Judged on ${basename(test)}`}, seed ${seed}. AP is COCO's, at most 100 detections an image.`;

try {
  await worth(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) process.stderr.write(`${error instanceof UserError ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : error instanceof UserError ? 2 : 1;
}
