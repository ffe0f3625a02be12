/** Starts a TypeScript module as a worker thread: tsx's --import registers on the main thread only. */
import { register } from 'tsx/esm/api';

const [, , module] = process.argv;
if (!module) throw new Error('worker: no module to start.');
register();
await import(module);
