// Checks that a process which passes a limit or crashes is ended, and that the caller learns why.
import { expect, onTestFinished, test, vi } from 'vitest';
import { LimitedProcess, ProcessEnded } from '../../src/threads/limited-process.ts';

const LIMITS = { seconds: 300, megabytes: 400 };

function start(limits = LIMITS): LimitedProcess {
  const process = new LimitedProcess(new URL('../support/misbehave.ts', import.meta.url), limits);
  onTestFinished(() => process.close());
  return process;
}

/** Signal 0 only asks whether there is such a process. */
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('answers and errors come back, and the process stays for the next call', async () => {
  const process = start();
  expect(await process.call('bytes')).toEqual(new Uint8Array([1, 2, 3]));
  await expect(process.call('throw')).rejects.toThrow(/^thrown$/);
  const pid = await process.call<number>('pid');
  expect(isAlive(pid)).toBe(true);
  process.close();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 300_000 });
  await expect(process.call('bytes')).rejects.toThrow(ProcessEnded);
});

test.for([
  ['loop', 'seconds', 'took more than 3 s'],
  ['heap', 'megabytes', 'took more than 400 MB of memory'],
  ['buffers', 'megabytes', 'took more than 400 MB of memory'],
  ['crash', null, 'crashed (SIGSEGV)'],
  ['exit', null, 'crashed (code 3)'],
] as const)('%s: the process ends, and says why', async ([how, limit, message]) => {
  const process = start(how === 'loop' ? { ...LIMITS, seconds: 3 } : LIMITS);
  const failure = await process.call(how).catch((error: Error) => error) as ProcessEnded;
  expect(failure).toBeInstanceOf(ProcessEnded);
  expect([failure.limit, failure.message]).toEqual([limit, message]);
});
