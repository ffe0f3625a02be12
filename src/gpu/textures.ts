/** Uploads a pack's textures: one array per size, seen as coded colour and as plain data. */
import { TEXTURE_SIZES_PX, type AssetPack } from './asset-pack.ts';
import { unshared, type ResourceTable } from './resources.ts';

export class TextureArrays {
  private readonly device: GPUDevice;
  private readonly table: ResourceTable;
  private arrays: GPUTexture[] = [];

  constructor(device: GPUDevice, table: ResourceTable) {
    this.device = device;
    this.table = table;
    table.set('textureSampler', device.createSampler({
      label: 'textureSampler', addressModeU: 'repeat', addressModeV: 'repeat', magFilter: 'linear', minFilter: 'linear', mipmapFilter: 'linear',
    }));
  }

  /** Replaces what an earlier pack left. */
  load(textures: AssetPack['textures']): void {
    this.arrays.forEach((texture) => texture.destroy());
    this.arrays = TEXTURE_SIZES_PX.map((sizePx, place) => {
      const layers = textures[place] ?? [];
      // A size that no model uses still has to be bound.
      const texture = this.device.createTexture({
        label: `textures${sizePx}`,
        size: layers.length > 0 ? [sizePx, sizePx, layers.length] : [1, 1, 1],
        mipLevelCount: layers.length > 0 ? Math.log2(sizePx) + 1 : 1,
        format: 'rgba8unorm',
        viewFormats: ['rgba8unorm-srgb'],
        usage: 0x4 | 0x2, // TEXTURE_BINDING | COPY_DST
      });
      layers.forEach(({ levels }, layer) => this.upload(texture, layer, sizePx, levels));
      this.table.set(`color${sizePx}`, texture.createView({ dimension: '2d-array', format: 'rgba8unorm-srgb' }));
      this.table.set(`data${sizePx}`, texture.createView({ dimension: '2d-array', format: 'rgba8unorm' }));
      return texture;
    });
  }

  private upload(texture: GPUTexture, layer: number, sizePx: number, levels: Uint8Array): void {
    let offset = 0;
    for (let mipLevel = 0, size = sizePx; size >= 1; mipLevel++, size >>= 1) {
      const bytes = size * size * 4;
      this.device.queue.writeTexture(
        { texture, mipLevel, origin: [0, 0, layer] },
        unshared(levels.subarray(offset, offset + bytes)),
        { bytesPerRow: size * 4 },
        [size, size, 1],
      );
      offset += bytes;
    }
  }
}
