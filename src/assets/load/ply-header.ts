/** Reads the header of a PLY file, which says what its rows hold (G. Turk 1994, "The PLY polygon file format"). */

export type PlyType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export interface PlyProperty {
  name: string;
  /** Of the value, or of each value of the list. */
  type: PlyType;
  /** Of a list: the type of the number before it, which is its length. */
  countType: PlyType | null;
}

export interface PlyElement {
  name: string;
  rows: number;
  properties: PlyProperty[];
}

export interface PlyHeader {
  encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  elements: PlyElement[];
  /** Image files, by the comment that scanners write: `comment TextureFile skin.png`. */
  textures: string[];
  /** Byte where the rows begin. */
  bodyStart: number;
}

export const PLY_BYTES: Record<PlyType, number> = { int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4, float64: 8 };

/** The names of C, of which some writers use others. */
const TYPES: Record<string, PlyType> = {
  char: 'int8', uchar: 'uint8', short: 'int16', ushort: 'uint16', int: 'int32', uint: 'uint32', float: 'float32', double: 'float64',
  ...Object.fromEntries(Object.keys(PLY_BYTES).map((name) => [name, name as PlyType])),
};

/** Longer headers are no headers. */
const MAX_HEADER_BYTES = 1e6;

/** @throws Error whose message is the reason alone */
export function readPlyHeader(bytes: Uint8Array): PlyHeader {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MAX_HEADER_BYTES)).toString('latin1');
  if (!/^ply\s/.test(start)) throw new Error('truncated or not a PLY: it does not begin with "ply"');
  const end = /(?:^|[\r\n])[ \t]*end_header[ \t]*(?:\r\n|\r|\n|$)/.exec(start);
  if (!end) throw new Error('truncated or not a PLY: its header has no end_header');
  const header: PlyHeader = { encoding: 'ascii', elements: [], textures: [], bodyStart: end.index + end[0].length };
  let hasFormat = false;
  start.slice(0, end.index).split(/\r\n|\r|\n/).forEach((line, index) => {
    const [keyword = '', ...words] = line.trim().split(/\s+/);
    const wrong = (wanted: string): Error => new Error(`line ${index + 1} of its header is "${line.trim().slice(0, 80)}"; wanted ${wanted}`);
    switch (keyword) {
      case 'format':
        if (!['ascii', 'binary_little_endian', 'binary_big_endian'].includes(words[0]!)) throw wrong('format ascii, binary_little_endian or binary_big_endian');
        header.encoding = words[0] as PlyHeader['encoding'];
        hasFormat = true;
        break;
      case 'comment':
        if (/^texturefile$/i.test(words[0] ?? '')) header.textures.push(line.trim().replace(/^comment\s+\S+\s+/i, ''));
        break;
      case 'element':
        if (words.length < 2 || !/^\d+$/.test(words[1]!)) throw wrong('element, its name and how many there are');
        header.elements.push({ name: words[0]!, rows: Number(words[1]), properties: [] });
        break;
      case 'property':
        header.elements.at(-1)?.properties.push(propertyOf(words) ?? throwIt(wrong('property, its type and its name')));
        break;
    }
  });
  if (!hasFormat) throw new Error('its header has no line "format"');
  return header;
}

/** `float x`, or `list uchar int vertex_indices`. */
function propertyOf(words: string[]): PlyProperty | null {
  const isList = words[0] === 'list';
  const [count, type, name] = isList ? words.slice(1) : [undefined, ...words];
  if (name === undefined || !Object.hasOwn(TYPES, type!) || (isList && !Object.hasOwn(TYPES, count!))) return null;
  return { name, type: TYPES[type!]!, countType: isList ? TYPES[count!]! : null };
}

function throwIt(error: Error): never {
  throw error;
}
