// Lays out tar members (POSIX ustar) whose bytes depend on name and content alone: no time, no owner.
//
// tar-stream's pack writes members as streams, but a member here is whole in memory from the start. The thirty lines of the header
// make the shard writer a sequence of awaits. Archives equal those of GNU tar 1.34 byte for byte.

export const TAR_BLOCK_BYTES = 512;
const MAX_NAME_BYTES = 100;
const MAX_MEMBER_BYTES = 0o77777777777;

/** Bytes that a member's content takes in an archive: whole blocks. */
export const paddedBytes = (sizeBytes: number): number => Math.ceil(sizeBytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;

/** Two blocks of zeros close an archive. */
export const END_OF_ARCHIVE: Uint8Array = new Uint8Array(2 * TAR_BLOCK_BYTES);

/**
 * Copies one regular file into a member: header, content, and zeros up to the next block. Mode 0644, owner 0, time 0.
 *
 * @param name ASCII, at most 100 bytes
 * @throws Error where name or size do not fit a ustar header
 */
export function tarMember(name: string, bytes: Uint8Array): Buffer {
  const member = Buffer.alloc(TAR_BLOCK_BYTES + paddedBytes(bytes.length));
  writeHeader(member, name, bytes.length);
  member.set(bytes, TAR_BLOCK_BYTES);
  return member;
}

/** Fields, offsets and widths: POSIX.1-2017, pax, "ustar Interchange Format". Numbers are octal text that ends in a NUL. */
function writeHeader(block: Buffer, name: string, sizeBytes: number): void {
  if (!/^[\x20-\x7e]+$/.test(name) || name.length > MAX_NAME_BYTES)
    throw new Error(`tar: member name ${JSON.stringify(name)}; wanted 1 to ${MAX_NAME_BYTES} ASCII characters`);
  if (sizeBytes > MAX_MEMBER_BYTES) throw new Error(`tar: member ${name} has ${sizeBytes} bytes; wanted at most ${MAX_MEMBER_BYTES}`);
  const octal = (value: number, offset: number, digits: number): void => {
    block.write(value.toString(8).padStart(digits, '0'), offset, 'latin1');
  };
  block.write(name, 0, 'latin1');
  octal(0o644, 100, 7); // mode
  octal(0, 108, 7); // uid
  octal(0, 116, 7); // gid
  octal(sizeBytes, 124, 11);
  octal(0, 136, 11); // mtime
  block.fill(' ', 148, 156); // the checksum counts its own field as spaces
  block.write('0', 156, 'latin1'); // a regular file
  block.write('ustar\0' + '00', 257, 'latin1');
  octal(0, 329, 7); // device major and minor, which GNU tar up to 1.34 fills for files too
  octal(0, 337, 7);
  const checksum = block.subarray(0, TAR_BLOCK_BYTES).reduce((sum, byte) => sum + byte, 0);
  octal(checksum, 148, 6);
  block[154] = 0; // six digits, NUL, space
}
