// Asks Debian's Python (numpy, PIL) to judge what the project writes.
import { spawnSync } from 'node:child_process';

const CANDIDATES = ['/usr/bin/python3', 'python3'];

/** A Python that can import the modules, or null with the reason printed: `test.skipIf(!python)`. */
export function findPython(...modules: string[]): string | null {
  const program = modules.length === 0 ? '' : `import ${modules.join(', ')}`;
  const found = CANDIDATES.find((python) => spawnSync(python, ['-c', program]).status === 0);
  if (!found) process.stderr.write(`skipped: no python3 with ${modules.join(' and ') || 'its standard library'}\n`);
  return found ?? null;
}

/** Runs a program and parses the JSON that it prints. */
export function askPython<Answer>(python: string, program: string, ...args: string[]): Answer {
  const child = spawnSync(python, ['-c', program, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (child.status !== 0) throw new Error(`python: ${child.stderr}`);
  return JSON.parse(child.stdout) as Answer;
}
