/** Finds out whether a folder can be written. */
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';

/**
 * Finds out, by writing a file, whether a folder can be written, and leaves nothing behind. Where the folder is not there yet, the file is
 * written to the nearest one above that is: folders that are made and removed here would vanish under another run of the same output.
 * @throws UserError
 */
export async function checkOutput(dir: string): Promise<void> {
  const folder = resolve(dir);
  let nearest = folder;
  while (!(await stat(nearest).catch(() => null)) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  const probe = join(nearest, `.scenemill-probe-${process.pid}`);
  try {
    await writeFile(probe, '');
  } catch (error) {
    throw new UserError(`output: ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); wanted a folder that can`);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
