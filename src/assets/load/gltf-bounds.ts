/** Checks that a glTF's views and accessors lie inside their buffers, which glTF-Transform takes on trust. */
import { BufferUtils, type GLTF } from '@gltf-transform/core';
import { GLB_CHUNK, type GltfFiles } from './gltf-files.ts';

const COMPONENT_BYTES: Record<number, number> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const COMPONENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };

/** All accessors together, decoded. Files of a few bytes can ask for any amount: accessors without a view, or many of one view. */
const MAX_DECODED_BYTES = 500_000_000;

/**
 * Decodes the buffers' data URIs into `resources`, and checks every range. The structure has been checked.
 * @throws Error that names the field
 */
export function checkBounds(json: GLTF.IGLTF, resources: GltfFiles['resources']): void {
  const bufferBytes = (json.buffers ?? []).map(({ uri }, index) => {
    if (uri?.startsWith('data:')) resources[uri] ??= decodeDataUri(uri, `buffers[${index}].uri`);
    return resources[uri ?? GLB_CHUNK]?.byteLength ?? 0;
  });
  const views = json.bufferViews ?? [];
  let decoded = 0;
  views.forEach((view, index) => {
    const at = `bufferViews[${index}]`;
    // A compressed view's own range is its decoded size; the extension says where the data lies.
    const compressed = view.extensions?.['EXT_meshopt_compression'] as (GLTF.IBufferView & { count: number }) | undefined;
    if (compressed && compressed.count * compressed.byteStride! !== view.byteLength) {
      throw new Error(`${at}.byteLength is ${view.byteLength}; wanted ${compressed.count * compressed.byteStride!}, the count times the stride of its EXT_meshopt_compression`);
    }
    if (compressed) decoded += view.byteLength;
    const { buffer, byteOffset = 0, byteLength } = compressed ?? view;
    checkRange(at, byteOffset, byteLength, bufferBytes[buffer] ?? 0);
  });

  const checkInView = (what: string, view: number, byteOffset: number, byteLength: number): void =>
    checkRange(what, byteOffset, byteLength, views[view]?.byteLength ?? 0);
  (json.accessors ?? []).forEach(({ bufferView, byteOffset = 0, componentType, type, count, sparse }, index) => {
    const at = `accessors[${index}]`;
    const element = COMPONENTS[type]! * COMPONENT_BYTES[componentType]!;
    decoded += element * count;
    if (bufferView !== undefined && count > 0) {
      const stride = views[bufferView]?.byteStride || element;
      checkInView(at, bufferView, byteOffset, stride * (count - 1) + element);
    }
    if (sparse) {
      const { indices, values } = sparse;
      if (sparse.count > count) throw new Error(`${at}.sparse.count is ${sparse.count}; wanted at most ${count}, the count of the accessor`);
      checkInView(`${at}.sparse.indices`, indices.bufferView, indices.byteOffset ?? 0, sparse.count * COMPONENT_BYTES[indices.componentType]!);
      checkInView(`${at}.sparse.values`, values.bufferView, values.byteOffset ?? 0, sparse.count * element);
    }
  });
  if (decoded > MAX_DECODED_BYTES) throw new Error(`the accessors hold ${Math.ceil(decoded / 1e6)} MB together; at most ${MAX_DECODED_BYTES / 1e6} MB`);
}

function checkRange(what: string, byteOffset: number, byteLength: number, available: number): void {
  if (byteOffset + byteLength > available) throw new Error(`truncated: ${what} ends at byte ${byteOffset + byteLength} of ${available}`);
}

function decodeDataUri(uri: string, at: string): Uint8Array<ArrayBuffer> {
  if (!/^data:[^,]{0,200},/.test(uri)) throw new Error(`${at} is a data address without data`);
  return BufferUtils.createBufferFromDataURI(uri) as Uint8Array<ArrayBuffer>;
}
