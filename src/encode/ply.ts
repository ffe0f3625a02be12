// Writes a mesh as a binary PLY file.

/** Bytes of a triangle: the number of corners (1), then the indices of their vertices (3 x 4). */
const TRIANGLE_BYTES = 13;

/**
 * Returns the whole file: positions as 32-bit floats, then triangles, little-endian.
 * Format: G. Turk, "The PLY Polygon File Format", 1994.
 *
 * @param positions x, y, z each
 * @param triangles three vertex indices each
 * @param comments lines of ASCII for the header
 */
export function encodePly(positions: ArrayLike<number>, triangles: ArrayLike<number>, comments: string[] = []): Buffer {
  const header = [
    'ply', 'format binary_little_endian 1.0', ...comments.map((comment) => `comment ${comment}`),
    `element vertex ${positions.length / 3}`, 'property float x', 'property float y', 'property float z',
    `element face ${triangles.length / 3}`, 'property list uchar int vertex_indices', 'end_header\n',
  ].join('\n');
  const body = Buffer.alloc(positions.length * 4 + (triangles.length / 3) * TRIANGLE_BYTES);
  for (let i = 0; i < positions.length; i++) body.writeFloatLE(positions[i]!, 4 * i);
  for (let i = 0, at = positions.length * 4; i < triangles.length; i++, at += 4) {
    if (i % 3 === 0) at = body.writeUInt8(3, at);
    body.writeInt32LE(triangles[i]!, at);
  }
  return Buffer.concat([Buffer.from(header), body]);
}
