/** Opens a device for tests, and writes and reads its buffers. */
import { create, globals } from 'webgpu';
import type { PassContext, Resources } from '../../src/gpu/pass.ts';
import type { Defines } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';

Object.assign(globalThis, globals);

/** Kept for the life of the process: Dawn dies when the object that create() returns is collected while a device lives. */
const kept: unknown[] = [];

/** A device with 64-bit atomics and subgroups where the adapter has them, and the storage-buffer limits of the adapter. */
export async function openDevice(...flags: string[]): Promise<GPUDevice> {
  const gpu = create(flags);
  kept.push(gpu);
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('test: no WebGPU adapter; npm test installs a software one.');
  const features = ['atomic-vec2u-min-max', 'subgroups'].map((name) => name as GPUFeatureName).filter((name) => adapter.features.has(name));
  const { maxStorageBuffersPerShaderStage, maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: features,
    requiredLimits: { maxStorageBuffersPerShaderStage, maxStorageBufferBindingSize, maxBufferSize },
  });
}

/** What is defined for a software adapter, for a GPU, and for an adapter that has nothing optional. */
export const VARIANTS: Defines[] = [
  { ATOMIC64: true, SUBGROUPS: true, NARROW: true, BEHIND: false, ANISOTROPIC: false },
  { ATOMIC64: true, SUBGROUPS: true, NARROW: false, BEHIND: false, ANISOTROPIC: false },
  { ATOMIC64: false, SUBGROUPS: false, NARROW: false, BEHIND: false, ANISOTROPIC: false },
];

/** With the defines of a software adapter where none are given, and without what the device has not. */
export function passContext(device: GPUDevice, defines: Defines = {}): PassContext {
  const wanted = { ...VARIANTS[0], ...defines };
  const has = (feature: string) => device.features.has(feature as GPUFeatureName);
  return { device, shaders: readShaders(), defines: { ...wanted, ATOMIC64: wanted.ATOMIC64! && has('atomic-vec2u-min-max'), SUBGROUPS: wanted.SUBGROUPS! && has('subgroups') } };
}

export function upload(device: GPUDevice, data: ArrayBufferView, usage = 0): GPUBuffer {
  const buffer = device.createBuffer({
    size: Math.max(16, Math.ceil(data.byteLength / 4) * 4),
    usage: usage || GPUBufferUsage.UNIFORM | GPUBufferUsage.STORAGE | GPUBufferUsage.INDIRECT | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  });
  device.queue.writeBuffer(buffer, 0, data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return buffer;
}

/** An empty storage buffer of so many words. */
export function scratch(device: GPUDevice, words: number): GPUBuffer {
  return upload(device, new Uint32Array(Math.max(4, words)));
}

/** Records into one compute pass, submits it, throws on any validation error, and reads the named buffers back. */
export async function runAndRead<N extends string>(
  device: GPUDevice,
  resources: Resources & Record<N, GPUBuffer>,
  names: readonly N[],
  record: (encoder: GPUComputePassEncoder) => void,
): Promise<Record<N, Uint32Array>> {
  device.pushErrorScope('validation');
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  record(pass);
  pass.end();
  const reads = names.map((name) => {
    const source: GPUBuffer = resources[name];
    const target = device.createBuffer({ size: source.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    encoder.copyBufferToBuffer(source, 0, target, 0, source.size);
    return { name, target };
  });
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  const out: Partial<Record<N, Uint32Array>> = {};
  for (const { name, target } of reads) {
    await target.mapAsync(GPUMapMode.READ);
    out[name] = new Uint32Array(target.getMappedRange().slice(0));
    target.destroy();
  }
  return out as Record<N, Uint32Array>;
}
