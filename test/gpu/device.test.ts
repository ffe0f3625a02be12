/** Checks the facts that are read from an adapter, and that an adapter without the needed limits is refused. */
import { expect, test } from 'vitest';
import { openDevice } from '../../src/gpu/device.ts';

interface Facts { features?: string[]; subgroupMaxSize?: number; storageBuffers?: number }

/** A GPU whose adapter has these features, and whose device has what it is asked for. */
function gpuWith({ features = [], subgroupMaxSize, storageBuffers = 10 }: Facts): GPU {
  const limits = { maxStorageBuffersPerShaderStage: storageBuffers, maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28, maxTextureArrayLayers: 256 };
  const info = { vendor: 'v', device: 'd', description: 'driver 1', subgroupMaxSize };
  const requestDevice = ({ requiredFeatures }: { requiredFeatures: string[] }) => Promise.resolve({ features: new Set(requiredFeatures) });
  return { requestAdapter: () => Promise.resolve({ limits, info, features: new Set(features), requestDevice }) } as unknown as GPU;
}

test.each<[string, Facts, { atomic64: boolean; subgroups: boolean; narrow: boolean }]>([
  ['a software adapter', { features: ['atomic-vec2u-min-max', 'subgroups'], subgroupMaxSize: 8 }, { atomic64: true, subgroups: true, narrow: true }],
  ['one of half its width', { features: ['subgroups'], subgroupMaxSize: 4 }, { atomic64: false, subgroups: true, narrow: true }],
  ['a GPU', { features: ['atomic-vec2u-min-max', 'subgroups'], subgroupMaxSize: 32 }, { atomic64: true, subgroups: true, narrow: false }],
  ['an adapter that does not say how wide it is', {}, { atomic64: false, subgroups: false, narrow: false }],
])('%s: what it has, and how many threads run side by side', async (_, facts, wanted) => {
  expect(await openDevice(gpuWith(facts))).toMatchObject({ ...wanted, identity: { vendor: 'v', device: 'd', driver: 'driver 1' } });
});

test('an adapter with too few storage buffers is refused, with what it has and what was wanted', async () => {
  await expect(openDevice(gpuWith({ storageBuffers: 8 }))).rejects.toThrow('device: driver 1 binds 8 storage buffers; wanted 10.');
});
