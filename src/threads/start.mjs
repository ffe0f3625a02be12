/** Starts a module as a worker thread. A checkout's TypeScript needs tsx, whose --import registers on the main thread only; the package is JavaScript. */
const [, , module] = process.argv;
if (!module) throw new Error('worker: no module to start.');
if (module.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(module);
