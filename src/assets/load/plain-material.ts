/** Makes the material of models whose file has none, and of which others differ in little. */
import type { SourceMaterial } from '../source-model.ts';

/** White and dull. Seen from both sides, because hardly any format but glTF promises a winding. */
export function plainMaterial(): SourceMaterial {
  return {
    baseColorFactor: [1, 1, 1, 1], baseColorTexture: null, metallic: 0, roughness: 1, metallicRoughnessTexture: null,
    normalTexture: null, normalScale: 1, alphaMode: 'opaque', alphaCutoff: 0.5, doubleSided: true,
  };
}
