// Checks that a lock has one holder among processes, and that a dead holder's lock is taken over.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acquireLock, LockedError } from '../../src/dataset/lock.ts';
import { temporaryFolder } from '../support/folder.ts';

const lockPath = (): string => join(temporaryFolder(), '000000.lock');

/** The owner that a lock of this very process names, with some facts replaced. */
async function ownerWith(facts: Record<string, unknown>): Promise<string> {
  const path = lockPath();
  await acquireLock(path);
  return JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...facts });
}

test('a second taker is refused and told who holds the lock', async () => {
  const path = lockPath();
  const release = await acquireLock(path);
  await expect(acquireLock(path)).rejects.toThrow(LockedError);
  await expect(acquireLock(path)).rejects.toThrow(`is held by process ${process.pid} on ${hostname()}`);
  await release();
  expect(existsSync(path)).toBe(false);
  await (
    await acquireLock(path)
  )();
});

test('the lock of a process that ended is taken over', async () => {
  const path = lockPath();
  const deadPid = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
  writeFileSync(path, await ownerWith({ pid: deadPid }));
  await (
    await acquireLock(path)
  )();
});

test('a later process with the same pid, or a machine started anew, does not keep a dead lock alive', async () => {
  for (const facts of [{ startTicks: '1' }, { bootId: 'an earlier one' }]) {
    const path = lockPath();
    writeFileSync(path, await ownerWith(facts));
    await (
      await acquireLock(path)
    )();
  }
});

test('the lock of another machine, or one not written yet, counts as live', async () => {
  for (const content of [await ownerWith({ host: 'elsewhere', pid: 1 }), '', '{"host']) {
    const path = lockPath();
    writeFileSync(path, content);
    await expect(acquireLock(path)).rejects.toThrow(LockedError);
    expect(readFileSync(path, 'utf8')).toBe(content);
  }
});

test('of many takers of a stale lock one wins, and no takeover file stays', async () => {
  const dir = temporaryFolder();
  const path = join(dir, '0.lock');
  writeFileSync(path, await ownerWith({ startTicks: '1' }));
  const taken = await Promise.allSettled(Array.from({ length: 20 }, () => acquireLock(path)));
  expect(taken.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  expect(taken.every((result) => result.status === 'fulfilled' || result.reason instanceof LockedError)).toBe(true);
  expect(readdirSync(dir)).toEqual(['0.lock']);
});

test('a killed process leaves a lock that the next one takes', async () => {
  const path = lockPath();
  const child = fork(join(import.meta.dirname, '../support/hold-lock.ts'), [path], { execArgv: ['--import', 'tsx'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'message');
  await expect(acquireLock(path)).rejects.toThrow(`is held by process ${child.pid}`);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  await (
    await acquireLock(path)
  )();
});
