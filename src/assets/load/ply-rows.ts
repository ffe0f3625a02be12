/** Reads the rows of a PLY file, which are text or binary numbers. */
import { PLY_BYTES, type PlyElement, type PlyHeader, type PlyType } from './ply-header.ts';

/** Values of one element, by property. */
export interface PlyTable {
  rows: number;
  scalars: Map<string, Float64Array>;
  /** The values of all rows one after the other; row r has those from `starts[r]` to `starts[r + 1]`. */
  lists: Map<string, { starts: Uint32Array; values: number[] }>;
  types: Map<string, PlyType>;
}

/** The next number of the body, of a type. */
type ReadNumber = (type: PlyType) => number;

/**
 * The tables by element. An element without a table is read over.
 * @throws Error whose message is the reason alone, where the body ends early or holds what is no number
 */
export function readPlyRows(bytes: Uint8Array, { encoding, elements, bodyStart }: PlyHeader): Map<string, PlyTable> {
  const body = bytes.subarray(bodyStart);
  const { read, left } = encoding === 'ascii' ? textNumbers(body, bytes.subarray(0, bodyStart)) : binaryNumbers(body, encoding === 'binary_little_endian');
  const tables = new Map<string, PlyTable>();
  for (const element of elements) {
    checkRows(element, left(), encoding === 'ascii');
    tables.set(element.name, readTable(element, read));
  }
  return tables;
}

/** Before memory is taken for them, rows must be able to lie in what is left of the file. */
function checkRows({ name, rows, properties }: PlyElement, bytesLeft: number, isText: boolean): void {
  const rowBytes = properties.reduce((sum, { type, countType }) => sum + (isText ? 2 : PLY_BYTES[countType ?? type]), 0);
  // The last number of a text needs no space behind it.
  if (rows * rowBytes > bytesLeft + 1) throw new Error(`truncated: it lists ${rows} of element "${name}", for which its ${bytesLeft} bytes are too few`);
  if (rowBytes === 0 && rows > 0) throw new Error(`element "${name}" has no property`);
}

function readTable({ name, rows, properties }: PlyElement, read: ReadNumber): PlyTable {
  const table: PlyTable = { rows, scalars: new Map(), lists: new Map(), types: new Map() };
  const columns = properties.map((property) => {
    table.types.set(property.name, property.type);
    if (property.countType === null) {
      const values = new Float64Array(rows);
      table.scalars.set(property.name, values);
      return (row: number): void => void (values[row] = read(property.type));
    }
    const list = { starts: new Uint32Array(rows + 1), values: [] as number[] };
    table.lists.set(property.name, list);
    return (row: number): void => {
      const length = read(property.countType!);
      if (!(length >= 0 && Number.isInteger(length))) throw new Error(`list "${property.name}" of ${name} ${row} has ${length} values; wanted a whole number from 0`);
      for (let i = 0; i < length; i++) list.values.push(read(property.type));
      list.starts[row + 1] = list.values.length;
    };
  });
  for (let row = 0; row < rows; row++) for (const column of columns) column(row);
  return table;
}

interface Numbers { read: ReadNumber; left(): number }

function binaryNumbers(body: Uint8Array, littleEndian: boolean): Numbers {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  return {
    left: () => view.byteLength - at,
    read(type) {
      const from = at;
      at += PLY_BYTES[type];
      if (at > view.byteLength) throw new Error(`truncated: its numbers end at byte ${at} of ${view.byteLength} after the header`);
      switch (type) {
        case 'int8': return view.getInt8(from);
        case 'uint8': return view.getUint8(from);
        case 'int16': return view.getInt16(from, littleEndian);
        case 'uint16': return view.getUint16(from, littleEndian);
        case 'int32': return view.getInt32(from, littleEndian);
        case 'uint32': return view.getUint32(from, littleEndian);
        case 'float32': return view.getFloat32(from, littleEndian);
        case 'float64': return view.getFloat64(from, littleEndian);
      }
    },
  };
}

/** Numbers between white space; line ends count as such, and lines that are comments are passed over. */
function textNumbers(body: Uint8Array, header: Uint8Array): Numbers {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1').replace(/^[ \t]*(?:comment|obj_info)\b[^\r\n]*/gm, '');
  const word = /\S+/g;
  const lineOf = (at: number): number => [Buffer.from(header).toString('latin1'), text.slice(0, at)].reduce((sum, part) => sum + (part.match(/\r\n|\r|\n/g)?.length ?? 0), 1);
  return {
    left: () => text.length - word.lastIndex,
    read() {
      const found = word.exec(text);
      if (!found) throw new Error('truncated: it ends before its last number');
      const value = Number(found[0]);
      if (!Number.isNaN(value)) return value;
      if (/^[-+]?(?:nan|inf)/i.test(found[0])) return NaN;
      throw new Error(`line ${lineOf(found.index)}: "${found[0].slice(0, 40)}" is no number`);
    },
  };
}
