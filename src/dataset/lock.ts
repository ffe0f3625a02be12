// Locks a path in the name of this process, and takes over locks of processes that have died.
import { readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { TryAgainError } from '../config/errors.ts';

/** The lock belongs to another process, which is alive or may be. */
export class LockedError extends TryAgainError {}

interface Owner {
  host: string;
  /** Differs after every start of the machine; empty where the system has none. */
  bootId: string;
  pid: number;
  /** Clock ticks from the start of the machine to that of the process: a later process with the same pid has another count. */
  startTicks: string;
}

/**
 * Takes the lock.
 *
 * A lock is stale when its owner ran on this machine and has ended. Every other lock counts as live. Nothing on this machine tells
 * whether a process of another machine lives. A lock without content may have an owner that is about to write it.
 *
 * Only the holder of `<path>.takeover` may remove a stale lock, and reads the lock again before. Without that rule, two processes
 * may see the same stale lock. The slower one would then remove the lock that the faster one has just taken.
 *
 * @returns the function that gives the lock back
 * @throws LockedError where the lock, or its takeover, belongs to another process
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

/** @returns null where the file is missing, or not yet written */
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
    process.kill(owner.pid, 0); // signal 0 only tests whether the process exists
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
  return (await startTicks(owner.pid)) !== owner.startTicks;
}

async function thisProcess(): Promise<Owner> {
  const bootId = (await readOrEmpty('/proc/sys/kernel/random/boot_id')).trim();
  return { host: hostname(), bootId, pid: process.pid, startTicks: await startTicks(process.pid) };
}

/** Field 22 of /proc/PID/stat; empty on systems without /proc. Fields are counted after the command's name, because it may hold spaces. */
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
