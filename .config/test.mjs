// Runs what `npm test` consists of, and says which stage it is in. Arguments go to vitest. Plain JavaScript, as it also sets up.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { warningFilter } from '../src/tools/launch.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** @type {[stage: string, program: string, ...args: string[]][]} */
const STAGES = [
  ['setting up what is missing', '.config/setup.mjs'],
  ['building the program', '.config/build.mjs'],
  ['types', 'node_modules/typescript/bin/tsc'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '--config', '.config/eslint.config.js', '.'],
  ['tests', 'node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts', ...process.argv.slice(2)],
];

// Ctrl-C reaches the stage, too, which ends by it.
process.on('SIGINT', () => undefined);
for (const [i, [stage, program, ...args]] of STAGES.entries()) {
  process.stderr.write(`test: ${i + 1} of ${STAGES.length}, ${stage}\n`);
  const status = await run(program, args);
  if (status === 0) continue;
  process.stderr.write(`test: failed in ${stage}\n`);
  process.exit(status);
}

/**
 * Standard error passes without what Dawn says in every test that opens a device.
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function run(program, args) {
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: ['inherit', 'inherit', 'pipe'] });
  const filter = warningFilter((text) => process.stderr.write(text, 'latin1'));
  child.stderr.setEncoding('latin1').on('data', filter.add);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      filter.end();
      resolve(code ?? 1);
    });
  });
}
