// Asks Dawn for the adapter and prints its properties as JSON, or null where there is none. It runs in a process of its own, because a
// driver that crashes ends its process.
import { create } from 'webgpu';

const name = process.argv[2];
// A global variable keeps Dawn's instance from being collected while a request is pending.
const gpu = create(name === undefined ? [] : [`adapter=${name}`]);
/** @type {any} */ (globalThis).gpu = gpu;
/** @type {GPUAdapter | null} */
let adapter = null;
try {
  adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
} catch (error) {
  // Where no adapter has the name, Dawn throws an error that lists the adapters.
  console.log(JSON.stringify({ refusal: String(/** @type {Error} */ (error).message) }));
  process.exit();
}
const limits = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage', 'maxTextureArrayLayers', 'maxComputeWorkgroupStorageSize'];
console.log(JSON.stringify(adapter && {
  vendor: adapter.info.vendor,
  device: adapter.info.device,
  architecture: adapter.info.architecture,
  description: adapter.info.description,
  features: [...adapter.features].sort(),
  limits: Object.fromEntries(limits.map((limit) => [limit, /** @type {any} */ (adapter.limits)[limit]])),
}));
process.exit();
