// Makes folders that last as long as one test, or as one file of tests.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

export function temporaryFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A temporary folder of text files by their paths in it. */
export function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** To be called outside of tests. */
export function folderOfFile(): string {
  const folder = makeFolder();
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'scenemill-'));
