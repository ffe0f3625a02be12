// Prepares the child process of launch.mjs, and imports the module that its first argument names.
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isatty, WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { importProgram } from '../threads/import-program.mjs';

/** The standard error of launch.mjs; descriptor 2 is Dawn's. */
const STDERR = 3;

const stderr = isatty(STDERR) ? new WriteStream(STDERR) : new Writable({ decodeStrings: true, write: (bytes, _encoding, done) => done(writeAll(bytes)) });
Object.defineProperty(process, 'stderr', { value: stderr, configurable: true, enumerable: true });
// A terminal sends Ctrl-C to both processes; launch.mjs answers it.
process.on('SIGINT', () => undefined);
// Without launch.mjs, nothing would handle Ctrl-C or report how this process ends.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();

const [, , module] = process.argv;
if (!module) throw new Error('launched: no module to run.');
process.argv.splice(1, 2, fileURLToPath(module));
await importProgram(module);

/**
 * Writes synchronously, so that nothing is lost when the process exits. Where a pipe is full, waits 1 ms and tries again.
 * @param {Uint8Array} bytes
 * @returns {Error | null}
 */
function writeAll(bytes) {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(STDERR, bytes, written);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') return /** @type {Error} */ (error);
      Atomics.wait(never, 0, 0, 1);
    }
  }
  return null;
}
