/** Writes binary USD layers of version 0.3, whose sections are not compressed. */

const TYPES = { int: 3, float: 8, double: 9, token: 11, asset: 12, vec3f: 24 } as const;

/** A value, or the flat list of an array's. */
export type CrateValue = { type: keyof typeof TYPES; value: number | string } | { type: 'int' | 'vec3f'; list: number[] };

export interface CrateSpec {
  /** `/`, `/root`, `/root/u` or `/root/u.points`. */
  path: string;
  fields: Record<string, CrateValue>;
}

const PRIM = 6, ATTRIBUTE = 1, END = 0xffffffff;

export function usdCrate(specs: CrateSpec[]): Buffer {
  const tokens: string[] = [''];
  const tokenOf = (text: string): number => (tokens.includes(text) ? tokens.indexOf(text) : tokens.push(text) - 1);
  const parts: Buffer[] = [Buffer.alloc(88)];
  let end = 88;
  const append = (bytes: Buffer): number => {
    parts.push(bytes);
    end += bytes.length;
    return end - bytes.length;
  };
  const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);

  const fields: Buffer[] = [], sets: number[] = [], rows: number[] = [];
  specs.forEach(({ path, fields: own }, i) => {
    rows.push(i, sets.length, path.includes('.') ? ATTRIBUTE : PRIM);
    for (const [name, value] of Object.entries(own)) {
      sets.push(fields.length);
      fields.push(Buffer.concat([words(tokenOf(name)), valueRep(value)]));
    }
    sets.push(END);
  });

  function valueRep(value: CrateValue): Buffer {
    const type = TYPES[value.type] << 16;
    if ('list' in value) {
      const isInt = value.type === 'int';
      const list = isInt ? Int32Array.from(value.list) : Float32Array.from(value.list);
      return words(append(Buffer.concat([words(value.list.length / (isInt ? 1 : 3)), Buffer.from(list.buffer)])), (0x80000000 | type) >>> 0);
    }
    if (value.type === 'double') return words(append(Buffer.from(Float64Array.of(value.value as number).buffer)), type);
    return words(typeof value.value === 'string' ? tokenOf(value.value) : value.value, 0x40000000 | type);
  }

  const paths = pathTree(specs.map(({ path }) => path), tokenOf);
  const text = Buffer.from(`${tokens.join('\0')}\0`);
  const count = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
  const sections: [string, (start: number) => Buffer][] = [
    ['TOKENS', () => Buffer.concat([count(tokens.length), count(text.length), text])],
    ['STRINGS', () => count(0)],
    ['FIELDS', () => Buffer.concat(fields)],
    ['FIELDSETS', () => words(...sets)],
    ['PATHS', (start) => Buffer.concat([count(specs.length), paths(start + 8)])],
    ['SPECS', () => words(...rows)],
  ];
  const table = sections.map(([name, write]) => {
    const bytes = write(end);
    return Buffer.concat([Buffer.from(name.padEnd(16, '\0')), count(append(bytes)), count(bytes.length)]);
  });
  const toc = append(Buffer.concat([count(sections.length), ...table]));
  parts[0]!.write('PXR-USDC\0\x03\0', 'latin1');
  parts[0]!.writeUInt32LE(toc, 16);
  return Buffer.concat(parts);
}

/** The paths depth first: each with its name and whether a child or a sibling follows; with both, the offset of the sibling. */
function pathTree(paths: string[], tokenOf: (text: string) => number): (start: number) => Buffer {
  const parentOf = (path: string): string => (path === '/' ? '' : path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('.'))) || '/');
  const write = (siblings: string[], start: number): Buffer => {
    const [path, ...others] = siblings as [string, ...string[]];
    const children = paths.filter((child) => parentOf(child) === path);
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('.')) + 1);
    const head = Buffer.alloc(9 + (children.length > 0 && others.length > 0 ? 8 : 0));
    head.writeUInt32LE(paths.indexOf(path), 0);
    head.writeUInt32LE(tokenOf(name), 4);
    head.writeUInt8((children.length > 0 ? 1 : 0) | (others.length > 0 ? 2 : 0) | (path.includes('.') ? 4 : 0), 8);
    const below = children.length > 0 ? write(children, start + head.length) : Buffer.alloc(0);
    if (head.length > 9) head.writeUInt32LE(start + head.length + below.length, 9);
    return Buffer.concat([head, below, others.length > 0 ? write(others, start + head.length + below.length) : Buffer.alloc(0)]);
  };
  write(['/'], 0); // Names its tokens before they are counted.
  return (start) => write(['/'], start);
}
