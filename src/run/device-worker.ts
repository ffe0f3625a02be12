/** Owns a device and renders batches. It has a thread of its own, because a pending map keeps the event loop of its thread busy. */
import { create, globals } from 'webgpu';
import { packTransferList, type AssetLimits, type AssetPack } from '../gpu/asset-pack.ts';
import { UserError } from '../config/errors.ts';
import { openDevice, type AdapterIdentity } from '../gpu/device.ts';
import type { Planes } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { Renderer, type RendererOptions } from '../gpu/renderer.ts';
import type { PackedScene } from '../gpu/scene-rows.ts';
import { readShaders } from './shaders.ts';
import { serve } from '../threads/calls.ts';
import { idleUntil } from '../threads/idle-wait.ts';

export interface OpenRequest extends RendererOptions { adapter: string | null }
export interface LoadRequest { pack: AssetPack; id: number }
export interface RenderRequest { scenes: PackedScene[]; pack: number; reused: Planes[] }
export interface OpenResult { identity: AdapterIdentity; maxBatch: number; limits: AssetLimits }

Object.assign(globalThis, globals);

/** The result of create() must stay referenced while its device lives: once it is collected, the process crashes. */
let gpu: GPU | null = null;
let renderer: Renderer | null = null;

function opened(): Renderer {
  if (!renderer || !gpu) throw new Error('device-worker: not open.');
  return renderer;
}

serve({
  async open({ adapter, ...options }: OpenRequest) {
    gpu = create(adapter ? [`adapter=${adapter}`] : []);
    const context = await openDevice(gpu).catch((error: Error) => {
      // Where no adapter has the name, Dawn's error lists the adapters that exist.
      throw adapter && error.message.includes('adapters') ? new UserError(`device: no adapter's name contains "${adapter}"; ${error.message}`) : error;
    });
    renderer = new Renderer(context, readShaders(), options);
    const { maxStorageBufferBindingSize, maxTextureArrayLayers } = context.device.limits;
    const limits = { bufferBytes: maxStorageBufferBindingSize, textureLayers: maxTextureArrayLayers };
    const result: OpenResult = { identity: context.identity, maxBatch: renderer.maxBatch, limits };
    return { result, transfer: [] };
  },

  /** Transfers the pack back to the caller, who loads it on the next device. */
  load({ pack, id }: LoadRequest) {
    opened().load(pack, id);
    return { result: pack, transfer: packTransferList(pack) };
  },

  drop(id: number) {
    opened().drop(id);
    return { result: null, transfer: [] };
  },

  /** Renders one batch. The planes are in shared memory, so nothing is transferred. */
  async render({ scenes, pack, reused }: RenderRequest) {
    const result: RenderedImage[] = await idleUntil(opened().render(scenes, pack, reused));
    return { result, transfer: [] };
  },
});
