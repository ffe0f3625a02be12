/** Renders ids with a vertex and a fragment shader: instanced draws, a depth test, and back faces culled where a mesh is single-sided. */
import { packFormat } from '../../src/gpu/pack-format.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { MeshRange, PeerScene, PeerWorkload } from './scenes.ts';
import { runsOf } from './scenes.ts';

const SHADER = /* wgsl */ `
struct Placed {
  @location(1) clip0: vec4f,
  @location(2) clip1: vec4f,
  @location(3) clip2: vec4f,
  @location(4) clip3: vec4f,
  @location(5) id: u32,
}
struct Drawn { @builtin(position) at: vec4f, @location(0) @interpolate(flat) id: u32 }

@vertex fn project(@location(0) position: vec3f, placed: Placed) -> Drawn {
  let p = vec4f(position, 1.0);
  return Drawn(vec4f(dot(placed.clip0, p), dot(placed.clip1, p), dot(placed.clip2, p), dot(placed.clip3, p)), placed.id);
}
@fragment fn write(drawn: Drawn) -> @location(0) u32 { return drawn.id; }
`;

/** Four rows of a clip matrix and an id. */
const INSTANCE_WORDS = 17;
const DOUBLE_SIDED = packFormat(readShaders()).doubleSided;

export class RawRenderer {
  private readonly device: GPUDevice;
  private readonly work: PeerWorkload;
  private readonly positions: GPUBuffer;
  private readonly indices: GPUBuffer;
  private readonly pipelines: { single: GPURenderPipeline; double: GPURenderPipeline };
  private readonly isDoubleSided: boolean[];
  private readonly targets: GPUTexture[];
  private readonly depth: GPUTexture;
  private readonly free: { instances: GPUBuffer; readBack: GPUBuffer }[] = [];
  private readonly batch: number;
  private readonly bytesPerRow: number;

  constructor(device: GPUDevice, work: PeerWorkload, batch: number) {
    const { pack, meshes, width, height } = work;
    this.device = device;
    this.work = work;
    this.batch = batch;
    this.bytesPerRow = Math.ceil((width * 4) / 256) * 256;
    this.positions = this.upload(pack.positions, GPUBufferUsage.VERTEX);
    this.indices = this.upload(pack.triangles.filter((_, word) => word % 4 !== 3), GPUBufferUsage.INDEX);
    this.isDoubleSided = meshes.map(({ firstTriangle, triangleCount }: MeshRange) =>
      pack.triangles.subarray(firstTriangle * 4, (firstTriangle + triangleCount) * 4).some((word, i) => i % 4 === 3 && (word & DOUBLE_SIDED) !== 0));
    const pipeline = (cullMode: GPUCullMode) => device.createRenderPipeline({
      layout: 'auto',
      vertex: {
        module: device.createShaderModule({ code: SHADER }),
        buffers: [
          { arrayStride: 12, attributes: [{ shaderLocation: 0, offset: 0, format: 'float32x3' }] },
          {
            arrayStride: INSTANCE_WORDS * 4, stepMode: 'instance',
            attributes: [
              ...[0, 1, 2, 3].map((row): GPUVertexAttribute => ({ shaderLocation: 1 + row, offset: 16 * row, format: 'float32x4' })),
              { shaderLocation: 5, offset: 64, format: 'uint32' },
            ],
          },
        ],
      },
      primitive: { cullMode },
      depthStencil: { format: 'depth32float', depthWriteEnabled: true, depthCompare: 'less' },
      fragment: { module: device.createShaderModule({ code: SHADER }), targets: [{ format: 'r32uint' }] },
    });
    this.pipelines = { single: pipeline('back'), double: pipeline('none') };
    const { RENDER_ATTACHMENT, COPY_SRC } = GPUTextureUsage;
    this.targets = Array.from({ length: batch }, () => device.createTexture({ size: [width, height], format: 'r32uint', usage: RENDER_ATTACHMENT | COPY_SRC }));
    this.depth = device.createTexture({ size: [width, height], format: 'depth32float', usage: RENDER_ATTACHMENT });
  }

