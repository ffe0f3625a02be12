// Makes a folder that lasts as long as one test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scenemill-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
