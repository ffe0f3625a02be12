/** Puts a pack on the device: its buffers, and one texture array per size, seen as coded colour and as plain data. */
import { log2OfPower } from '../geometry/math.ts';
import type { AssetPack } from './asset-pack.ts';
import type { Resources } from './pass.ts';
import { LEAST_BYTES, roundUp, STORAGE_USAGE, unshared } from './resources.ts';
import { TEXTURE_USAGE } from './usage.ts';

const BUFFERS = ['positions', 'attributes', 'triangles', 'neighbors', 'meshes', 'materials', 'alphaBits'] as const;

/** The most bytes that one write copies, so that a large pack is not copied as a whole. */
const MOST_BYTES_PER_WRITE = 2 ** 24;

export class DevicePack {
  /** The buffers and textures by their names in WGSL. */
  readonly resources: Resources = {};
  private readonly device: GPUDevice;
  private readonly owned: (GPUBuffer | GPUTexture)[] = [];

  /** @param sizesPx sides of the texture arrays, in the pack's order */
  constructor(device: GPUDevice, pack: AssetPack, sizesPx: readonly number[]) {
    this.device = device;
    for (const name of BUFFERS) this.addBuffer(name, pack[name]);
    sizesPx.forEach((sizePx, array) => this.addTextures(sizePx, pack.textures[array] ?? []));
  }

  /** Frees the pack's resources. Work that is submitted already may still read them. */
  destroy(): void {
    for (const resource of this.owned) resource.destroy();
  }

  private addBuffer(name: string, data: Float32Array | Uint32Array): void {
    const buffer = this.device.createBuffer({ label: name, size: Math.max(LEAST_BYTES, roundUp(data.byteLength, 16)), usage: STORAGE_USAGE });
    this.device.queue.writeBuffer(buffer, 0, unshared(data));
    this.owned.push(buffer);
    this.resources[name] = buffer;
  }

  private addTextures(sizePx: number, layers: AssetPack['textures'][number]): void {
    // A size that no model uses still has to be bound.
    const texture = this.device.createTexture({
      label: `textures${sizePx}`,
      size: layers.length > 0 ? [sizePx, sizePx, layers.length] : [1, 1, 1],
      mipLevelCount: layers.length > 0 ? log2OfPower(sizePx) + 1 : 1,
      format: 'rgba8unorm',
      viewFormats: ['rgba8unorm-srgb'],
      usage: TEXTURE_USAGE.TEXTURE_BINDING | TEXTURE_USAGE.COPY_DST,
    });
    this.upload(texture, layers.map(({ levels }) => levels));
    this.owned.push(texture);
    this.resources[`color${sizePx}`] = texture.createView({ dimension: '2d-array', format: 'rgba8unorm-srgb' });
    this.resources[`data${sizePx}`] = texture.createView({ dimension: '2d-array', format: 'rgba8unorm' });
  }

  /** Dawn looks at the state of all layers and levels at every write, so one write takes many layers of a level. */
  private upload(texture: GPUTexture, layers: Uint8Array[]): void {
    let offset = 0;
    for (let mipLevel = 0; mipLevel < texture.mipLevelCount; mipLevel++) {
      const sizePx = texture.width >> mipLevel;
      const bytes = sizePx * sizePx * 4;
      const most = Math.max(1, Math.floor(MOST_BYTES_PER_WRITE / bytes));
      for (let first = 0; first < layers.length; first += most) {
        const chunk = layers.slice(first, first + most);
        const data = new Uint8Array(chunk.length * bytes);
        chunk.forEach((levels, i) => data.set(levels.subarray(offset, offset + bytes), i * bytes));
        this.device.queue.writeTexture({ texture, mipLevel, origin: [0, 0, first] }, data, { bytesPerRow: sizePx * 4, rowsPerImage: sizePx }, [sizePx, sizePx, chunk.length]);
      }
      offset += bytes;
    }
  }
}

export function textureSampler(device: GPUDevice): GPUSampler {
  return device.createSampler({
    label: 'textureSampler', addressModeU: 'repeat', addressModeV: 'repeat', magFilter: 'linear', minFilter: 'linear', mipmapFilter: 'linear',
  });
}
