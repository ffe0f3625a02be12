/** The command line: one function per command. The only file that exits the process. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { TryAgainError, UserError } from './config/errors.ts';
import { FORMATS, formatsWith } from './formats/formats.ts';
import type { Config } from './run/config.ts';
import type { ConfigOverrides } from './run/read-config.ts';
import { VERSION } from './run/version.ts';
import { importProgram } from './threads/import-program.mjs';
import { adapter, count, folder, folders, json, png, raster32, seed, skipBadAssets, span, strictAssets, unit, verbose, weights, wholeNumber } from './tools/options.ts';
import { rateText, showProgress, timeText } from './tools/progress.ts';
import { openStreamOutput } from './tools/stream-output.ts';
import { many, note, print, table } from './tools/words.ts';

// Each command imports its modules itself, so that --help answers at once, and schema loads neither model loaders nor WebGPU.

/** The value of --out that stands for standard output. */
const STREAM = '-';

interface ConfigOptions {
  count?: string;
  seed?: string;
  weights?: string;
  skipBadAssets?: boolean;
  strictAssets?: boolean;
}

interface RunFlags extends ConfigOptions {
  adapter?: string;
  raster32?: boolean;
  batch?: number;
  workers?: number;
}

interface GenerateFlags extends RunFlags {
  out?: string;
  shards?: [number, number];
  json?: boolean;
}

async function generateCommand(path: string, flags: GenerateFlags): Promise<void> {
  const { count, seed, weights, out: outDir, json, ...options } = flags;
  if (outDir === STREAM) return streamCommand(path, flags);
  const config = await configOf(path, { count, seed, weights, outDir });
  await checkOutput(config.output.dir);
  const { generate } = await import('./run/generate.ts');
  const { onAsset, onStage, onProgress, onNote, stop } = progressOf('images');
  const signal = interruption(onNote, 'the same command goes on with the shards that are missing');
  const summary = await generate(config, { ...options, signal, onAsset, onStage, onProgress, onNote }).finally(stop);
  const { images, dir, complete } = summary;
  if (images === 0) note('Nothing to do: the shards are there.');
  else noteRun(summary);
  note(complete ? `The dataset is in ${dir}.` : `In ${dir}: other shards are still missing, so there is no dataset.json yet.`);
  if (json) print(JSON.stringify(summary));
}

async function streamCommand(path: string, { count, seed, weights, json, out: _out, ...options }: GenerateFlags): Promise<void> {
  if (json) throw new UserError('generate: --json and --out - would both write to standard output; wanted one of them');
  const output = openStreamOutput();
  const config = await configOf(path, { count, seed, weights, outDir: STREAM });
  const { streamSamples } = await import('./run/generate.ts');
  const { onAsset, onStage, onProgress, onNote, stop } = progressOf('images');
  const signal = interruption(onNote, 'the tar on standard output has no end');
  const summary = await streamSamples(config, output, { ...options, signal, onAsset, onStage, onProgress, onNote }).finally(stop);
  if (summary.readerLeft) note('The reader of standard output has left.');
  noteRun(summary);
}

/** Says on standard error what a run has made. */
function noteRun({ images, seconds, imagesPerSecond, totals }: { images: number; seconds: number; imagesPerSecond: number; totals: { unplaced: number; leastBad: number } }): void {
  note(`${many(images, 'image')} in ${timeText(seconds)}, ${rateText(imagesPerSecond)} images/s.`);
  if (totals.unplaced > 0) note(`${totals.unplaced} objects could not be placed; their records say which.`);
  if (totals.leastBad > 0) note(`${totals.leastBad} images break a rule of the scenario in every attempt; the least bad ones were written.`);
}

async function renderCommand(path: string | undefined, flags: RunFlags & { index?: [number, number]; scene?: string; assets?: string[]; out: string }): Promise<void> {
  const { count, seed, weights, index, scene, assets, out, ...options } = flags;
  const { onAsset, onStage, onNote, stop } = progressOf('images');
  if (scene !== undefined) {
    if (path !== undefined || index !== undefined) throw new UserError('render: --scene and a config were both given; wanted one of them');
    await checkOutput(out);
    const { renderScene } = await import('./run/render.ts');
    await renderScene(scene, assets, out, { ...options, onAsset, onStage, onNote }).finally(stop);
  } else {
    if (path === undefined || index === undefined) throw new UserError('render: nothing to render; wanted <config.yaml> --index A[-B], or --scene scene.json');
    if (assets !== undefined) throw new UserError('render: --assets goes with --scene; a config names its own folders');
    const config = await configOf(path, { count, seed, weights });
    await checkOutput(out);
    const { renderImages } = await import('./run/render.ts');
    await renderImages(config, index, out, { ...options, onAsset, onStage, onNote }).finally(stop);
  }
  note(`Written to ${out}.`);
}

