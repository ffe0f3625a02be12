// Makes folders that last as long as one test, or as one file of tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

export function temporaryFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** To be called outside of tests. */
export function folderOfFile(): string {
  const folder = makeFolder();
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'scenemill-'));
