/** Checks the parent process of a program with a device: which output it passes on, and how both processes end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { warningFilter } from '../../src/tools/launch.mjs';
import { temporaryFolder } from '../support/folder.ts';

const launcher = new URL('../../src/tools/launch.mjs', import.meta.url).pathname;

const WARNINGS = ['Uniform', 'Storage'].map((kind) => `Warning: maxDynamic${kind}BuffersPerPipelineLayout artificially reduced from 1000000 to 16 to fit dynamic offset allocation limit.\n`).join('');

interface Outcome { code: number | null; signal: string | null; stdout: string; stderr: string }

/** Runs the program below the launcher; `signals` are sent to the launcher, one at each line of standard error: the launcher has seen what was sent before. */
async function launch(source: string, signals: NodeJS.Signals[] = []): Promise<Outcome> {
  const program = join(temporaryFolder(), 'program.mjs');
  writeFileSync(program, `import { writeSync } from 'node:fs';\n${source}`);
  const child = spawn(process.execPath, [launcher, program, 'an argument'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => { outcome.stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    outcome.stderr += text;
    for (let lines = text.split('\n').length - 1; lines > 0 && signals.length > 0; lines--) child.kill(signals.shift());
  });
  const [code, signal] = await once(child, 'close') as [number | null, string | null];
  return { code, signal, ...outcome };
}

test('the two warnings are left out, wherever the text is cut; all else passes', () => {
  const text = `a\r\n${WARNINGS}Warning: other\nWarning: maxDynamicFoo\n\n${WARNINGS}Warn`;
  const kept = 'a\r\nWarning: other\nWarning: maxDynamicFoo\n\nWarn';
  for (let size = 1; size <= text.length; size++) {
    let passed = '';
    const filter = warningFilter((part) => { passed += part; });
    for (let at = 0; at < text.length; at += size) filter.add(text.slice(at, at + size));
    filter.end();
    expect(passed).toBe(kept);
  }
});

test('text that cannot become a warning does not wait for the end of its line', () => {
  const passed: string[] = [];
  const filter = warningFilter((part) => passed.push(part));
  for (const part of ['1 of 2', ' done', '\nWarn', 'ed']) filter.add(part);
  expect(passed).toEqual(['1 of 2', ' done', '\n', 'Warned']);
});

test('a program ends with its exit code; what it and native code write arrives, in every byte', async () => {
  const { code, signal, stdout, stderr } = await launch(`
    writeSync(2, ${JSON.stringify(WARNINGS)});
    writeSync(2, 'native ☕\\n');
    process.stderr.write('x'.repeat(1e6) + '☕\\n');
    process.stdout.write(process.argv.slice(2).join());
    process.exit(3);`);
  expect([code, signal, stdout]).toEqual([3, null, 'an argument']);
  // Native text may come amid a long one.
  expect(stderr).toContain('native ☕\n');
  expect(stderr.replace('native ☕\n', '') === `${'x'.repeat(1e6)}☕\n`).toBe(true);
});

test('a program that dies by a signal says so', async () => {
  expect(await launch(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('the first Ctrl-C goes to a program that asks for it, the second one ends it at once', async () => {
  const source = `
    process.on('message', () => { writeSync(2, 'stopping\\n'); for (;;); });
    process.send('asks');
    setInterval(() => undefined, 1000);
    writeSync(2, 'ready\\n');`;
  expect(await launch(source, ['SIGINT', 'SIGINT'])).toEqual({ code: 130, signal: null, stdout: '', stderr: 'ready\nstopping\n' });
  expect(await launch(source.replace('for (;;);', 'process.exit(1);'), ['SIGINT'])).toMatchObject({ code: 1 });
});

test('Ctrl-C ends one that does not ask, and SIGTERM any', async () => {
  const source = `setInterval(() => undefined, 1000); writeSync(2, 'ready\\n');`;
  expect(await launch(source, ['SIGINT'])).toMatchObject({ code: 130, signal: null });
  for (const asks of ['', `process.send('asks');`]) expect(await launch(asks + source, ['SIGTERM'])).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test('a program ends when its launcher is killed', async () => {
  // Its end closes its standard output, which is what 'close' waits for.
  expect(await launch(`setInterval(() => undefined, 1000); writeSync(2, 'ready\\n');`, ['SIGKILL'])).toMatchObject({ signal: 'SIGKILL' });
});
