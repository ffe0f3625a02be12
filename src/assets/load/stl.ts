/** Loads STL models, binary ones with colours and text. */
import { checkTriangleCount } from './check-model.ts';
import { plainMaterial } from './plain-material.ts';
import type { SingleFile } from './single-file.ts';
import { triangulatePolygon } from './polygon.ts';
import type { SourceModel } from '../source-model.ts';
import { decodeSrgb } from '../srgb.ts';

/**
 * The mesh without the file's normals: they are those of flat faces, often zero, and the compiler makes smooth ones.
 * three's STLLoader would not do, because it takes words in a solid's name for facets, and drops what is cut off without a word.
 * @param unitM metres per unit
 * @throws Error whose message is the reason alone
 */
export async function parseStl({ files: [{ bytes }] }: SingleFile, unitM: number): Promise<SourceModel> {
  const { positions, colors } = isText(bytes) ? parseText(Buffer.from(bytes).toString('latin1')) : parseBinary(bytes);
  return {
    materials: [plainMaterial()],
    primitives: [{
      positions: Float32Array.from(positions, (value) => value * unitM), normals: null, uvs: null, colors,
      indices: Uint32Array.from({ length: positions.length / 3 }, (_, vertex) => vertex), material: 0,
    }],
  };
}

interface Facets {
  /** x, y, z of three corners a facet. */
  positions: ArrayLike<number> & Iterable<number>;
  /** Linear red, green, blue, alpha of each corner; or null. */
  colors: Float32Array | null;
}

const HEADER_BYTES = 84;
const FACET_BYTES = 50;

/** Headers of binary files begin with "solid" too, but the count behind them has a zero byte, which no text has. */
function isText(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*solid/i.test(start) && !start.includes('\0');
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * 80 bytes of header, the count of facets, and 50 bytes a facet: normal, three corners, 16 bits.
 * Where the header holds COLOR= and red, green, blue, alpha as bytes, the 16 bits are the facet's own colour, 5 bits each of red,
 * green and blue from the lowest bit, or with the highest bit set the header's (Magics; the colours that three's STLLoader reads).
 */
function parseBinary(bytes: Uint8Array): Facets {
  const view = viewOf(bytes);
  if (bytes.byteLength < HEADER_BYTES) throw new Error(`truncated or not an STL: ${bytes.byteLength} bytes; wanted "solid", or at least ${HEADER_BYTES}`);
  const facets = view.getUint32(80, true);
  if (bytes.byteLength < HEADER_BYTES + facets * FACET_BYTES) {
    throw new Error(`truncated or not an STL: ${bytes.byteLength} bytes for ${facets} triangles; wanted ${HEADER_BYTES + facets * FACET_BYTES}`);
  }
  checkTriangleCount(facets);
  const colorAt = Buffer.from(bytes.subarray(0, 76)).indexOf('COLOR=');
  const whole = colorAt < 0 ? null : bytes.subarray(colorAt + 6, colorAt + 9);
  const positions = new Float32Array(facets * 9);
  const colors = whole && new Float32Array(facets * 12);
  for (let facet = 0; facet < facets; facet++) {
    const at = HEADER_BYTES + facet * FACET_BYTES;
    for (let i = 0; i < 9; i++) positions[facet * 9 + i] = view.getFloat32(at + 12 + i * 4, true);
    if (!whole || !colors) continue;
    const bits = view.getUint16(at + 48, true);
    const codes = bits & 0x8000 ? [...whole] : [0, 5, 10].map((shift) => (((bits >> shift) & 31) * 255) / 31);
    const rgba = [...codes.map(decodeSrgb), 1];
    for (let corner = 0; corner < 3; corner++) colors.set(rgba, facet * 12 + corner * 4);
  }
  return { positions, colors };
}

/** Line by line, so that the words of a solid's name mean nothing. */
function parseText(text: string): Facets {
  const positions: number[] = [];
  let loop: number[] = [];
  let isOpen = false;
  let lineNumber = 0;
  for (const [line] of text.matchAll(/[^\r\n]+|\r\n?|\n/g)) {
    if (/^[\r\n]/.test(line)) {
      lineNumber++;
      continue;
    }
    const [, keyword = '', rest = ''] = /^(?:\xef\xbb\xbf)?\s*(\S+)\s*(.*)$/.exec(line) ?? [];
    switch (keyword.toLowerCase()) {
      case 'solid':
        isOpen = true;
        break;
      case 'vertex': {
        const words = rest.trim().split(/\s+/);
        const numbers = words.map((word) => (/^[-+]?(?:nan|inf)/i.test(word) ? NaN : Number(word)));
        const wrong = words.findIndex((word, i) => Number.isNaN(numbers[i]) && !/^[-+]?(?:nan|inf)/i.test(word));
        if (wrong >= 0) throw new Error(`line ${lineNumber + 1}: "${words[wrong]!.slice(0, 40)}" is no number`);
        if (numbers.length !== 3) throw new Error(`line ${lineNumber + 1}: a vertex of ${numbers.length} numbers; wanted 3`);
        loop.push(...numbers);
        break;
      }
      case 'endloop':
      case 'endfacet':
        for (const corner of triangulatePolygon(loop, Array.from({ length: loop.length / 3 }, (_, i) => i))) positions.push(...loop.slice(corner * 3, corner * 3 + 3));
        loop = [];
        break;
      case 'endsolid':
      case 'end': // "end solid" of some writers.
        isOpen = false;
        break;
    }
  }
  if (isOpen || loop.length > 0) throw new Error('truncated: it ends before "endsolid"');
  return { positions, colors: null };
}
