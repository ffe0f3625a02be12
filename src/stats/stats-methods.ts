/** Lists what threads that measure can be asked for. */
import { measureFile } from './measure-file.ts';
import { readShardStats } from './shard-stats.ts';

export const METHODS = { picture: measureFile, shard: readShardStats };
