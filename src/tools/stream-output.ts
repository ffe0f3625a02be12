/** Opens the standard output of `generate --out -`, which no other part of the program can write to. */
import { createWriteStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { UserError } from '../config/errors.ts';
import { STREAM_DESCRIPTOR } from './launch.mjs';

/**
 * Opens what tools/launch.mjs passes on as a descriptor of its own. A write to a pipe that is full blocks no thread, as one to
 * process.stdout would: the run must still answer Ctrl-C.
 * @throws UserError where it is a terminal
 */
export function openStreamOutput(): Writable {
  if (isatty(STREAM_DESCRIPTOR)) throw new UserError('generate: --out - writes a tar to standard output, which is a terminal; wanted a pipe or a file');
  const kind = fstatSync(STREAM_DESCRIPTOR);
  return kind.isFIFO() || kind.isSocket()
    ? new Socket({ fd: STREAM_DESCRIPTOR, readable: false, writable: true })
    : createWriteStream('', { fd: STREAM_DESCRIPTOR });
}
