/** Writes samples to a stream as one tar, no faster than the stream's reader takes them. */
import type { Writable } from 'node:stream';
import { END_OF_ARCHIVE, tarMember } from '../dataset/tar.ts';
import type { SampleSink, ShardSink } from './sample-sink.ts';

/** The reader of the stream has closed it. */
export class ReaderLeftError extends Error {}

/** Codes of a write to a pipe or socket that is closed at the other end, or to a stream that its owner has destroyed. */
const READER_LEFT = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/** The tar goes on from shard to shard; its members are those of the shards, byte for byte. */
export class TarStream implements SampleSink {
  private readonly output: Writable;
  private readonly signal: AbortSignal | undefined;

  /** @param signal ends a write that waits for the reader */
  constructor(output: Writable, signal?: AbortSignal) {
    this.output = output;
    this.signal = signal;
    // A failed write rejects its promise. Without a listener, the stream's event would end the process as well.
    output.on('error', () => undefined);
  }

  open(): Promise<ShardSink> {
    return Promise.resolve({
      add: async ({ key, members }) => {
        for (const { suffix, bytes } of members) await this.write(tarMember(`${key}.${suffix}`, bytes));
      },
      finish: () => Promise.resolve(),
      abort: () => Promise.resolve(),
    });
  }

  /** Closes the archive. The stream stays open. */
  end(): Promise<void> {
    return this.write(END_OF_ARCHIVE);
  }

  /**
   * Settles when the stream has handed the bytes on.
   * @throws ReaderLeftError; Error of the stream; the signal's reason
   */
  private write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.signal?.throwIfAborted();
      const stop = () => reject(this.signal!.reason as Error);
      this.signal?.addEventListener('abort', stop);
      this.output.write(bytes, (error) => {
        this.signal?.removeEventListener('abort', stop);
        if (!error) resolve();
        else if (READER_LEFT.includes((error as NodeJS.ErrnoException).code ?? '')) reject(new ReaderLeftError('stream: the reader has left.', { cause: error }));
        else reject(error);
      });
    });
  }
}
