/** Runs one part of a bench in a process of its own, so that its memory, threads and start are measured alone. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';

type Answer<R> = { result: R } | { error: { name: string; message: string } };

/**
 * Runs the part `module`, a TypeScript file that calls `servePart`, and returns its result.
 * @throws Error of the part, or where its process ends without a result
 */
export function runPart<R>(module: URL, argument: object, env: Record<string, string> = {}): Promise<R> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('../src/threads/start.mjs', import.meta.url), [module.href], {
      // The size that the command line sets for itself. Node reads it at the pool's first use.
      env: { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())), ...process.env, ...env },
      // Standard output stays the caller's own.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    child.once('message', (answer: Answer<R>) => {
      if ('result' in answer) resolve(answer.result);
      else reject(Object.assign(new Error(answer.error.message), { name: answer.error.name }));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`bench: ${module.pathname.split('/').at(-1)} stopped with ${signal ?? `code ${code}`}`)));
    child.send(argument);
  });
}

/** The part's side: runs once, sends the result, and exits without waiting for unfinished work. */
export function servePart<A, R>(run: (argument: A) => Promise<R>): void {
  process.once('message', (argument: A) => {
    run(argument).then(
      (result): Answer<R> => ({ result }),
      ({ name, message }: Error): Answer<R> => ({ error: { name, message } }),
    ).then((answer) => process.send!(answer, () => process.exit()), () => process.exit(1));
  });
}

/** Starts a stopwatch. It returns the wall time and the processor time of all threads since then. */
export function stopwatch(): () => { seconds: number; cpuSeconds: number } {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}
