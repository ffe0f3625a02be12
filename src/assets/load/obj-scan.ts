/** Scans the bytes of an OBJ file in one pass: vertices, and faces as the file has them. */
import { decodeName, unquote } from './text-encoding.ts';

export interface ObjFaces {
  /** x, y, z in the file's unit and in double precision. */
  positions: number[];
  /** r, g, b of each vertex, sRGB-coded, 1 where the file gives a vertex none; empty where no vertex has a colour. */
  colors: number[];
  /** u, v with v up. */
  uvs: number[];
  normals: number[];
  /** Per corner of a face, counted from 0: its vertex; -1 where it has no uv or no normal. */
  cornerVertex: number[];
  cornerUv: number[];
  cornerNormal: number[];
  /** The first corner of each face, and one more for the end. */
  firstCorner: number[];
  /** Per face: the index of its material's name. */
  faceMaterial: number[];
  /** In order of the first face; '' for faces before the first `usemtl`. */
  materialNames: string[];
  /** Whether there are lines, points, curves or surfaces, too. */
  hasOtherShapes: boolean;
}

const NEWLINE = 10, RETURN = 13, BLANK = 32, HASH = 35, PLUS = 43, MINUS = 45, DOT = 46, SLASH = 47, ZERO = 48, NINE = 57, BACKSLASH = 92, LOWER_E = 101;
/** Bit that turns a capital letter into a small one. */
const LOWER = 32;

