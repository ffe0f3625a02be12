/** Compiles models in a process of its own, so that the failure of one is a reason and ends nothing else. */
import { DEFAULT_LIMITS, type AssetLimits } from '../../config/asset-limits.ts';
import { UserError } from '../../config/errors.ts';
import { LimitedProcess, ProcessEnded } from '../../threads/limited-process.ts';
import { moduleUrl } from '../../threads/module-url.ts';
import { decodeDrawing, decodePlanning, readDrawing } from './model-cache.ts';
import { keyOf } from './compile-file.ts';
import type { CompileJob, OpenJob } from './compile-job.ts';
import type { CompileAnswer } from './compile-server.ts';
import type { ModelDrawing } from '../compiled-model.ts';
import type { OpenedModel } from '../library.ts';

/** Has one process at a time, which is started for the first model and again after one that ended it. */
export class Compiler {
  private readonly limits: AssetLimits;
  private process: LimitedProcess | null = null;

  constructor(limits: AssetLimits = DEFAULT_LIMITS) {
    this.limits = limits;
  }

  /** Compiles and caches a model; one call at a time. Returns the reason where it cannot be used. */
  async compile(job: OpenJob): Promise<OpenedModel | string> {
    for (;;) {
      const isFresh = this.process === null;
      this.process ??= new LimitedProcess(moduleUrl('./compile-server', import.meta.url), this.limits);
      try {
        const answer = await this.process.call<CompileAnswer>(job);
        if ('reason' in answer) return answer.reason;
        return { compiled: decodePlanning(shared(answer.planning))!, drawing: answer.drawing && decodeDrawing(shared(answer.drawing)) };
      } catch (error) {
        if (!(error instanceof ProcessEnded)) throw error;
        this.process = null;
        // What earlier models left in memory may have ended it, but time begins anew with each model.
        if (isFresh || error.limit === 'seconds') return `compiling it ${error.message}${error.limit ? ` (assets.limits.${error.limit})` : ''}`;
      }
    }
  }

  close(): void {
    this.process?.close();
  }
}

/** The block in memory that threads share. */
function shared(block: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(block.byteLength);
  new Uint8Array(memory).set(block);
  return memory;
}

/**
 * The drawing of a model that the library holds without it. Where the cache has lost the drawing, the model is compiled anew.
 * @param sha256 of the model's files when the library was opened
 * @throws UserError when the files have another hash by now, or cannot be compiled
 */
export async function openDrawing(job: CompileJob, sha256: string): Promise<ModelDrawing> {
  const cached = readDrawing(job.cacheFolder, keyOf(job, sha256), ArrayBuffer);
  if (cached) return cached;
  const compiler = new Compiler(job.limits);
  const again = await compiler.compile({ ...job, keepsDrawing: true }).finally(() => compiler.close());
  if (typeof again === 'string') throw new UserError(`assets: ${job.path} is no longer in the cache, and cannot be compiled again: ${again}`);
  if (again.compiled.sha256 !== sha256) throw new UserError(`assets: ${job.path} has changed since the run began; wanted models that stay as they are until it ends`);
  return again.drawing!;
}
