// Writes a typed array as a NumPy .npy file, version 1.0.

export type NpyArray = Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;

const HEADER_ALIGNMENT = 64;

/**
 * Returns the whole file: the header, then the values as they lie in memory, in C order. Every machine that Dawn runs on is
 * little-endian.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param shape sizes, outermost first; `[]` is a single number
 * @throws Error where the number of values does not fit the shape
 */
export function encodeNpy(values: NpyArray, shape: readonly number[]): Buffer {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== values.length) throw new Error(`npy: ${values.length} values for shape (${shape.join(', ')}); wanted ${count}`);

  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const fields = `{'descr': '${descr(values)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const prefixBytes = 10;
  const headerBytes = Math.ceil((prefixBytes + fields.length + 1) / HEADER_ALIGNMENT) * HEADER_ALIGNMENT;
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 0, 0]);
  prefix.writeUInt16LE(headerBytes - prefixBytes, 8);
  const header = `${fields.padEnd(headerBytes - prefixBytes - 1)}\n`;
  return Buffer.concat([prefix, Buffer.from(header), new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
}

/** NumPy's name of the element type, for example `<f4`; `|` marks single bytes, which have no order. */
function descr(values: NpyArray): string {
  const kind =
    values instanceof Float32Array || values instanceof Float64Array
      ? 'f'
      : values instanceof Uint8Array || values instanceof Uint16Array || values instanceof Uint32Array
        ? 'u'
        : 'i';
  return `${values.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${kind}${values.BYTES_PER_ELEMENT}`;
}
