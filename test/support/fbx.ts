/** Writes FBX files of both kinds from one tree of records. */
import { deflateSync } from 'node:zlib';

/** A whole number, a number with a point, a text, a list of numbers, or bytes, which a text has in base64. */
type Value = number | { double: number } | string | { list: number[]; type: 'd' | 'i' } | { bytes: Buffer };

export interface FbxRecord {
  name: string;
  values: Value[];
  children: FbxRecord[];
}

export const record = (name: string, values: Value[] = [], children: FbxRecord[] = []): FbxRecord => ({ name, values, children });
export const doubles = (...list: number[]): Value => ({ list, type: 'd' });
export const ints = (...list: number[]): Value => ({ list, type: 'i' });

/** `P: "name", "type", "", "A", values` */
export const property = (name: string, type: string, ...values: number[]): FbxRecord =>
  record('P', [name, type, '', 'A', ...(type === 'int' ? values : values.map((double) => ({ double })))]);

export function fbxText(records: FbxRecord[]): string {
  const lines = (list: FbxRecord[], indent: string): string => list.map(({ name, values, children }) => {
    const inner = values.map((value) => {
      if (typeof value === 'object' && 'list' in value) return `*${value.list.length} {\n${indent}\ta: ${value.list.join(',')}\n${indent}}`;
      if (typeof value === 'object' && 'bytes' in value) return `"${value.bytes.toString('base64')}"`;
      return typeof value === 'object' ? String(value.double) : typeof value === 'string' ? `"${value}"` : String(value);
    }).join(',');
    return `${indent}${name}: ${inner}${children.length > 0 ? ` {\n${lines(children, `${indent}\t`)}${indent}}` : ''}\n`;
  }).join('');
  return `; FBX 7.3.0 project file\n${lines([record('FBXHeaderExtension', [], [record('FBXVersion', [7300])]), ...records], '')}`;
}

/** Version 7.4, whose lists are deflated. */
export function fbxBinary(records: FbxRecord[]): Buffer<ArrayBuffer> {
  const header = Buffer.from('Kaydara FBX Binary  \0\x1a\0\0\0\0\0', 'latin1');
  header.writeUInt32LE(7400, 23);
  const parts = [header];
  let at = header.length;
  for (const each of records) {
    const bytes = recordBytes(each, at);
    parts.push(bytes);
    at += bytes.length;
  }
  // The loader takes the last 160 bytes for the footer.
  return Buffer.concat([...parts, Buffer.alloc(13 + 160)]);
}

function recordBytes({ name, values, children }: FbxRecord, start: number): Buffer<ArrayBuffer> {
  const properties = Buffer.concat(values.map(valueBytes));
  const head = Buffer.alloc(13);
  head.writeUInt32LE(values.length, 4);
  head.writeUInt32LE(properties.length, 8);
  head.writeUInt8(name.length, 12);
  const parts = [head, Buffer.from(name), properties];
  let at = start + head.length + name.length + properties.length;
  for (const child of children) {
    const bytes = recordBytes(child, at);
    parts.push(bytes);
    at += bytes.length;
  }
  if (children.length > 0) parts.push(Buffer.alloc(13));
  head.writeUInt32LE(at + (children.length > 0 ? 13 : 0), 0);
  return Buffer.concat(parts);
}

function valueBytes(value: Value): Buffer<ArrayBuffer> {
  const typed = (type: string, bytes: Uint8Array): Buffer<ArrayBuffer> => Buffer.concat([Buffer.from(type), bytes]);
  if (typeof value === 'number') return typed('L', new Uint8Array(BigInt64Array.of(BigInt(value)).buffer));
  if (typeof value === 'string') return typed('S', Buffer.concat([new Uint8Array(Uint32Array.of(Buffer.byteLength(value)).buffer), Buffer.from(value)]));
  if ('bytes' in value) return typed('R', Buffer.concat([new Uint8Array(Uint32Array.of(value.bytes.length).buffer), value.bytes]));
  if ('double' in value) return typed('D', new Uint8Array(Float64Array.of(value.double).buffer));
  const packed = deflateSync(new Uint8Array((value.type === 'd' ? Float64Array.from(value.list) : Int32Array.from(value.list)).buffer));
  return typed(value.type, Buffer.concat([new Uint8Array(Uint32Array.of(value.list.length, 1, packed.length).buffer), packed]));
}