  /**
   * Renders one plane per scene. A pixel is 1 + the index of its instance in the scene, or 0 where nothing is drawn; rows are `rowWords`
   * apart. Calls may overlap.
   */
  async render(scenes: PeerScene[]): Promise<Uint32Array[]> {
    const { device, depth, bytesPerRow, work: { width, height, meshes } } = this;
    const words = instanceWords(scenes, width, height);
    const buffers = this.take(words.byteLength);
    device.queue.writeBuffer(buffers.instances, 0, words);

    const encoder = device.createCommandEncoder();
    let first = 0;
    scenes.forEach(({ instances }, i) => {
      const target = this.targets[i]!;
      const pass = encoder.beginRenderPass({
        colorAttachments: [{ view: target.createView(), loadOp: 'clear', clearValue: [0, 0, 0, 0], storeOp: 'store' }],
        depthStencilAttachment: { view: depth.createView(), depthLoadOp: 'clear', depthClearValue: 1, depthStoreOp: 'discard' },
      });
      pass.setVertexBuffer(0, this.positions);
      pass.setVertexBuffer(1, buffers.instances);
      pass.setIndexBuffer(this.indices, 'uint32');
      for (const run of runsOf(instances)) {
        const { firstTriangle, triangleCount, firstVertex } = meshes[run.mesh]!;
        pass.setPipeline(this.isDoubleSided[run.mesh] ? this.pipelines.double : this.pipelines.single);
        pass.drawIndexed(triangleCount * 3, run.count, firstTriangle * 3, firstVertex, first + run.first);
      }
      pass.end();
      first += instances.length;
      encoder.copyTextureToBuffer({ texture: target }, { buffer: buffers.readBack, offset: i * bytesPerRow * height, bytesPerRow }, [width, height]);
    });
    device.queue.submit([encoder.finish()]);

    await buffers.readBack.mapAsync(GPUMapMode.READ);
    const mapped = new Uint32Array(buffers.readBack.getMappedRange().slice(0));
    buffers.readBack.unmap();
    this.free.push(buffers);
    const rowWords = bytesPerRow / 4;
    return scenes.map((_, i) => mapped.subarray(i * rowWords * height, (i + 1) * rowWords * height));
  }

  /** The distance between two rows of a plane, in 32-bit words. */
  get rowWords(): number {
    return this.bytesPerRow / 4;
  }

  private take(instanceBytes: number): { instances: GPUBuffer; readBack: GPUBuffer } {
    const found = this.free.findIndex(({ instances }) => instances.size >= instanceBytes);
    if (found >= 0) return this.free.splice(found, 1)[0]!;
    const readBackBytes = this.batch * this.bytesPerRow * this.work.height;
    return {
      instances: this.device.createBuffer({ size: instanceBytes * 2, usage: GPUBufferUsage.VERTEX | GPUBufferUsage.COPY_DST }),
      readBack: this.device.createBuffer({ size: readBackBytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }),
    };
  }

  private upload(data: Float32Array | Uint32Array, usage: number): GPUBuffer {
    const buffer = this.device.createBuffer({ size: data.byteLength, usage: usage | GPUBufferUsage.COPY_DST });
    this.device.queue.writeBuffer(buffer, 0, data.slice() as Float32Array<ArrayBuffer>);
    return buffer;
  }
}

/** Packs clip matrices and ids. Clip z is z - near, and w is z, so that depth is 1 - near / z and no far plane is needed. */
function instanceWords(scenes: PeerScene[], width: number, height: number): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(scenes.reduce((sum, { instances }) => sum + instances.length, 0) * INSTANCE_WORDS);
  const words = new Uint32Array(floats.buffer);
  let at = 0;
  for (const { scene: { camera }, instances } of scenes) {
    for (const { rows, ordinal } of instances) {
      for (let c = 0; c < 4; c++) {
        const [x, y, z] = [rows[c]!, rows[4 + c]!, rows[8 + c]!];
        floats[at + c] = (2 * camera.fx * x + (2 * camera.cx - width) * z) / width;
        floats[at + 4 + c] = -(2 * camera.fy * y + (2 * camera.cy - height) * z) / height;
        floats[at + 8 + c] = z;
        floats[at + 12 + c] = z;
      }
      floats[at + 11]! -= camera.near;
      words[at + 16] = ordinal + 1;
      at += INSTANCE_WORDS;
    }
  }
  return floats;
}
