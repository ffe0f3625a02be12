/** Checks that a glTF's views and accessors lie inside their buffers, which glTF-Transform takes on trust. */
import { BufferUtils, type GLTF } from '@gltf-transform/core';
import { GLB_CHUNK, type GltfFiles } from './gltf-files.ts';

const COMPONENT_BYTES: Record<number, number> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4, 5130: 8, 5131: 2 };
const COMPONENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };

/**
 * Decodes the buffers' data URIs into `resources`, and checks every range.
 * @throws Error `truncated: ...`
 */
export function checkBounds(json: GLTF.IGLTF, resources: GltfFiles['resources']): void {
  const bufferBytes = (json.buffers ?? []).map(({ uri }) => {
    if (uri?.startsWith('data:')) resources[uri] ??= BufferUtils.createBufferFromDataURI(uri) as Uint8Array<ArrayBuffer>;
    return resources[uri ?? GLB_CHUNK]?.byteLength ?? 0;
  });
  const views = json.bufferViews ?? [];
  views.forEach((view, index) => {
    // A compressed view's own range is its decoded size; the extension says where the data lies.
    const compressed = view.extensions?.['EXT_meshopt_compression'] as GLTF.IBufferView | undefined;
    const { buffer, byteOffset = 0, byteLength } = compressed ?? view;
    checkRange(`buffer view ${index}`, byteOffset, byteLength, bufferBytes[buffer] ?? 0);
  });

  const checkInView = (what: string, view: number, byteOffset: number, byteLength: number): void =>
    checkRange(what, byteOffset, byteLength, views[view]?.byteLength ?? 0);
  (json.accessors ?? []).forEach(({ bufferView, byteOffset = 0, componentType, type, count, sparse }, index) => {
    const components = COMPONENTS[type] ?? 0;
    const element = components * (COMPONENT_BYTES[componentType] ?? 0);
    if (bufferView !== undefined && count > 0) {
      const stride = views[bufferView]?.byteStride ?? element;
      checkInView(`accessor ${index}`, bufferView, byteOffset, stride * (count - 1) + element);
    }
    if (sparse) {
      const { indices, values } = sparse;
      checkInView(`accessor ${index}'s sparse indices`, indices.bufferView, indices.byteOffset ?? 0, sparse.count * (COMPONENT_BYTES[indices.componentType] ?? 0));
      checkInView(`accessor ${index}'s sparse values`, values.bufferView, values.byteOffset ?? 0, sparse.count * element);
    }
  });
}

function checkRange(what: string, byteOffset: number, byteLength: number, available: number): void {
  if (byteOffset < 0) throw new Error(`${what} begins at byte ${byteOffset}`);
  if (byteOffset + byteLength > available) throw new Error(`truncated: ${what} ends at byte ${byteOffset + byteLength} of ${available}`);
}
