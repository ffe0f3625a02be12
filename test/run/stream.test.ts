/** Checks the stream of samples: its bytes, its pace, and how it ends, also from outside. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { END_OF_ARCHIVE } from '../../src/dataset/tar.ts';
import { Engine } from '../../src/run/engine.ts';
import { generate, streamSamples } from '../../src/run/generate.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';
import { type Config, ConfigSchema } from '../support/paper.ts';
import { BINARY, runProgram, scenemill } from '../support/program.ts';
import { findPython } from '../support/python.ts';

const python = findPython();
const folder = folderOfFile();
const out = join(folder, 'out');

const SCENARIO = `import { composePlan, defineScenario, z } from 'scenemill/scenario';
console.log('printed by an import');
export default defineScenario({
  name: 'loud', kind: 'metric', config: z.strictObject({}),
  open: ({ config }) => ({
    images: config.count, overview: () => [], modelsOf: () => [0],
    plan: (index, attempt) => {
      console.log('printed by a plan');
      return composePlan({ seed: config.seed, index, attempt }, config.image, { fx: 60, fy: 60, cx: 32, cy: 32, near: 0.1 });
    },
  }),
});
`;

beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeSmallAssets(folder);
  writeFileSync(join(folder, 'loud.ts'), SCENARIO);
  const config = 'count: 5000\nscenario: ./loud.ts\nimage: { width: 64, height: 64 }\nassets: { foreground: foreground, background: clutter }\noutput: { dir: out }\n';
  writeFileSync(join(folder, 'loud.yaml'), config);
  // A sample of more than a megabyte fits into no pipe.
  writeFileSync(join(folder, 'large.yaml'), `${config.replaceAll('64', '640')}labels: { depth: npy }\n`);
});

function configOf(changes: Record<string, unknown> = {}, dir = out): Config {
  return ConfigSchema.parse({
    seed: 3, count: 7, image: { width: 99, height: 65 }, labels: { instances: true },
    assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter'), clutterPerShard: 2 },
    output: { dir, imagesPerShard: 3 }, ...changes,
  });
}

/** Keeps what is written to it. */
class Collector extends Writable {
  readonly parts: Buffer[] = [];
  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.parts.push(bytes);
    done();
  }
  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

test('the members are those of the shards, byte for byte, and nothing is written to disk', async () => {
  const [whole, middle] = [new Collector(), new Collector()];
  const summary = await streamSamples(configOf(), whole);
  expect(summary).toMatchObject({ images: 7, readerLeft: false, totals: { images: 7 } });
  expect(existsSync(out)).toBe(false);
  expect(whole.writableEnded).toBe(false);

  const dir = temporaryFolder();
  const { totals } = await generate(configOf({}, dir));
  expect(summary.totals).toEqual(totals);
  const shards = readdirSync(join(dir, 'shards')).filter((name) => name.endsWith('.tar')).sort().map((name) => readFileSync(join(dir, 'shards', name)));
  expect(shards).toHaveLength(3);
  const members = shards.map((shard) => shard.subarray(0, -END_OF_ARCHIVE.length));
  expect(Buffer.concat([...members, END_OF_ARCHIVE]).equals(whole.bytes)).toBe(true);

  await streamSamples(configOf(), middle, { shards: [1, 1] });
  expect(middle.bytes.equals(shards[1]!)).toBe(true);
  await expect(streamSamples(configOf(), new Collector(), { shards: [1, 3] })).rejects.toThrow('generate: --shards 1-3: the dataset has 3; wanted 0 to 2');
});

test('a reader that stops reading stops the run: images in progress are made, and no others', async () => {
  const made = vi.spyOn(Engine.prototype, 'makeSample');
  const controller = new AbortController();
  let writes = 0;
  let stalled = () => undefined as void;
  const stall = new Promise<void>((resolve) => { stalled = resolve; });
  const output = new Writable({
    write(_bytes, _encoding, done) {
      // The first image has three members.
      if (++writes <= 3) done();
      else stalled();
    },
  });
  const run = streamSamples(configOf({ count: 500, output: { dir: out, imagesPerShard: 4 } }), output, { batch: 1, workers: 1, signal: controller.signal });
  const ended = expect(run).rejects.toThrow('stopped by the test');
  await stall;
  await Promise.all(made.mock.results.map(({ value }) => value as Promise<unknown>));
  for (let turn = 0; turn < 1000; turn++) await setImmediate();
  // One is written, one waits for the reader, and at most a shard's worth is behind it.
  expect(made.mock.calls.length).toBeGreaterThan(1);
  expect(made.mock.calls.length).toBeLessThanOrEqual(2 + 4);
  expect(writes).toBe(4);
  controller.abort(new Error('stopped by the test'));
  await ended;
  made.mockRestore();
});

