/** Reads the name of an ICC profile, so that pictures that are sRGB already are not converted. */

const HEADER_BYTES = 128;
const TAG_BYTES = 12;

/** Whether the profile's description begins with sRGB. Such a profile changes no value, and conversion would take longer than decoding. */
export function isSrgb(profile: Buffer): boolean {
  const name = descriptionOf(profile);
  return /^sRGB/i.test(name) && !/linear/i.test(name);
}

/** The profile's description, in its first language; empty where there is none (ICC.1:2022, sections 7.3, 10.15). */
function descriptionOf(profile: Buffer): string {
  try {
    const tags = profile.readUInt32BE(HEADER_BYTES);
    for (let tag = 0; tag < tags; tag++) {
      const row = HEADER_BYTES + 4 + TAG_BYTES * tag;
      if (profile.toString('latin1', row, row + 4) !== 'desc') continue;
      const at = profile.readUInt32BE(row + 4);
      const type = profile.toString('latin1', at, at + 4);
      // Version 2 has a count and ASCII; version 4 has a table of texts in UTF-16.
      if (type === 'desc') return profile.toString('latin1', at + 12, at + 12 + profile.readUInt32BE(at + 8)).replace(/\0.*$/s, '');
      const [bytes, first] = [profile.readUInt32BE(at + 20), at + profile.readUInt32BE(at + 24)];
      return Buffer.from(profile.subarray(first, first + bytes)).swap16().toString('utf16le');
    }
  } catch {
    // The profile is cut or malformed: its decoder decides.
  }
  return '';
}
