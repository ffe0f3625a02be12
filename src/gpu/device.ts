/** Opens the adapter, and requests exactly the features and limits that the renderer uses. */

/** The identity of an adapter. Datasets record it, because equal bytes are promised only for one adapter. */
export interface AdapterIdentity {
  vendor: string;
  device: string;
  driver: string;
}

export interface OpenDevice {
  device: GPUDevice;
  identity: AdapterIdentity;
  /** The adapter has 64-bit atomics, so that the picture is rasterised in one pass instead of two. */
  atomic64: boolean;
  /** The adapter has subgroups, whose threads add to a list's length together instead of one by one. */
  subgroups: boolean;
  /** Subgroups have at most 8 threads, as on software adapters. Workgroups then have 8 threads; see lanes.wgsl. */
  narrow: boolean;
}

const ATOMIC64 = 'atomic-vec2u-min-max' as GPUFeatureName;
const SUBGROUPS = 'subgroups' as GPUFeatureName;

/** Storage buffers of the largest entry point; checked against the shaders by a test. */
export const STORAGE_BUFFERS = 10;

/**
 * Throws when there is no adapter or it lacks what the renderer needs, with what it has and what was wanted.
 * @param moreFeatures WebGPU's names of features that the renderer can do without, for a caller that knows the adapter to have them
 */
export async function openDevice(gpu: GPU, moreFeatures: readonly string[] = []): Promise<OpenDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('device: no WebGPU adapter found; wanted a GPU driver with Vulkan 1.1, or the software driver (package mesa-vulkan-drivers). "scenemill doctor" says more.');
  const { limits, info } = adapter;
  if (limits.maxStorageBuffersPerShaderStage < STORAGE_BUFFERS) {
    throw new Error(`device: ${info.description} binds ${limits.maxStorageBuffersPerShaderStage} storage buffers; wanted ${STORAGE_BUFFERS}.`);
  }
  const device = await adapter.requestDevice({
    label: 'scenemill',
    requiredFeatures: [...[ATOMIC64, SUBGROUPS].filter((feature) => adapter.features.has(feature)), ...(moreFeatures as GPUFeatureName[])],
    requiredLimits: {
      maxStorageBuffersPerShaderStage: STORAGE_BUFFERS,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxTextureArrayLayers: limits.maxTextureArrayLayers,
    },
  });
  const identity = { vendor: info.vendor, device: info.device, driver: info.description };
  return { device, identity, atomic64: device.features.has(ATOMIC64), subgroups: device.features.has(SUBGROUPS), narrow: (info.subgroupMaxSize ?? Infinity) <= 8 };
}