/** Powers of ten that a double holds exactly. A whole number up to 2^53 over one of them is rounded once, as `Number` rounds the text. */
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** How C libraries print what is not a number. The checks of the loaded model judge whether it matters. */
const NOT_FINITE = /^[-+]?(nan|inf|1\.#(qnan|snan|ind|inf))/i;

const OTHER_SHAPES = ['l', 'p', 'curv', 'curv2', 'surf'];

/**
 * @param file as `toAsciiSuperset` gives it; lines end in any way, and go on after a backslash
 * @throws Error that names the line and the token: one that is not a number, or an index without a vertex
 */
export function scanObj(file: Uint8Array): ObjFaces {
  // Every line ends, also one that goes on after a last backslash, so that no loop asks for the file's end.
  const bytes = Buffer.alloc(file.length + 2, NEWLINE);
  bytes.set(file);
  const positions: number[] = [], colors: number[] = [], uvs: number[] = [], normals: number[] = [];
  const cornerVertex: number[] = [], cornerUv: number[] = [], cornerNormal: number[] = [];
  const firstCorner: number[] = [0], faceMaterial: number[] = [];
  const materials = new Map<string, number>();
  let materialName = '', material = -1, hasOtherShapes = false;
  let at = 0, line = 1;

  const refuse = (reason: string): never => { throw new Error(`line ${line}: ${reason}`); };
  const tokenAt = (start: number): string => {
    let end = start;
    while (bytes[end]! > BLANK) end++;
    const token = bytes.toString('latin1', start, Math.min(end, start + 60));
    return end > start + 60 ? `${token}…` : token;
  };
  const goesOn = (): boolean => bytes[at] === BACKSLASH && (bytes[at + 1] === NEWLINE || bytes[at + 1] === RETURN);
  const endLine = (): void => {
    if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) at++;
    at++;
    line++;
  };
  const skipLine = (): void => {
    while (bytes[at] !== NEWLINE && bytes[at] !== RETURN) at++;
    endLine();
  };
  /** To the next token; false at the end of the line or before a comment. */
  const findToken = (): boolean => {
    for (;;) {
      const c = bytes[at]!;
      if (c > BLANK && c !== HASH) {
        if (c !== BACKSLASH || !goesOn()) return true;
        at++;
        endLine();
      } else if (c === NEWLINE || c === RETURN || c === HASH) return false;
      else at++;
    }
  };
  const endsToken = (c: number): boolean => c <= BLANK || (c === BACKSLASH && goesOn());

  /** The number by the text's rules, for what the quick way does not know. */
  const readAnyNumber = (start: number): number => {
    at = start;
    while (!endsToken(bytes[at]!)) at++;
    const token = bytes.toString('latin1', start, at);
    if (NUMBER.test(token)) return Number(token);
    if (NOT_FINITE.test(token)) return NaN;
    const hint = /^[-+]?\d+,\d+$/.test(token) ? '; wanted a decimal point in place of the comma' : '';
    return refuse(`"${tokenAt(start)}" is not a number${hint}`);
  };
  const readNumber = (): number => {
    const start = at;
    let c = bytes[at]!, whole = 0, digits = 0, decimals = 0;
    const isNegative = c === MINUS;
    if (isNegative || c === PLUS) c = bytes[++at]!;
    for (; c >= ZERO && c <= NINE; c = bytes[++at]!, digits++) whole = whole * 10 + (c - ZERO);
    if (c === DOT) for (c = bytes[++at]!; c >= ZERO && c <= NINE; c = bytes[++at]!, digits++, decimals++) whole = whole * 10 + (c - ZERO);
    if (digits === 0 || decimals >= POWERS.length || whole > Number.MAX_SAFE_INTEGER || (c | LOWER) === LOWER_E || !endsToken(c)) return readAnyNumber(start);
    return (isNegative ? -whole : whole) / POWERS[decimals]!;
  };
  const row = new Float64Array(8);
  /** Reads the line's numbers into `row`, as many as it holds. */
  const readNumbers = (wanted: number, what: string): number => {
    let count = 0;
    for (; findToken(); count++) row[count & 7] = readNumber();
    if (count > row.length) refuse(`${what} with ${count} numbers; at most ${row.length}`);
    if (count < wanted) refuse(`${what} with ${count} number${count === 1 ? '' : 's'}; wanted ${wanted}`);
    return count;
  };
  const readVertex = (): void => {
    const count = readNumbers(3, 'a vertex');
    const isFirstColor = count >= 6 && colors.length === 0;
    if (isFirstColor) for (let k = 0; k < positions.length; k++) colors.push(1);
    positions.push(row[0]!, row[1]!, row[2]!);
    if (count >= 6) colors.push(row[3]!, row[4]!, row[5]!);
    else if (colors.length > 0) colors.push(1, 1, 1);
  };

  /** The largest index of each kind and its line: faces may name what follows later in the file. */
  const last = { vertex: -1, vertexLine: 0, uv: -1, uvLine: 0, normal: -1, normalLine: 0 };
  const readIndex = (start: number, numbers: number): number => {
    let c = bytes[at]!, index = 0, digits = 0;
    const isNegative = c === MINUS;
    if (isNegative) c = bytes[++at]!;
    for (; c >= ZERO && c <= NINE; c = bytes[++at]!, digits++) index = index * 10 + (c - ZERO);
    if (digits === 0 || (c !== SLASH && !endsToken(c))) refuse(`"${tokenAt(start)}" is no corner of a face; wanted v, v/vt, v//vn or v/vt/vn in whole numbers`);
    // Negative ones count back from the last; positive ones from 1.
    const found = isNegative ? numbers - index : index - 1;
    if (found < 0 || index === 0) refuse(`index ${isNegative ? -index : index} is out of range in "${tokenAt(start)}"`);
    return found;
  };
  const readFace = (): void => {
    const begin = cornerVertex.length;
    while (findToken()) {
      const start = at;
      const vertex = readIndex(start, positions.length / 3);
      let uv = -1, normal = -1;
      if (bytes[at] === SLASH) {
        at++;
        if (bytes[at] !== SLASH && !endsToken(bytes[at]!)) uv = readIndex(start, uvs.length / 2);
        if (bytes[at] === SLASH) {
          at++;
          if (!endsToken(bytes[at]!)) normal = readIndex(start, normals.length / 3);
          if (bytes[at] === SLASH) refuse(`"${tokenAt(start)}" is no corner of a face; wanted v, v/vt, v//vn or v/vt/vn`);
        }
      }
      if (vertex > last.vertex) { last.vertex = vertex; last.vertexLine = line; }
      if (uv > last.uv) { last.uv = uv; last.uvLine = line; }
      if (normal > last.normal) { last.normal = normal; last.normalLine = line; }
      cornerVertex.push(vertex);
      cornerUv.push(uv);
      cornerNormal.push(normal);
    }
    if (cornerVertex.length < begin + 3) { // An edge or a point.
      cornerVertex.length = cornerUv.length = cornerNormal.length = begin;
      hasOtherShapes = true;
      return;
    }
    if (material < 0) {
      material = materials.get(materialName) ?? materials.size;
      materials.set(materialName, material);
    }
    faceMaterial.push(material);
    firstCorner.push(cornerVertex.length);
  };

  while (at < file.length) {
    if (findToken()) {
      const start = at;
      while (!endsToken(bytes[at]!)) at++;
      const first = bytes[start]! | LOWER, second = bytes[start + 1]! | LOWER, letters = at - start;
      if (first === 0x76 && letters === 1) readVertex(); // v
      else if (first === 0x66 && letters === 1) readFace(); // f
      else if (first === 0x76 && second === 0x6e && letters === 2) { // vn
        readNumbers(3, 'a normal');
        normals.push(row[0]!, row[1]!, row[2]!);
      } else if (first === 0x76 && second === 0x74 && letters === 2) { // vt
        const count = readNumbers(1, 'a texture coordinate');
        uvs.push(row[0]!, count > 1 ? row[1]! : 0);
      } else {
        const keyword = bytes.toString('latin1', start, Math.min(at, start + 10)).toLowerCase();
        if (keyword === 'usemtl') {
          const from = at;
          while (bytes[at] !== NEWLINE && bytes[at] !== RETURN) at++;
          materialName = unquote(decodeName(bytes.subarray(from, at)).trim());
          material = -1;
        }
        hasOtherShapes ||= OTHER_SHAPES.includes(keyword);
      }
    }
    skipLine();
  }

  const check = (largest: number, count: number, where: number, what: string): void => {
    line = where;
    if (largest >= count) refuse(`index ${largest + 1} is out of range: the file has ${count} ${what}`);
  };
  check(last.vertex, positions.length / 3, last.vertexLine, 'vertices');
  if (uvs.length > 0) check(last.uv, uvs.length / 2, last.uvLine, 'texture coordinates');
  if (normals.length > 0) check(last.normal, normals.length / 3, last.normalLine, 'normals');
  return { positions, colors, uvs, normals, cornerVertex, cornerUv, cornerNormal, firstCorner, faceMaterial, materialNames: [...materials.keys()], hasOtherShapes };
}
