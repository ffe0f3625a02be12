/** Compiles models in a thread of its own. */
import { serve } from '../../threads/calls.ts';
import { compileFile } from './compile-file.ts';
import type { OpenJob } from './compile-file.ts';

/** A fault of the model is an answer with its reason; a fault of the worker is an error. */
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
