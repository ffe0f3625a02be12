/** Makes the pipeline of one compute entry point once, binds the buffers it names, and dispatches it. */
import type { FrameInfo } from './frame.ts';
import { queueFormat, type QueueFormat, type QueueList } from './queues.ts';
import { shaderConstant } from './shader-constants.ts';
import { reflectEntry, type ShaderEntry } from './shader-entry.ts';
import { SHADER_STAGE } from './usage.ts';
import { resolveShader, type Defines } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

/** Everything a shader can bind, by the name it has in WGSL. */
export type Resources = Record<string, GPUBuffer | GPUTextureView | GPUSampler>;

export interface PassContext {
  device: GPUDevice;
  shaders: ShaderTexts;
  defines: Defines;
}

/** A step of the frame: one or more entry points of the shader of its name. */
export interface Pass {
  /** The stem of its files. The profiler sums the times of all steps of one name. */
  readonly name: string;
  /** Takes the resources it names out of the table; to be called again whenever one of them is replaced. */
  bind(resources: Resources): void;
  record(encoder: GPUComputePassEncoder, info: FrameInfo): void;
}

/** A pipeline and its bind group. */
export class ComputePass {
  readonly name: string;
  readonly entry: ShaderEntry;
  private readonly device: GPUDevice;
  private readonly pipeline: GPUComputePipeline;
  private readonly layout: GPUBindGroupLayout;
  private readonly queues: QueueFormat;
  /** The most workgroups of a dispatch per dimension. */
  private readonly groupsPerRow: number;
  private group: GPUBindGroup | null = null;
  private resources: Resources = {};

  /** `shader` is the file's stem, `entry` the function in it, `constants` the values of its overrides. */
  constructor({ device, shaders, defines }: PassContext, shader: string, entry: string, constants: Record<string, number> = {}) {
    this.name = `${shader}.${entry}`;
    this.device = device;
    this.queues = queueFormat(shaders);
    this.groupsPerRow = shaderConstant(shaders, 'shared/dispatch', 'GROUPS_PER_ROW');
    const code = resolveShader(shaders, shader, defines);
    this.entry = reflectEntry(code, entry);
    this.layout = device.createBindGroupLayout({
      label: this.name,
      entries: this.entry.bindings.map(({ binding, layout }) => ({ binding, visibility: SHADER_STAGE.COMPUTE, ...layout })),
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

  /** Runs one workgroup per item. Beyond the limit they are folded into two dimensions, as shared/dispatch.wgsl counts them. */
  dispatchItems(encoder: GPUComputePassEncoder, items: number): void {
    this.dispatchGroups(encoder, Math.min(items, this.groupsPerRow), Math.ceil(items / this.groupsPerRow), 1);
  }

  /** Runs at least one thread per item. Its workgroups are folded into two dimensions in the same way. */
  dispatchItemThreads(encoder: GPUComputePassEncoder, items: number): void {
    const [sx, sy, sz] = this.entry.workgroupSize;
    this.dispatchItems(encoder, Math.ceil(items / (sx * sy * sz)));
  }

  /** Dispatches as many workgroups as the list's words of `queueArgs` hold when the pass runs. */
  dispatchList(encoder: GPUComputePassEncoder, list: QueueList): void {
    this.prepare(encoder);
    encoder.dispatchWorkgroupsIndirect(this.resources.queueArgs as GPUBuffer, this.queues.argsOffset(list));
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
