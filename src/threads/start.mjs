/** Starts a module on a worker thread. For a checkout's TypeScript it registers tsx, because `--import tsx` registers on the main thread only. */
const [, , module] = process.argv;
if (!module) throw new Error('worker: no module to start.');
if (module.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(module);
