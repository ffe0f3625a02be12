/** Finds out whether a folder can be written. */
import { mkdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';

/**
 * Finds out, by writing a file, whether a folder can be written, and leaves nothing behind.
 * @throws UserError
 */
export async function checkOutput(dir: string): Promise<void> {
  const folder = resolve(dir);
  const probe = join(folder, `.scenemill-probe-${process.pid}`);
  const made: string[] = [];
  for (let at = folder; !(await stat(at).catch(() => null)) && at !== dirname(at); at = dirname(at)) made.push(at);
  try {
    // One by one: Node's recursive mkdir never returns where the parent is there and refuses, as /proc does.
    for (const at of made.toReversed()) await mkdir(at).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
    await writeFile(probe, '');
  } catch (error) {
    throw new UserError(`output: ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); wanted a folder that can`);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
    // Deepest first; one that another run has filled meanwhile stays, as rmdir refuses it.
    for (const at of made) await rmdir(at).catch(() => undefined);
  }
}
