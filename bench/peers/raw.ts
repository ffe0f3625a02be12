/** Times the graphics pipeline on the workload, with ids as its only output. */
import { create, globals } from 'webgpu';
import { openDevice } from '../../src/gpu/device.ts';
import { idleUntil } from '../../src/threads/idle-wait.ts';
import { servePart, stopwatch } from '../part.ts';
import { RawRenderer } from './raw-renderer.ts';
import { openPeerWorkload, type PeerRequest, type PeerResult } from './scenes.ts';

Object.assign(globalThis, globals);
/** Keeps the result of `create` from being collected while the device lives. */
let gpu: GPU | null = null;

const IN_FLIGHT = 3;

servePart(async ({ adapter, batch, ...workload }: PeerRequest): Promise<PeerResult> => {
  const work = await openPeerWorkload(workload);
  gpu = create(adapter ? [`adapter=${adapter}`] : []);
  const { device } = await openDevice(gpu);
  const renderer = new RawRenderer(device, work, batch);
  const batches = Array.from({ length: Math.ceil(work.scenes.length / batch) }, (_, i) => work.scenes.slice(i * batch, (i + 1) * batch));
  for (const scenes of batches) await idleUntil(renderer.render(scenes));

  const elapsed = stopwatch();
  const inProgress: Promise<unknown>[] = [];
  for (const scenes of batches) {
    if (inProgress.length === IN_FLIGHT) await inProgress.shift();
    inProgress.push(idleUntil(renderer.render(scenes)));
  }
  await Promise.all(inProgress);
  return { images: work.scenes.length, ...elapsed(), settings: `batches of ${batch} in one submission, ${IN_FLIGHT} under way, one draw per mesh, ids read back` };
});
