/** Cuts the pack's meshes into parts that one material of three.js can draw: a part has textures of one size, or none. */
import { unpackNormal } from '../../src/assets/compile/vertex-format.ts';
import { decodeSrgb } from '../../src/assets/srgb.ts';
import { packFormat, textureSizesPx } from '../../src/gpu/pack-format.ts';
import { shaderConstant } from '../../src/gpu/shader-constants.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { MeshRange, PeerWorkload } from './scenes.ts';

/** The size of each texture array of the pack. */
export const TEXTURE_SIZES_PX = textureSizesPx(readShaders());

/** The index of a texture array in the pack's textures, or UNTEXTURED. */
export type TextureClass = number;
export const UNTEXTURED: TextureClass = TEXTURE_SIZES_PX.length;

export interface MeshPart {
  textureClass: TextureClass;
  positions: Float32Array;
  normals: Float32Array;
  uvs: Float32Array;
  /** The vertex colour times the material's colour, linear. */
  tints: Float32Array;
  /** The layer of the texture array. */
  layers: Float32Array;
  indices: Uint32Array;
}

/** The bits of a triangle's last word that hold its material. */
export const MATERIAL = shaderConstant(readShaders(), 'shared/mesh', 'TRIANGLE_MATERIAL');
export const NO_TEXTURE = packFormat(readShaders()).noTexture;

/** The parts of a mesh, one for each texture class that its triangles have. */
export function partsOf(mesh: MeshRange, { pack, materials }: PeerWorkload): MeshPart[] {
  const builders = new Map<TextureClass, PartBuilder>();
  const uvs = new Float32Array(pack.attributes.buffer);
  for (let t = mesh.firstTriangle; t < mesh.firstTriangle + mesh.triangleCount; t++) {
    const material = pack.triangles[4 * t + 3]! & MATERIAL;
    const { baseTexture, baseColorFactor } = materials[material]!;
    const textureClass = baseTexture === NO_TEXTURE ? UNTEXTURED : baseTexture >>> 16;
    let builder = builders.get(textureClass);
    if (!builder) builders.set(textureClass, (builder = new PartBuilder()));
    for (let corner = 0; corner < 3; corner++) {
      const vertex = mesh.firstVertex + pack.triangles[4 * t + corner]!;
      builder.corner(`${vertex} ${material}`, () => {
        const [normal, color] = [pack.attributes[4 * vertex]!, pack.attributes[4 * vertex + 3]!];
        return [
          pack.positions[3 * vertex]!, pack.positions[3 * vertex + 1]!, pack.positions[3 * vertex + 2]!,
          ...unpackNormal(normal), uvs[4 * vertex + 1]!, uvs[4 * vertex + 2]!,
          decodeSrgb(color & 255) * baseColorFactor[0]!, decodeSrgb((color >>> 8) & 255) * baseColorFactor[1]!, decodeSrgb((color >>> 16) & 255) * baseColorFactor[2]!,
          baseTexture & 0xffff,
        ];
      });
    }
  }
  return [...builders].map(([textureClass, builder]) => builder.finish(textureClass));
}

/** The floats of a vertex: position 3, normal 3, uv 2, tint 3, layer 1. */
const VERTEX_FLOATS = 12;

class PartBuilder {
  private readonly indexOf = new Map<string, number>();
  private readonly vertices: number[] = [];
  private readonly indices: number[] = [];

  /** Adds a corner. `key` names a vertex and a material, so a vertex of two materials is stored twice. */
  corner(key: string, vertex: () => number[]): void {
    let index = this.indexOf.get(key);
    if (index === undefined) {
      this.indexOf.set(key, (index = this.indexOf.size));
      this.vertices.push(...vertex());
    }
    this.indices.push(index);
  }

  finish(textureClass: TextureClass): MeshPart {
    const count = this.indexOf.size;
    const columns = (from: number, width: number) => Float32Array.from({ length: count * width }, (_, i) => this.vertices[Math.floor(i / width) * VERTEX_FLOATS + from + (i % width)]!);
    return { textureClass, positions: columns(0, 3), normals: columns(3, 3), uvs: columns(6, 2), tints: columns(8, 3), layers: columns(11, 1), indices: Uint32Array.from(this.indices) };
  }
}
