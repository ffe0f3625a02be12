/** Calls methods of worker threads: each request has an id and gets one answer. */
import { parentPort, Worker, type TransferListItem } from 'node:worker_threads';

interface Request { id: number; method: string; argument: unknown }
interface Answer { id: number; result?: unknown; error?: { name: string; message: string; stack: string | undefined } }

/** Half of V8's default: a thread that makes much garbage then takes less memory, and no more processor time. */
const YOUNG_GENERATION_MB = 24;

/** The caller's side of one worker. */
export class WorkerCalls {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  private nextId = 0;
  private failure: Error | null = null;
  private ending: Promise<void> | null = null;
  private answered = (): void => undefined;

  /** @param module URL of a module that calls `serve`, such as `moduleUrl` returns */
  constructor(module: URL) {
    this.worker = new Worker(new URL('./start.mjs', import.meta.url), {
      argv: [module.href],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.worker.on('message', (answer: Answer) => this.settle(answer));
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`worker: ${module.pathname.split('/').at(-1)} stopped with code ${code}.`)));
  }

  /** How many calls have no answer yet. */
  get pending(): number {
    return this.waiting.size;
  }

  /**
   * Calls a method of the worker.
   * @param transfer the buffers of `argument` that are transferred instead of copied
   * @throws Error of the method, with its name, message and stack; an Error where the thread has ended
   */
  call<R>(method: string, argument: unknown, transfer: readonly TransferListItem[] = []): Promise<R> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise<R>((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, argument } satisfies Request, transfer);
    });
  }

  /** Refuses further calls, and ends the thread after its last answer. A thread that ended while Dawn makes a pipeline would crash the process. */
  close(): Promise<void> {
    return (this.ending ??= this.end());
  }

  private async end(): Promise<void> {
    this.failure ??= new Error('worker: closed.');
    if (this.waiting.size > 0) await new Promise<void>((resolve) => { this.answered = resolve; });
    await this.worker.terminate();
  }

  private settle({ id, result, error }: Answer): void {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) call?.reject(Object.assign(new Error(error.message), { name: error.name, stack: error.stack }));
    else call?.resolve(result as never);
    if (this.waiting.size === 0) this.answered();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
    this.answered();
  }
}

/** The result of a method, and the buffers in it that are transferred instead of copied. */
export interface Handover { result: unknown; transfer: readonly TransferListItem[] }

/** The worker's side: answers every request with the result of the method that it names. */
export function serve(methods: Record<string, (argument: never) => Promise<Handover> | Handover>): void {
  const port = parentPort;
  if (!port) throw new Error('worker: not started as a worker thread.');
  port.on('message', (request: Request) => {
    void (async () => {
      try {
        const method = methods[request.method];
        if (!method) throw new Error(`worker: no method "${request.method}".`);
        const { result, transfer } = await method(request.argument as never);
        port.postMessage({ id: request.id, result } satisfies Answer, transfer);
      } catch (error) {
        const { name, message, stack } = error as Error;
        port.postMessage({ id: request.id, error: { name, message, stack } } satisfies Answer);
      }
    })();
  });
}
