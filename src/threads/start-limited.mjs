/** Starts a module in a process of its own, whose memory is watched: node start-limited.mjs <module> <megabytes>. */
import { Worker } from 'node:worker_threads';
import { importProgram } from './import-program.mjs';

const [, , module, megabytes] = process.argv;
if (!module) throw new Error('process: no module to start.');
const watch = new Worker(new URL('./memory-watch.mjs', import.meta.url), { workerData: { megabytes: Number(megabytes), parent: process.ppid }, execArgv: [] });
watch.unref();
process.on('disconnect', () => process.exit());
// A terminal sends Ctrl-C to all processes; the one that started this one decides what ends.
process.on('SIGINT', () => undefined);
await importProgram(module);
