/** Finds the images that a glTF texture may be drawn from: the extensions' and the plain one beside them. */
import type { GLTF } from '@gltf-transform/core';

/** Modern formats first, then the plain PNG or JPEG: the texture compressions, Basis Universal and DDS, lose more colour than those. */
const EXTENSIONS_BEFORE = ['EXT_texture_webp', 'EXT_texture_avif'];
const EXTENSIONS_AFTER = ['KHR_texture_basisu', 'MSFT_texture_dds'];

/** Indices into `images`, the one to try first in front. */
export function sourcesOf({ source, extensions = {} }: GLTF.ITexture): number[] {
  const named = (names: string[]) => names.map(name => (extensions[name] as { source?: number } | undefined)?.source);
  return [...named(EXTENSIONS_BEFORE), source, ...named(EXTENSIONS_AFTER)].filter(index => index !== undefined);
}

/** Whether every texture that may be drawn from the image has another image that is there. */
export function isReplaceable(image: number, missing: Set<number>, { textures = [] }: GLTF.IGLTF): boolean {
  const lists = textures.map(sourcesOf).filter(sources => sources.includes(image));
  return lists.length > 0 && lists.every(sources => sources.some(source => !missing.has(source)));
}

/**
 * The glTF with the plain source of each texture set to the first of its images that is there.
 * @param isThere whether the image at an index of `images` was found
 * @returns with the other images for each first one
 */
export function withFirstSources(json: GLTF.IGLTF, isThere: (image: number) => boolean): { json: GLTF.IGLTF; others: Map<number, number[]> } {
  const others = new Map<number, number[]>();
  const textures = json.textures?.map((texture) => {
    const [first, ...rest] = sourcesOf(texture).filter(isThere);
    if (first === undefined) return texture;
    others.set(first, [...(others.get(first) ?? []), ...rest]);
    return { ...texture, source: first, extensions: {} };
  });
  return { json: textures ? { ...json, textures } : json, others };
}
