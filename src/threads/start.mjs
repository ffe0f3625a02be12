/** Starts a module on a worker thread, because `new Worker` cannot be given TypeScript. */
import { importProgram } from './import-program.mjs';

const [, , module] = process.argv;
if (!module) throw new Error('worker: no module to start.');
await importProgram(module);
