/** Builds small source models for tests: a few triangles by hand, and spheres. */
import type { SourceImage, SourceMaterial, SourceModel, SourcePrimitive, SourceTexture } from '../../src/assets/source-model.ts';

export function material(changes: Partial<SourceMaterial> = {}): SourceMaterial {
  return {
    baseColorFactor: [1, 1, 1, 1], baseColorTexture: null, metallic: 0, roughness: 1, metallicRoughnessTexture: null,
    normalTexture: null, normalScale: 1, alphaMode: 'opaque', alphaCutoff: 0.5, doubleSided: false, ...changes,
  };
}

export function primitive(positions: number[], indices: number[], changes: Partial<SourcePrimitive> = {}): SourcePrimitive {
  return {
    positions: new Float32Array(positions), normals: null, uvs: null, colors: null,
    indices: new Uint32Array(indices), material: 0, ...changes,
  };
}

export function texture(image: SourceImage, wrap: SourceTexture['wrapU'] = 'repeat'): SourceTexture {
  return { image, wrapU: wrap, wrapV: wrap };
}

/** An image from a function of the texel. */
export function image(widthPx: number, heightPx: number, texel: (x: number, y: number) => [number, number, number, number]): SourceImage {
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let i = 0; i < widthPx * heightPx; i++) rgba.set(texel(i % widthPx, Math.floor(i / widthPx)), i * 4);
  return { widthPx, heightPx, rgba };
}

/** A different colour for every texel of an image up to 256 pixels a side. */
export const gradient = (x: number, y: number): [number, number, number, number] => [x & 255, y & 255, (x * 7 + y * 13) & 255, 255];

// Four corners of a cube; all faces point outwards.
export const TETRAHEDRON = {
  positions: [1, 1, 1, /**/ 1, -1, -1, /**/ -1, 1, -1, /**/ -1, -1, 1],
  indices: [0, 1, 2, /**/ 0, 3, 1, /**/ 0, 2, 3, /**/ 1, 3, 2],
};

/** A closed sphere of radius 1 with a texture seam from pole to pole, and its northern half in a second material. */
export function sphere(segments = 32, rings = 24): SourceModel {
  const positions: number[] = [], normals: number[] = [], uvs: number[] = [];
  const halves: [number[], number[]] = [[], []];
  for (let r = 0; r <= rings; r++) {
    for (let s = 0; s <= segments; s++) {
      const theta = (Math.PI * r) / rings, phi = (2 * Math.PI * (s % segments)) / segments;
      const sine = r % rings === 0 ? 0 : Math.sin(theta);
      const point = [sine * Math.cos(phi), Math.cos(theta), sine * Math.sin(phi)];
      positions.push(...point);
      normals.push(...point);
      uvs.push(s / segments, r / rings);
      if (r === rings || s === segments) continue;
      const a = r * (segments + 1) + s, b = a + 1, c = a + segments + 1, d = c + 1;
      const half = halves[r < rings / 2 ? 0 : 1];
      if (r > 0) half.push(a, b, c);
      if (r < rings - 1) half.push(b, d, c);
    }
  }
  const attributes = { normals: new Float32Array(normals), uvs: new Float32Array(uvs) };
  return {
    primitives: halves.map((indices, i) => primitive(positions, indices, { ...attributes, material: i })),
    materials: [material(), material({ baseColorFactor: [1, 0, 0, 1] })],
  };
}
