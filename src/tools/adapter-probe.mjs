// Asks Dawn for the adapter and prints what it is as JSON, null where there is none. A program of its own, since a driver that crashes takes its process with it.
import { create } from 'webgpu';

const name = process.argv[2];
// Dawn's instance must not be collected while a request is pending.
const gpu = create(name === undefined ? [] : [`adapter=${name}`]);
/** @type {any} */ (globalThis).gpu = gpu;
/** @type {GPUAdapter | null} */
let adapter = null;
try {
  adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
} catch (error) {
  // Dawn throws where no adapter has the name, and lists those that there are.
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
