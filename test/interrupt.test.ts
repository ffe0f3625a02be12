/** Checks from outside, on a busy machine too, that a run which is stopped or refuses its models ends by its exit code and does not abort. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { folderOfFile } from './support/folder.ts';
import { BINARY } from './support/program.ts';
import { findPython } from './support/python.ts';

const folder = folderOfFile();
const python = findPython();

writeFileSync(join(folder, 'many.yaml'), `count: 100000
image: { width: 64, height: 64 }
assets: { foreground: builtin, background: builtin }
output: { dir: out }
`);

const busy: ChildProcess[] = [];
afterEach(() => {
  for (const child of busy.splice(0)) child.kill('SIGKILL');
});

/** Two programs that take what time they get, until the test ends. */
function loadMachine(): void {
  for (let i = 0; i < 2; i++) busy.push(spawn(process.execPath, ['-e', 'setTimeout(() => process.exit(), 600_000); const turn = () => { for (let i = 0; i < 1e7; i++); setImmediate(turn); }; turn();'], { stdio: 'ignore' }));
}

interface Outcome { status: number | string | null; stderr: string }

/** @param onText called with all of standard error, whenever more of it comes */
function scenemill(args: string[], onText: (stderr: string, child: ChildProcess) => void = () => undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    let text = '';
    const child = execFile(process.execPath, [BINARY, ...args], { cwd: folder }, (error, _, stderr) => {
      resolve({ status: error ? (error.signal ?? error.code ?? null) : 0, stderr });
    });
    child.stderr!.on('data', (part: string) => onText(text += part, child));
  });
}

/** Models and images that a slow machine counts. */
const withoutCounts = (text: string) => text.replace(/^\d+\/\d+ (models|assets|images), .*\n/gm, '');

test('what is refused, while the device still opens, by it, or after: exit code 2, and nothing of Dawn', async () => {
  // The longer a file is, the further the device has come when it is refused.
  const lengths = [1, 200_000, 400_000];
  for (const length of lengths) {
    mkdirSync(join(folder, `models-${length}`));
    writeFileSync(join(folder, `models-${length}/bad.obj`), 'v 1 2 3\n'.repeat(length));
    writeFileSync(join(folder, `bad-${length}.yaml`), `count: 3\nimage: { width: 64, height: 64 }\nassets: { foreground: models-${length}, background: builtin }\noutput: { dir: bad }\n`);
  }
  // Side by side, so that the machine is busy.
  const [shards, adapter, ...bad] = await Promise.all([
    scenemill(['generate', 'many.yaml', '--shards', '5-1000000']),
    scenemill(['generate', 'many.yaml', '--adapter', 'no such adapter']),
    ...lengths.map((length) => scenemill(['generate', `bad-${length}.yaml`])),
  ]);
  const wanted: [Outcome, RegExp][] = [
    [shards!, /^(opening the GPU\n)?generate: --shards 5-1000000: the dataset has \d+; wanted 0 to \d+\n$/],
    [adapter!, /^(opening the GPU\n)?device: no adapter's name contains "no such adapter"/],
    ...bad.map((outcome): [Outcome, RegExp] => [outcome, /^assets: 1 cannot be used; .*\n.*bad\.obj: .*\n$/]),
  ];
  for (const [{ status, stderr }, message] of wanted) {
    expect(withoutCounts(stderr)).toMatch(message);
    expect(stderr).not.toContain('artificially');
    expect(status).toBe(2);
  }
});

test('a second Ctrl-C ends the run with 130, whatever it is at', async () => {
  loadMachine();
  // Different runs get further before the first one.
  const runs = await Promise.all([0, 400, 800, 1600, 3200].map(async (delayMs) => {
    let sent = 0;
    const interrupt = (child: ChildProcess) => { sent++; setTimeout(() => child.kill('SIGINT'), sent === 1 ? delayMs : delayMs / 4); };
    return scenemill(['generate', 'many.yaml', '--out', `out-${delayMs}`], (text, child) => {
      if (sent === 0 && /opening the GPU|making the first/.test(text)) interrupt(child);
      if (sent === 1 && text.includes('press Ctrl-C again')) interrupt(child);
    });
  }));
  for (const { status, stderr } of runs) {
    expect(withoutCounts(stderr)).toMatch(/^(opening the GPU\n)?(making the first images on .*\n)?Stopping; press Ctrl-C again to stop at once\.\n(making the first images on .*\n)?(generate: stopped by Ctrl-C; .*\n)?$/);
    // A run that has come to its end before the second one says so; the second one may still come before its process has ended.
    expect(stderr.includes('generate: stopped') ? [1, 130] : [130]).toContain(status);
  }
  expect(runs.some(({ status }) => status === 130)).toBe(true);
});

/** Runs a command in a terminal of its own, and types Ctrl-C where the pattern, then where the hint is seen. Prints what the terminal got, and the status. */
const TERMINAL = `
import json, os, pty, re, sys
first, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0: os.execv(command[0], command)
text, typed = b'', 0
while True:
    try: part = os.read(terminal, 65536)
    except OSError: break
    if not part: break
    text += part
    for mark in [first.encode(), b'again to stop at once'][typed:typed + 1]:
        if re.search(mark, text):
            os.write(terminal, b'\\x03')
            typed += 1
status = os.waitpid(pid, 0)[1]
print(json.dumps(dict(text=text.decode(errors='replace'), status=os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status))))`;

test.skipIf(!python).each(['opening the GPU|making the first', ' images, '])('in a terminal, from /%s/ on: the hint stays, the terminal is left as it was', async (mark) => {
  const answer = await new Promise<string>((resolve, reject) => {
    execFile(python!, ['-c', TERMINAL, mark, process.execPath, BINARY, 'generate', 'many.yaml', '--out', `terminal-${mark.length}`], { cwd: folder, env: { ...process.env, COLUMNS: '100', TERM: 'xterm' } }, (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)));
  });
  const { text, status } = JSON.parse(answer) as { text: string; status: number };
  expect(text).not.toContain('artificially');
  // A bar, where there is one, is cleared before the hint is written from the line's start, and goes on below.
  expect(text).toMatch(/\x1b\[(?:0K|K|2K)(?:\x1b\[\?[0-9]+h|\x1b\[\d+G|\r)*Stopping; press Ctrl-C again to stop at once\.\r?\n/);
  expect(status).toBe(130);
  for (const mode of ['?25', '?7']) {
    const changes = [...text.matchAll(/\x1b\[(\?\d+)([hl])/g)].filter(([, of]) => of === mode).map(([, , on]) => on);
    expect(changes.at(-1)).toBe('h');
  }
});