async function planCommand(path: string, flags: ConfigOptions & { index?: number; attempt: number }): Promise<void> {
  const config = await configOf(path, flags);
  const { openPlan } = await import('./run/open-plan.ts');
  const { onAsset, onNote, stop } = progressOf('models');
  const { scenario, library, sceneOf } = await openPlan(config, { skipBad: flags.skipBadAssets ?? false, strict: flags.strictAssets ?? false, onProgress: onAsset, onNote }).finally(stop);
  const { images } = scenario;
  if (flags.index !== undefined) {
    if (flags.index >= images) throw new UserError(`plan: --index ${flags.index}: the dataset has ${images} images; wanted 0 to ${images - 1}`);
    print(sceneOf(flags.index, flags.attempt).trimEnd());
    return;
  }
  const rows = scenario.overview();
  print(table(rows.filter((row) => row.length > 1)));
  print(`${many(images, 'image')} in ${many(Math.ceil(images / config.output.imagesPerShard), 'shard')}.`);
  for (const row of rows) if (row.length === 1) print(String(row[0]));
  const ofLayer = (layer: string) => library.models.filter((model) => model.layer === layer).length;
  const groups = new Set(library.models.flatMap(({ group }) => group ?? [])).size;
  print(`${many(library.foregroundCount, 'foreground model')} in ${many(library.categories.length, 'class')}, ${many(ofLayer('background'), 'background model')}${groups === 0 ? '' : `, ${many(ofLayer('distractor'), 'distractor')} in ${many(groups, 'group')}`}.`);
}

async function fitCommand(flags: { real?: string; images: string; assets: string; base?: string; split?: string; useBackgrounds?: string; rounds?: number; adapter?: string }): Promise<void> {
  const { fit } = await import('./fit/fit.ts');
  const { onAsset, onStage, onProgress, onNote, stop } = progressOf('photos');
  process.stdout.write(await fit({ ...flags, onAsset, onStage, onProgress, onNote }).finally(stop));
}

async function exportCommand(dirs: string[], flags: { format: string; out: string; images: boolean; segments?: boolean; split?: string; assets?: string[]; json?: boolean }): Promise<void> {
  const { json, ...options } = flags;
  await checkOutput(options.out);
  const { exportDataset } = await import('./formats/export.ts');
  const { onProgress, onNote, stop } = progressOf('images');
  const summary = await exportDataset(dirs, { ...options, onProgress, onNote }).finally(stop);
  note(`${many(summary.images, 'image')} with ${many(summary.instances, 'instance')}; the ${options.format} folder is ${options.out}.`);
  if (json) print(JSON.stringify({ ...summary, format: options.format, out: options.out }));
}

