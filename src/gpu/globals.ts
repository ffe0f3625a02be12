/**
 * Names the WebGPU interfaces that published types speak of. Where a program has the real ones (lib.dom, @webgpu/types) these add nothing;
 * without them it still compiles. Aliases such as GPUFeatureName cannot be added to, so that public signatures do not name them.
 */
declare global {
  interface GPU {}
  interface GPUDevice {}
  interface GPUBuffer {}
  interface GPUTextureView {}
  interface GPUSampler {}
  interface GPUCommandEncoder {}
  interface GPUComputePassEncoder {}
  interface GPUBindGroupLayoutEntry {}
}
export {};
