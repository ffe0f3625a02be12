/** Says what of a glTF's materials is not drawn. */
import type { GLTF } from '@gltf-transform/core';

/** Extensions of materials that are drawn. */
const DRAWN = ['KHR_materials_unlit', 'KHR_materials_emissive_strength', 'KHR_materials_pbrSpecularGlossiness'];

/** One clause for all extensions of the materials that are left out, or none. */
export function notDrawn(materials: readonly (GLTF.IMaterial | undefined)[]): string[] {
  const names = new Set(materials.flatMap(material => Object.keys(material?.extensions ?? {})).filter(name => !DRAWN.includes(name)));
  if (names.size === 0) return [];
  const words = [...names].sort().map(name => name.replace(/^(KHR|EXT)_materials_/, '').replaceAll('_', ' '));
  const list = words.length === 1 ? `${words[0]} is` : `${words.slice(0, -1).join(', ')} and ${words.at(-1)} are`;
  return [`${list} not drawn: such materials show their base colour, and are opaque where their alpha is`];
}