test('a reader that leaves ends the run without an error; what else fails is one', async () => {
  const leaving = new Writable({ write(_bytes, _encoding, done) { done(Object.assign(new Error('closed'), { code: 'EPIPE' })); } });
  expect(await streamSamples(configOf(), leaving)).toMatchObject({ images: 0, readerLeft: true });
  const full = new Writable({ write(_bytes, _encoding, done) { done(Object.assign(new Error('no space'), { code: 'ENOSPC' })); } });
  await expect(streamSamples(configOf(), full)).rejects.toThrow('no space');
});

test.skipIf(!python)('Python reads it from a pipe, and nothing but the tar is on standard output, whatever a scenario prints', async () => {
  const reader = 'import json, sys, tarfile\nprint(json.dumps([(member.name, len(tar.extractfile(member).read())) for tar in [tarfile.open(fileobj=sys.stdin.buffer, mode="r|")] for member in tar]))';
  const { code, stdout, stderr } = await runProgram('sh', ['-c', '"$1" "$2" generate loud.yaml --count 5 --out - | "$3" -c "$4"', 'sh', process.execPath, BINARY, python!, reader], { cwd: folder });
  expect(stderr).toMatch(/^printed by an import$/m);
  expect(stderr).toMatch(/^printed by a plan$/m);
  expect(stderr).toMatch(/^5 images in /m);
  expect(stderr).not.toContain('artificially');
  expect(code).toBe(0);
  const members = JSON.parse(stdout) as [string, number][];
  expect(members.map(([name]) => name)).toEqual(Array.from({ length: 5 }, (_, i) => [`00000000${i}.jpg`, `00000000${i}.json`]).flat());
  expect(members.every(([, bytes]) => bytes > 100)).toBe(true);
  expect(existsSync(out)).toBe(false);
});

/** Runs the stream from outside. `close` comes when all processes that share its standard error have ended. */
async function streamed(onBytes: (child: ReturnType<typeof spawn>) => void): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [BINARY, 'generate', 'large.yaml', '--out', '-'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  child.stdout.once('readable', () => onBytes(child));
  const [code] = await once(child, 'close') as [number | null];
  return { code, stderr };
}

test('from outside: a reader that leaves, and Ctrl-C while the reader does not read', async () => {
  const left = await streamed((child) => child.stdout!.destroy());
  expect(left.stderr).toMatch(/^The reader of standard output has left\.\n\d+ images? in /m);
  expect(left.code).toBe(0);
  expect(Number(/^(\d+) images? in /m.exec(left.stderr)![1])).toBeLessThan(5000);

  const stopped = await streamed((child) => {
    child.kill('SIGINT');
    // What is still in the pipe is read once the run has answered, so that the pipe can close.
    child.stderr!.on('data', (text: string) => { if (text.includes('Stopping')) child.stdout!.resume(); });
  });
  expect(stopped.stderr).toMatch(/^generate: stopped by Ctrl-C; the tar on standard output has no end\n$/m);
  expect(stopped.code).toBe(1);
});

test('--json is refused beside it', async () => {
  const { code, stdout, stderr } = await scenemill(['generate', 'loud.yaml', '--out', '-', '--json'], { cwd: folder });
  expect([code, stdout, stderr]).toEqual([2, '', 'generate: --json and --out - would both write to standard output; wanted one of them\n']);
});

test.skipIf(!python)('a terminal is refused', () => {
  const terminal = 'import os, pty, sys\nstatus = pty.spawn(sys.argv[1:])\nprint("status", os.WEXITSTATUS(status))';
  const text = execFileSync(python!, ['-c', terminal, process.execPath, BINARY, 'generate', 'loud.yaml', '--out', '-'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  expect(text).toMatch(/^generate: --out - writes a tar to standard output, which is a terminal; wanted a pipe or a file\r?\nstatus 2$/m);
});
