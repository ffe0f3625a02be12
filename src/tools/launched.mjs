// Makes the process ready that launch.mjs starts, and imports the module that it names.
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isatty, WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';

/** The standard error of launch.mjs; descriptor 2 is Dawn's. */
const STDERR = 3;

const stderr = isatty(STDERR) ? new WriteStream(STDERR) : new Writable({ decodeStrings: true, write: (bytes, _encoding, done) => done(writeAll(bytes)) });
Object.defineProperty(process, 'stderr', { value: stderr, configurable: true, enumerable: true });
// A terminal sends Ctrl-C to both processes; launch.mjs answers it.
process.on('SIGINT', () => undefined);
// Nobody is left to stop it, or to say how it ends.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();

const [, , module] = process.argv;
if (!module) throw new Error('launched: no module to run.');
process.argv.splice(1, 2, fileURLToPath(module));
if (module.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(module);

/**
 * At once, so that nothing is lost when the process exits. What reads the other end of a pipe may be slow.
 * @param {Uint8Array} bytes
 * @returns {Error | null}
 */
function writeAll(bytes) {
  const rest = new Int32Array(new SharedArrayBuffer(4));
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(STDERR, bytes, at);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') return /** @type {Error} */ (error);
      Atomics.wait(rest, 0, 0, 1);
    }
  }
  return null;
}
