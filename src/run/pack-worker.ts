/** Packs the models of a shard, on a worker thread. */
import { packTransferList } from '../gpu/asset-pack.ts';
import { makePack, type PackPart } from './packs.ts';
import { serve } from '../threads/calls.ts';

serve({
  async pack(parts: PackPart[]) {
    const result = await makePack(parts);
    return { result, transfer: packTransferList(result) };
  },
});