async function reportCommand(dir: string, flags: { real?: string; images?: string; split?: string; out?: string; json?: boolean }): Promise<void> {
  const { json, ...options } = flags;
  await checkOutput(options.out ?? dir);
  const { reportDataset } = await import('./report/report.ts');
  const progress = showProgress();
  const { page, report } = await reportDataset(dir, { ...options, onProgress: (task, done, total) => progress.update(task, done, total) }).finally(() => progress.stop());
  for (const { text } of report.findings.slice(0, 3)) note(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
  note(`${many(report.warnings.filter(({ level }) => level === 'warning').length, 'warning')}. The report is ${page}.`);
  if (json) print(JSON.stringify(report));
}

async function inspectCommand(source: string, { unit, sheet, adapter, json }: { unit?: string; sheet?: string; adapter?: string; json?: boolean }): Promise<void> {
  const { inspectionText, inspectModels, openSource } = await import('./tools/inspect.ts');
  const { onAsset, onProgress, onNote, stop } = progressOf('sheet');
  const opened = await openSource(source, { unit, onProgress: onAsset, onNote }).finally(stop);
  const found = await inspectModels(opened);
  print(json ? JSON.stringify(found) : inspectionText(found));
  if (found.bad.length > 0) process.exitCode = 2;
  if (sheet === undefined) return;
  const { writeModelSheets } = await import('./tools/inspect-sheet.ts');
  const sheets = await writeModelSheets(opened.library, sheet, { adapter, onProgress }).finally(stop);
  note(sheets.length === 0 ? `No model that can be drawn: ${sheet} was not written.` : `${many(found.models.length, 'model')} from six sides: ${sheets.join(', ')}.`);
}

async function sheetCommand(dir: string, { count, out = join(dir, 'sheet.png') }: { count: number; out?: string }): Promise<void> {
  const { writeSheet } = await import('./tools/sheet.ts');
  const images = await writeSheet(dir, out, count);
  note(`${many(images, 'image')} of ${dir} with their boxes: ${out}.`);
}

async function schemaCommand({ record, scenario }: { record?: boolean; scenario?: string }): Promise<void> {
  const { configJsonSchema, recordSchemaOf } = await import('./run/read-config.ts');
  print(JSON.stringify(record ? await recordSchemaOf(scenario) : await configJsonSchema(scenario), null, 2));
}

async function doctorCommand(flags: { adapter?: string; clearCache?: boolean; json?: boolean }): Promise<void> {
  const { cacheText, emptyCache, examine, reportText } = await import('./tools/doctor.ts');
  if (flags.clearCache) {
    const freed = await emptyCache();
    print(flags.json ? JSON.stringify(freed) : `Removed from ${freed.folder}: ${cacheText(freed)}.`);
    return;
  }
  const report = await examine(flags.adapter);
  print(flags.json ? JSON.stringify(report) : reportText(report));
  if (report.problem !== null) process.exitCode = 1;
}

async function benchCommand(path: string | undefined, { adapter, json }: { adapter?: string; json?: boolean }): Promise<void> {
  // A URL that is not a literal keeps the package's build from including the bench.
  const module = new URL('../bench/command.ts', import.meta.url);
  if (!existsSync(module)) throw new UserError('bench: the installed package cannot measure itself; wanted a checkout of the repository, which has the bench');
  const { benchCommand: measure } = await importProgram(module.href) as { benchCommand(options: object): Promise<void> };
  const { onAsset, onNote, stop: onMeasured } = progressOf('images');
  await measure({ path, adapter, json, onAsset, onNote, onMeasured, print, note });
}

async function configOf(path: string, overrides: ConfigOverrides): Promise<Config> {
  const { readConfig } = await import('./run/read-config.ts');
  return readConfig(path, overrides);
}

async function checkOutput(dir: string): Promise<void> {
  const { checkOutput: check } = await import('./run/output-folder.ts');
  await check(dir);
}

/**
 * A signal that aborts at the first Ctrl-C, which tools/launch.mjs passes on as a message. At the second one, launch.mjs kills the process.
 * @param outcome what becomes of the run, the end of the error's message
 */
function interruption(onNote: (text: string) => void, outcome: string): AbortSignal {
  const controller = new AbortController();
  process.once('message', () => {
    onNote('Stopping; press Ctrl-C again to stop at once.');
    controller.abort(new Error(`generate: stopped by Ctrl-C; ${outcome}`));
  });
  process.send?.('asks for the first Ctrl-C');
  return controller.signal;
}

/** Shows the progress of the models and the pictures, then that of what the command makes. */
function progressOf(task: string) {
  const progress = showProgress();
  return {
    onAsset: (done: number, total: number) => progress.update('assets', done, total),
    onStage: (stage: string) => progress.say(stage),
    onProgress: (done: number, total: number) => progress.update(task, done, total),
    onNote: (text: string) => progress.note(text),
    stop: () => progress.stop(),
  };
}

function commandLine(): Command {
  const program = new Command('scenemill')
    .description('Mills labelled training images for object detectors out of 3D models.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'command line: ')) })
    .showHelpAfterError('Run it with --help to see how it is used.')
    .addHelpText('after', '\nExit codes: 0 done (or already done), 1 failed, 2 the input is wrong, 75 try again, 130 ended at once by Ctrl-C.');

  program.command('generate').argument('<config>', 'YAML or JSON file')
    .description('Write a dataset: tar shards of images and their labels. Shards that are there are kept.')
    .option('--out <dir>', 'folder of the dataset, relative to the current one; in place of the config\'s output.dir. With - the samples go to standard output as one tar, and no file is written', folder)
    .addOption(count()).addOption(seed()).addOption(weights())
    .option('--shards <a-b>', 'write these shards only, counted from 0, the last one included', span)
    .option('--batch <n>', 'images rendered at once; the bytes do not depend on it', wholeNumber(1))
    .option('--workers <n>', 'threads that plan images and make their samples; the bytes do not depend on them', wholeNumber(1))
    .addOption(adapter()).addOption(raster32()).addOption(skipBadAssets()).addOption(strictAssets()).addOption(json()).addOption(verbose())
    .addHelpText('after', '\nExamples:\n  scenemill generate retail.yaml --count epoch --shards 0-9\n  scenemill generate retail.yaml --out - | python3 train.py')
    .action(generateCommand);

  program.command('render').argument('[config]', 'YAML or JSON file')
    .description('Draw images of a dataset again, or a scene written by hand, with every plane: ids, layers, depth of the scene (divided by pose.scale it is metric), normals, silhouettes, boxes.')
    .option('--index <a-b>', 'image, or first and last image; several get a folder each', span)
    .option('--scene <file>', 'a scene as JSON, such as plan --index prints')
    .option('--assets <dir>', 'folder that the scene\'s models and pictures are in, or one of several (default: the scene\'s own)', folders)
    .requiredOption('--out <dir>', 'folder to write to, relative to the current one', folder)
    .addOption(count()).addOption(seed()).addOption(weights()).addOption(adapter()).addOption(raster32()).addOption(skipBadAssets()).addOption(strictAssets()).addOption(verbose())
    .addHelpText('after', '\nExamples:\n  scenemill render retail.yaml --index 17 --out out/17\n  scenemill render --scene scene.json --out out/scene')
    .action(renderCommand);

  program.command('plan').argument('<config>', 'YAML or JSON file')
    .description('Print what a run will make, level by level: images, objects, sizes of their boxes, how many touch; with --index the scene of one image as JSON.')
    .option('--index <n>', 'image', wholeNumber(0))
    .option('--attempt <n>', 'of that image; 0 is the first', wholeNumber(0), 0)
    .addOption(count()).addOption(seed()).addOption(weights()).addOption(adapter().hideHelp()).addOption(skipBadAssets()).addOption(strictAssets()).addOption(verbose())
    .action(planCommand);

  program.command('fit')
    .description('Print the config whose images come closest to real photos, with comments that say what was measured. What it could not match is on standard error.')
    .option('--real <file>', 'COCO file with the boxes of the photos; without it, what needs no boxes is fitted')
    .requiredOption('--images <dir>', 'folder of the photos', folder)
    .requiredOption('--assets <dir>', 'the foreground models: a folder, builtin, or a group such as builtin:dice', folder)
    .option('--base <config>', 'YAML or JSON file whose keys stay where photos say nothing about them; its seed, count and output always')
    .option('--split <shares>', 'such as train=0.8,test=0.2, as export has it: no photo beyond the first part is looked at')
    .option('--use-backgrounds <dir>', 'new or empty folder to write the photos to, without their objects; half of the images show them behind the models', folder)
    .option('--rounds <n>', 'most times that images are rendered and compared with the photos; 0 needs no GPU (default: 4)', wholeNumber(0))
    .addOption(adapter()).addOption(verbose())
    .addHelpText('after', '\nExample:\n  scenemill fit --real photos/coco.json --images photos --assets models/products > fitted.yaml\n  scenemill generate fitted.yaml')
    .action(fitCommand);

  program.command('export').argument('<dataset...>', 'folder of a finished dataset, or several, which become one')
    .description('Write a dataset in a format that other programs read. Images are copied as they are. Classes of several datasets are joined by name.')
    .addOption(new Option('--format <name>', 'what to write').choices(Object.keys(FORMATS)).makeOptionMandatory())
    .requiredOption('--out <dir>', 'new or empty folder, relative to the current one', folder)
    .option('--no-images', 'labels only')
    .option('--split <shares>', 'such as train=0.9,val=0.1: parts by a hash of the key, so an image stays in its part when the dataset grows or another is added')
    .option('--segments', `${formatsWith('segments').join(', ')}: polygons in place of boxes`)
    .option('--assets <dir>', `${formatsWith('assets').join(', ')}: the foreground models, in one of several folders or builtin (default: where each dataset was made from)`, folders)
    .addOption(json()).addOption(verbose())
    .addHelpText('after', '\nExamples:\n  scenemill export out/retail --format coco --out out/retail-coco --split train=0.9,val=0.1\n  scenemill export out/tables out/clutter --format yolo --out out/both')
    .action(exportCommand);

  program.command('report').argument('<dataset>', 'folder of a finished dataset')
    .description('Write a page of what is in a dataset, beside real photos where they are given: what differs most, and what to change.')
    .option('--real <file>', 'COCO file of real photos, from any program')
    .option('--images <dir>', 'folder of the photos that the COCO file names; without --real, photos without labels', folder)
    .option('--split <shares>', 'such as train=0.8,test=0.2: the first part of the photos alone is looked at')
    .option('--out <dir>', 'folder of report.html and report.json, relative to the current one (default: report in the dataset\'s folder)', folder)
    .addOption(json()).addOption(verbose())
    .addHelpText('after', '\nExample:\n  scenemill report out/retail --real photos/coco.json --images photos')
    .action(reportCommand);

  program.command('inspect').argument('<models>', 'model file, folder, pattern, list of files, builtin, or a group such as builtin:dice')
    .description('Say what becomes of each model: triangles, parts, materials, textures, size and centre in metres, levels of detail, notes, and why it cannot be used.')
    .option('--sheet <file>', 'PNG to write, relative to the current folder: every model from six sides with its name and size, up to 200 a picture', png)
    .addOption(unit()).addOption(adapter()).addOption(json()).addOption(verbose())
    .addHelpText('after', '\nExample:\n  scenemill inspect models/products --sheet products.png')
    .action(inspectCommand);

  program.command('sheet').argument('<dataset>', 'folder of a finished dataset')
    .description('Write one picture of evenly spaced images of a dataset, with their boxes.')
    .option('--count <n>', 'most images', wholeNumber(1), 24)
    .option('--out <file>', 'PNG to write, relative to the current folder (default: sheet.png in the dataset\'s folder)')
    .addOption(verbose())
    .action(sheetCommand);

  program.command('schema')
    .description('Print the JSON Schema of a config, for editors, or of the records.')
    .option('--record', 'of the records beside the images')
    .option('--scenario <name>', 'paper, or the path of a module (default: paper)')
    .addHelpText('after', '\nExample:\n  scenemill schema > scenemill.schema.json\n  and as the first line of a config: # yaml-language-server: $schema=scenemill.schema.json')
    .action(schemaCommand);

  program.command('bench').argument('[config]', 'YAML or JSON file; the paper\'s defaults at 640 x 480 on the built-in models when absent')
    .description('Measure how many images a second this machine makes, how long each stage takes, and how fast other renderers draw the same scenes.')
    .addOption(adapter()).addOption(json()).addOption(verbose())
    .action(benchCommand);

  program.command('doctor')
    .description('Say what this machine renders with, what to install when it cannot, and how large the cache of compiled models is.')
    .option('--clear-cache', 'remove the compiled models, which the next run compiles again, and do nothing else')
    .addOption(adapter()).addOption(json()).addOption(verbose())
    .action(doctorCommand);
  return program;
}

/** 0 done, 1 failed, 2 the input is wrong, 75 try again; 130, ended at once by Ctrl-C, is tools/launch.mjs's. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  // By its name, because an error from a worker thread is a copy and has another class.
  if (!(error instanceof Error)) return 1;
  return { [UserError.name]: 2, [TryAgainError.name]: 75 }[error.name] ?? 1;
}

try {
  await commandLine().parseAsync();
} catch (error) {
  // Commander has written its own errors already.
  if (!(error instanceof CommanderError)) {
    const isVerbose = process.argv.includes('--verbose');
    note(error instanceof Error ? (isVerbose ? (error.stack ?? error.message) : error.message) : String(error));
  }
  process.exitCode = exitCodeOf(error);
}
// Exits even where a device or a thread is still open, after standard output is written.
process.stdout.write('', () => process.exit());
