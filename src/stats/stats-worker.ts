/** Measures pictures and shards on a thread of its own. */
import { serve } from '../threads/calls.ts';
import { METHODS } from './stats-methods.ts';

serve(Object.fromEntries(Object.entries(METHODS).map(([name, method]) => [name, async (request: never) => ({ result: await method(request), transfer: [] })])));
