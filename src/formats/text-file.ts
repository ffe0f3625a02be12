// Writes a long text piece by piece, so that memory does not grow with the text.
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

const FLUSH_LENGTH = 1 << 18;
const COPY_BYTES = 1 << 20;

/** A new text file. The format that opens it closes it; an export that fails leaves it open, and its folder is removed. */
export class TextFile {
  readonly path: string;
  readonly #file: number;
  #text = '';
  #rows = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'w');
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length > FLUSH_LENGTH) this.#flush();
  }

  /** Writes an entry of a JSON list or object, after a comma where it is not the first. */
  row(json: string): void {
    this.write(this.#rows++ === 0 ? `\n${json}` : `,\n${json}`);
  }

  /** Moves the text of another file to the end of this one, and removes the other file. */
  take(part: TextFile): void {
    part.close();
    this.#flush();
    const file = openSync(part.path, 'r');
    const block = Buffer.allocUnsafe(COPY_BYTES);
    for (let bytes; (bytes = readSync(file, block)) > 0;) writeWhole(this.#file, block.subarray(0, bytes));
    closeSync(file);
    rmSync(part.path);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeWhole(this.#file, Buffer.from(this.#text));
    this.#text = '';
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
