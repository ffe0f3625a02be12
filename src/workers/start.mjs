/** Starts a TypeScript module as a worker thread: tsx's --import registers on the main thread only. */
import { register } from 'tsx/esm/api';

register();
await import(process.argv[2]);
