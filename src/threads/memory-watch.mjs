/**
 * Ends its process where that takes too much memory, or where the process that started it is gone. It runs on a thread of its own,
 * because the main thread may be in one long call. V8's own limits leave out array buffers and what libraries in C allocate.
 */
import { workerData } from 'node:worker_threads';

const INTERVAL_MS = 20;
/** Atomics.wait on this array sleeps until its timeout, because no thread notifies it. */
const never = new Int32Array(new SharedArrayBuffer(4));
const { megabytes, parent } = workerData;

for (;;) {
  Atomics.wait(never, 0, 0, INTERVAL_MS);
  if (process.memoryUsage.rss() > megabytes * 1e6 || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}
