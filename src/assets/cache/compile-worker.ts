/** Compiles models, off the main thread. */
import { serve } from '../../threads/calls.ts';
import { compileFile } from './compile-file.ts';
import type { OpenJob } from './compile-file.ts';

/** What is wrong with a model is a result; a worker that fails is an error. */
export type CompileAnswer = { planning: SharedArrayBuffer; drawing: SharedArrayBuffer | null } | { reason: string };

serve({
  async compile(job: OpenJob) {
    const result = await compileFile(job).then(
      ({ blocks, isCached }): CompileAnswer => ({ ...blocks, drawing: isCached && !job.keepsDrawing ? null : blocks.drawing }),
      (error: Error): CompileAnswer => ({ reason: error.message }),
    );
    return { result, transfer: [] };
  },
});
