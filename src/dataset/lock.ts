// Holds a lock file in the name of this process, and takes over those of processes that have died.
import { readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { TryAgainError } from '../config/errors.ts';

/** A lock is held by somebody else who is, or may be, alive. */
export class LockedError extends TryAgainError {}

interface Owner {
  host: string;
  /** Changes with every start of the machine; empty where the system has none. */
  bootId: string;
  pid: number;
  /** Clock ticks from the start of the machine to that of the process: a later process with the same pid has another. */
  startTicks: string;
}

/**
 * Takes the lock and returns the function that gives it back.
 *
 * A lock is stale when its owner ran on this machine and is gone. Any other counts as live: one of another machine, because
 * nothing here can tell, and one without content, because its owner may be about to write it. Only the holder of
 * `<path>.takeover` may remove a stale lock, after another look at it: without that, two processes that both saw the stale lock
 * could each remove "it", the second one removing the first one's new lock.
 *
 * @throws LockedError
 */
export async function acquireLock(path: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify(await thisProcess());
  if (!(await create(path, mine))) {
    await removeIfStale(path);
    if (!(await create(path, mine))) throw await lockedError(path);
  }
  return async () => {
    await unlink(path);
  };
}

/** @returns false where the file exists */
async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeIfStale(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await create(takeover, JSON.stringify(await thisProcess())))) throw await lockedError(takeover);
  try {
    const owner = await readOwner(path);
    if (owner && (await isGone(owner))) await rm(path, { force: true });
  } finally {
    await unlink(takeover);
  }
}

async function lockedError(path: string): Promise<LockedError> {
  const owner = await readOwner(path);
  const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
  return new LockedError(`lock: ${path} is held by ${who}; wait for it to end, or remove the file if it is gone`);
}

/** @returns null where there is no file, or no whole one yet */
async function readOwner(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function isGone(owner: Owner): Promise<boolean> {
  const here = await thisProcess();
  if (owner.host !== here.host) return false;
  if (owner.bootId !== here.bootId) return true;
  try {
    process.kill(owner.pid, 0); // signal 0 only asks whether the process is there
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
  return (await startTicks(owner.pid)) !== owner.startTicks;
}

async function thisProcess(): Promise<Owner> {
  const bootId = (await readOrEmpty('/proc/sys/kernel/random/boot_id')).trim();
  return { host: hostname(), bootId, pid: process.pid, startTicks: await startTicks(process.pid) };
}

/** Field 22 of /proc/PID/stat, counted after the command's name, which may hold spaces; empty on systems without /proc. */
async function startTicks(pid: number): Promise<string> {
  const stat = await readOrEmpty(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
