/** Spreads calls over threads that measure. */
// The main thread loads sharp before the workers do. Otherwise sharp's libraries are unloaded when the first worker that loaded them ends.
import '../encode/sharp.ts';
import { availableParallelism } from 'node:os';
import { WorkerCalls } from '../threads/calls.ts';
import { moduleUrl } from '../threads/module-url.ts';
import { METHODS } from './stats-methods.ts';

/**
 * Calls a method for each request, by default on a thread a core. Results come in any order.
 * @param threads 0: on the calling thread
 * @throws Error of the first call that fails
 */
export async function onThreads<Request, Result>(
  method: keyof typeof METHODS, requests: readonly Request[], onResult: (result: Result, index: number) => void | Promise<void>, threads = availableParallelism(),
): Promise<void> {
  const queue = requests.entries();
  if (threads === 0) {
    for (const [index, request] of queue) await onResult(await METHODS[method](request as never) as Result, index);
    return;
  }
  const workers = Array.from({ length: Math.min(threads, requests.length) }, () => new WorkerCalls(moduleUrl('./stats-worker', import.meta.url)));
  try {
    await Promise.all(workers.map(async (worker) => {
      for (const [index, request] of queue) await onResult(await worker.call<Result>(method, request), index);
    }));
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
