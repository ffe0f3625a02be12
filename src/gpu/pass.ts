/** Makes the pipeline of one compute entry point once, binds the buffers it names, and dispatches it. */
import type { FrameInfo } from './frame.ts';
import { queueArgsOffset, type QueueList } from './queues.ts';
import { reflectEntry, resolveShader, type Defines, type ShaderEntry, type ShaderTexts } from './wgsl.ts';

/** Everything a shader can bind, by the name it has in WGSL. */
export type Resources = Record<string, GPUBuffer | GPUTextureView | GPUSampler>;

export interface PassContext {
  device: GPUDevice;
  shaders: ShaderTexts;
  defines: Defines;
}

/** A step of the frame: one or more entry points of the shader of its name. */
export interface Pass {
  /** The stem of its files; the profiler adds up the times of all steps of one name. */
  readonly name: string;
  /** Takes the resources it names out of the table; to be called again whenever one of them is replaced. */
  bind(resources: Resources): void;
  record(encoder: GPUComputePassEncoder, info: FrameInfo): void;
}

/** A dispatch takes at most this many workgroups per dimension (the limit that WebGPU guarantees). */
const MAX_WORKGROUPS = 65535;

/** A pipeline and its bind group. */
export class ComputePass {
  readonly name: string;
  readonly entry: ShaderEntry;
  private readonly device: GPUDevice;
  private readonly pipeline: GPUComputePipeline;
  private readonly layout: GPUBindGroupLayout;
  private group: GPUBindGroup | null = null;
  private resources: Resources = {};

  /** `shader` is the file's stem, `entry` the function in it, `constants` the values of its overrides. */
  constructor({ device, shaders, defines }: PassContext, shader: string, entry: string, constants: Record<string, number> = {}) {
    this.name = `${shader}.${entry}`;
    this.device = device;
    const code = resolveShader(shaders, shader, defines);
    this.entry = reflectEntry(code, entry);
    this.layout = device.createBindGroupLayout({
      label: this.name,
      entries: this.entry.bindings.map(({ binding, layout }) => ({ binding, visibility: 4 /* GPUShaderStage.COMPUTE */, ...layout })),
    });
    this.pipeline = device.createComputePipeline({
      label: this.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout] }),
      compute: { module: device.createShaderModule({ label: this.name, code }), entryPoint: entry, constants },
    });
  }

  /** Takes the resources it names out of the table; to be called again whenever one of them is replaced. */
  bind(resources: Resources): void {
    this.resources = resources;
    this.group = this.device.createBindGroup({
      label: this.name,
      layout: this.layout,
      entries: this.entry.bindings.map(({ name, binding }) => {
        const resource = resources[name];
        if (!resource) throw new Error(`${this.name}: binds "${name}", which is not among ${Object.keys(resources).join(', ')}.`);
        return { binding, resource: 'size' in resource ? { buffer: resource } : resource };
      }),
    });
  }

  /** Runs at least one thread per element of `extent`: x across, y down, z images. */
  dispatchThreads(encoder: GPUComputePassEncoder, x: number, y = 1, z = 1): void {
    const [sx, sy, sz] = this.entry.workgroupSize;
    this.dispatchGroups(encoder, Math.ceil(x / sx), Math.ceil(y / sy), Math.ceil(z / sz));
  }

  /** One workgroup per item, folded into two dimensions past the limit: the item is `group.y * 65535 + group.x`. */
  dispatchItems(encoder: GPUComputePassEncoder, items: number): void {
    this.dispatchGroups(encoder, Math.min(items, MAX_WORKGROUPS), Math.ceil(items / MAX_WORKGROUPS), 1);
  }

  /** As many workgroups as the list's words of `queueArgs` say when it runs. */
  dispatchList(encoder: GPUComputePassEncoder, list: QueueList): void {
    this.prepare(encoder);
    encoder.dispatchWorkgroupsIndirect(this.resources.queueArgs as GPUBuffer, queueArgsOffset(list));
  }

  dispatchGroups(encoder: GPUComputePassEncoder, x: number, y: number, z: number): void {
    if (x === 0 || y === 0 || z === 0) return;
    this.prepare(encoder);
    encoder.dispatchWorkgroups(x, y, z);
  }

  private prepare(encoder: GPUComputePassEncoder): void {
    if (!this.group) throw new Error(`${this.name}: dispatched before bind().`);
    encoder.setPipeline(this.pipeline);
    encoder.setBindGroup(0, this.group);
  }
}
