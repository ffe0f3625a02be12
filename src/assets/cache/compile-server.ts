/** Compiles models in a process of its own. */
import { serveProcess } from '../../threads/limited-process.ts';
import { compileFile } from './compile-file.ts';
import type { OpenJob } from './compile-job.ts';

/** A fault of the model is an answer with its reason. Null for a drawing that the cache holds and nobody keeps. */
export type CompileAnswer = { planning: Uint8Array; drawing: Uint8Array | null } | { reason: string };

serveProcess(async (job: OpenJob): Promise<CompileAnswer> => compileFile(job).then(
  ({ blocks: { planning, drawing }, isCached }) => ({
    planning: new Uint8Array(planning).slice(),
    drawing: isCached && !job.keepsDrawing ? null : new Uint8Array(drawing).slice(),
  }),
  // Errors of other names are the engine's, whose words help nobody.
  (error: Error) => ({ reason: error.name === 'Error' ? error.message : `compiling it failed in a way that no check foresaw (${error.name})` }),
));
