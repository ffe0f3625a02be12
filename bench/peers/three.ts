/** Times three.js on the workload. It tries each kind of instancing on part of the workload, and takes the fastest for the whole. */
import { create, globals } from 'webgpu';
import { openDevice } from '../../src/gpu/device.ts';
import { idleUntil } from '../../src/threads/idle-wait.ts';
import { servePart, stopwatch } from '../part.ts';
import { openPeerWorkload, type PeerRequest, type PeerResult, type PeerScene } from './scenes.ts';
import { batchedMeshes, instancedMeshes } from './three-objects.ts';
import { IN_FLIGHT, ThreeRenderer, type MakeObjects } from './three-renderer.ts';

Object.assign(globalThis, globals);
/** Keeps the result of `create` from being collected while the device lives. */
let gpu: GPU | null = null;

const INSTANCINGS: { name: string; make: MakeObjects }[] = [
  { name: 'InstancedMesh', make: instancedMeshes },
  { name: 'BatchedMesh', make: (...given) => batchedMeshes(...given, false) },
  { name: 'BatchedMesh front to back', make: (...given) => batchedMeshes(...given, true) },
];
/** Two images of each of twelve levels. */
const TRIAL_IMAGES = 24;

servePart(async ({ adapter, batch: _, ...workload }: PeerRequest): Promise<PeerResult> => {
  const work = await openPeerWorkload(workload);
  gpu = create(adapter ? [`adapter=${adapter}`] : []);
  const { device } = await openDevice(gpu);
  const tried: { name: string; renderer: ThreeRenderer; cpuSeconds: number; seconds: number }[] = [];
  for (const { name, make } of INSTANCINGS) {
    const renderer = await ThreeRenderer.open(device, work, make);
    const scenes = work.scenes.slice(0, TRIAL_IMAGES);
    await renderAll(renderer, scenes); // makes pipelines and uploads meshes
    tried.push({ name, renderer, ...await renderAll(renderer, scenes) });
  }
  const [best] = tried.toSorted((a, b) => a.seconds - b.seconds);
  const trials = tried.map(({ name, seconds }) => `${name} ${((seconds * 1000) / Math.min(TRIAL_IMAGES, work.scenes.length)).toFixed(1)} ms`).join(', ');
  await renderAll(best!.renderer, work.scenes);
  const times = await renderAll(best!.renderer, work.scenes);
  return { images: work.scenes.length, ...times, settings: `${best!.name}, ${IN_FLIGHT} images under way; tried ${trials}` };
});

async function renderAll(renderer: ThreeRenderer, scenes: PeerScene[]): Promise<{ seconds: number; cpuSeconds: number }> {
  const elapsed = stopwatch();
  const inProgress: Promise<unknown>[] = [];
  for (const scene of scenes) {
    if (inProgress.length === IN_FLIGHT) await inProgress.shift();
    inProgress.push(idleUntil(renderer.render(scene)));
  }
  await Promise.all(inProgress);
  return elapsed();
}
