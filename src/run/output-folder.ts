/** Finds out whether a folder can be written. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';

/**
 * Finds out, by writing a file, whether a folder can be written or made, and leaves nothing behind. Missing folders are made inside a folder of
 * a unique name, because removing them under their own names could remove them from another run of the same output.
 * @throws UserError
 */
export async function checkOutput(dir: string): Promise<void> {
  const folder = resolve(dir);
  let probe: string | null = null;
  try {
    const nearest = await nearestFolder(folder);
    // Runs on several machines may share the folder, and have the same process id.
    probe = await mkdtemp(join(nearest, '.scenemill-probe-'));
    const inside = join(probe, relative(nearest, folder));
    await mkdir(inside, { recursive: true });
    await writeFile(join(inside, 'file'), '');
  } catch (error) {
    throw new UserError(`output: ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); wanted a folder that can`);
  } finally {
    if (probe !== null) await rm(probe, { force: true, recursive: true }).catch(() => undefined);
  }
}

/** The path itself, or the nearest above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || path === dirname(path)) throw error;
    return null;
  });
  return found ? path : nearestFolder(dirname(path));
}
