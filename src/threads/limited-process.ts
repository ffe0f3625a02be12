/** Calls a module in a process of its own, under limits of time and memory: whatever it does, the caller goes on. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProcessLimits {
  /** Longest that one call may take. */
  seconds: number;
  /** Resident memory of the process. */
  megabytes: number;
}

/** The process has ended before it answered. */
export class ProcessEnded extends Error {
  override name = 'ProcessEnded';
  readonly limit: keyof ProcessLimits | null;

  /** @param limit that was passed; null after a crash */
  constructor(limit: keyof ProcessLimits | null, message: string) {
    super(message);
    this.limit = limit;
  }
}

/** A failure of the module's own, which a process passes on as data. */
interface Answer { result?: unknown; error?: string }

/** The caller's side. */
export class LimitedProcess {
  private readonly child: ChildProcess;
  private readonly limits: ProcessLimits;
  private ended: ProcessEnded | null = null;
  private settle: ((answer: Answer | ProcessEnded) => void) | null = null;

  /** @param module URL of a module that calls `serveProcess`, such as `moduleUrl` returns */
  constructor(module: URL, limits: ProcessLimits) {
    this.limits = limits;
    const { megabytes } = limits;
    this.child = fork(fileURLToPath(new URL('./start-limited.mjs', import.meta.url)), [module.href, `${megabytes}`], {
      // V8 ends the process at its own limit, which must not be the lower one.
      execArgv: [`--max-old-space-size=${Math.ceil(megabytes)}`],
      serialization: 'advanced',
      // What V8 and libraries write when they fail is no message for a user.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (answer: Answer) => this.settle?.(answer));
    this.child.on('error', (error) => this.end(new ProcessEnded(null, `a process cannot be started (${(error as NodeJS.ErrnoException).code ?? error.name})`)));
    this.child.on('exit', (code, signal) => this.end(endingOf(code, signal, limits)));
  }

  /**
   * One call at a time. What it returns is a copy.
   * @throws ProcessEnded where a limit was passed or the process has crashed; no further call is possible then. Error of the module
   */
  async call<R>(argument: unknown): Promise<R> {
    if (this.ended) throw this.ended;
    if (this.settle) throw new Error('process: a second call; wanted one at a time.');
    const { seconds } = this.limits;
    const answer = await new Promise<Answer | ProcessEnded>((resolve) => {
      this.settle = resolve;
      const timer = setTimeout(() => this.end(new ProcessEnded('seconds', `took more than ${seconds} s`)), seconds * 1000);
      this.settle = (settled) => {
        clearTimeout(timer);
        this.settle = null;
        resolve(settled);
      };
      this.child.send(argument as object);
    });
    if (answer instanceof ProcessEnded) throw answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.result as R;
  }

  close(): void {
    this.end(new ProcessEnded(null, 'was closed'));
  }

  private end(why: ProcessEnded): void {
    this.ended ??= why;
    this.child.kill('SIGKILL');
    this.settle?.(this.ended);
  }
}

/** The memory watch sends SIGKILL, as the system does where memory runs out; V8 aborts at its own limit, and C++ where nothing is left to allocate. */
function endingOf(code: number | null, signal: NodeJS.Signals | null, { megabytes }: ProcessLimits): ProcessEnded {
  if (signal === 'SIGKILL' || signal === 'SIGABRT') return new ProcessEnded('megabytes', `took more than ${megabytes} MB of memory`);
  return new ProcessEnded(null, `crashed (${signal ?? `code ${code}`})`);
}

/** The process's side: answers every call with what `work` returns. */
export function serveProcess<A>(work: (argument: A) => Promise<unknown>): void {
  process.on('message', (argument: A) => {
    void work(argument).then((result): Answer => ({ result }), (error: Error): Answer => ({ error: error.message }))
      .then((answer) => process.send!(answer));
  });
}
