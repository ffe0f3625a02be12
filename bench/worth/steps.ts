/** The programs that a worth run calls, each as a process of its own. A step whose result is there is not repeated. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/config/errors.ts';

const SCENEMILL = fileURLToPath(new URL('../../src/scenemill.js', import.meta.url));
const TRAIN = fileURLToPath(new URL('./train.py', import.meta.url));
const PYTHONS = ['python3', '/usr/bin/python3'];

/** What a training has reached, as train.py writes it. */
export interface TrainResult { AP: number; AP50: number; AP75: number; seen: number; seed: number; canvas: [number, number]; tested: number }

/** Calls programs; `say` is told of each step before it begins. */
export interface Steps {
  /** `scenemill fit`, its output into the file. */
  fit(args: readonly string[], path: string): Promise<void>;
  /** `scenemill generate` of a config into a folder. */
  generate(config: string, dir: string, args: readonly string[]): Promise<void>;
  /** train.py into a folder. */
  train(name: string, dir: string, args: readonly string[]): Promise<TrainResult>;
}

/**
 * @param say writes a line about the step that begins
 * @throws UserError where no Python has PyTorch
 */
export function openSteps(say: (line: string) => void): Steps {
  const python = findPython();
  return {
    async fit(args, path) {
      if (existsSync(path)) return;
      say(`fit: ${path}`);
      const text = await run('fit', process.execPath, [SCENEMILL, 'fit', ...args]);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.partial`, text);
      renameSync(`${path}.partial`, path);
    },
    async generate(config, dir, args) {
      if (existsSync(join(dir, 'dataset.json'))) return;
      say(`generate: ${dir}`);
      await run('generate', process.execPath, [SCENEMILL, 'generate', config, '--out', dir, ...args]);
    },
    async train(name, dir, args) {
      const path = join(dir, 'result.json');
      if (!existsSync(path)) {
        say(`train: ${name}`);
        // A checkpoint of a stopped run is gone on with; train.py refuses one of other settings.
        await run('train', python, [TRAIN, ...args, '--out', dir, '--resume']);
      }
      return JSON.parse(readFileSync(path, 'utf8')) as TrainResult;
    },
  };
}

/** The first Python that has PyTorch and torchvision. */
function findPython(): string {
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import torch, torchvision, numpy, PIL']).status === 0);
  if (python === undefined) throw new UserError('worth: no python3 has PyTorch, torchvision, NumPy and Pillow; on Debian and Ubuntu run: apt install python3-torch python3-torchvision python3-numpy python3-pil');
  return python;
}

/** Runs a program to its end and returns its standard output. Its standard error is shown as it comes. */
async function run(what: string, program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => { text += part; });
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done(status));
  });
  if (code === 2) throw new UserError(`worth: ${what} refused its input; its sentence stands above`);
  if (code !== 0) throw new Error(`worth: ${what} ended with exit code ${code}; its message stands above`);
  return text;
}
