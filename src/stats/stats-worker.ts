/** Measures pictures and shards on a thread of its own. */
import { serve } from '../threads/calls.ts';
import { measureFile, type MeasureRequest } from './measure-set.ts';
import { readShardStats, type ShardRequest } from './shard-stats.ts';

serve({
  picture: async (request: MeasureRequest) => ({ result: await measureFile(request), transfer: [] }),
  shard: async (request: ShardRequest) => ({ result: await readShardStats(request), transfer: [] }),
});
