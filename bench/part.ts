/** Runs one part of a bench in a process of its own: its memory, its threads and its start are nobody else's. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';

type Answer<R> = { result: R } | { error: { name: string; message: string } };

/** Starts the part `module`, a TypeScript file that calls `servePart`, and waits for what it returns. */
export function runPart<R>(module: URL, argument: object, env: Record<string, string> = {}): Promise<R> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('../src/threads/start.mjs', import.meta.url), [module.href], {
      // As the command line sets it for itself; it is read at the pool's first use.
      env: { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())), ...process.env, ...env },
      // Standard output is the caller's.
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

/** The part's side: runs once, answers and ends, without waiting for what is still under way. */
export function servePart<A, R>(run: (argument: A) => Promise<R>): void {
  process.once('message', (argument: A) => {
    run(argument).then(
      (result): Answer<R> => ({ result }),
      ({ name, message }: Error): Answer<R> => ({ error: { name, message } }),
    ).then((answer) => process.send!(answer, () => process.exit()), () => process.exit(1));
  });
}

/** Wall and processor time (all threads) since it was made. */
export function stopwatch(): () => { seconds: number; cpuSeconds: number } {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}
