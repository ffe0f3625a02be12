/** Compiles models, off the main thread. */
import { serve } from '../workers/protocol.ts';
import { compileFile } from './compile-file.ts';
import type { CompileJob } from './compile-file.ts';

/** What is wrong with a model is a result; a worker that fails is an error. */
export type CompileAnswer = { block: SharedArrayBuffer } | { reason: string };

serve({
  async compile(job: CompileJob) {
    const result = await compileFile(job).then(
      (block): CompileAnswer => ({ block }),
      (error: Error): CompileAnswer => ({ reason: error.message }),
    );
    return { result, transfer: [] };
  },
});
