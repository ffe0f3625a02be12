/** Resolves shader text (imports, #if), and reads and writes rows of its structs. */
import { wgsl } from 'wgsl-preprocessor/wgsl-preprocessor.js';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { oncePerShaders, type ShaderTexts } from './shader-texts.ts';

export type Defines = Readonly<Record<string, boolean>>;

/** The text of `<name>.wgsl`, each `#import x` replaced once by `shared/x.wgsl`, each `#if NAME` by its branch. */
export function resolveShader(texts: ShaderTexts, name: string, defines: Defines = {}): string {
  const seen = new Set<string>();
  const inline = (path: string): string => {
    const text = texts[path];
    if (text === undefined) throw new Error(`wgsl: no shader "${path}".`);
    return text.replace(/^#import (\w+).*$/gm, (_, part: string) => {
      if (seen.has(part)) return '';
      seen.add(part);
      return inline(`shared/${part}`);
    });
  };
  // wgsl-preprocessor is a template tag: the names after #if and #elif become its values.
  const parts = inline(name).split(/(?<=#(?:if|elif) )(\w+)/);
  const values = parts.filter((_, i) => i % 2 === 1).map((define) => {
    const value = defines[define];
    if (value === undefined) throw new Error(`wgsl: ${name} asks for "${define}", which is not defined.`);
    return value;
  });
  return wgsl(parts.filter((_, i) => i % 2 === 0) as unknown as TemplateStringsArray, ...values);
}

export interface StructLayout {
  /** Words of one row in an array. */
  words: number;
  /** Word offset of each field. */
  offset: Readonly<Record<string, number>>;
}

/** The layouts are kept, because reflection parses the whole file and some callers need one per batch. */
const knownLayouts = oncePerShaders(() => new Map<string, StructLayout>());

/** Word offsets of a struct in `shared/<file>.wgsl`, or, where there is none, in `<file>.wgsl`. TypeScript names the fields, WGSL places them. */
export function structLayout(texts: ShaderTexts, file: string, struct: string): StructLayout {
  const known = knownLayouts(texts);
  let layout = known.get(`${file}.${struct}`);
  if (!layout) known.set(`${file}.${struct}`, (layout = reflectLayout(texts, file, struct)));
  return layout;
}

function reflectLayout(texts: ShaderTexts, file: string, struct: string): StructLayout {
  const path = texts[`shared/${file}`] === undefined ? file : `shared/${file}`;
  const found = new WgslReflect(resolveShader(texts, path)).structs.find((s) => s.name === struct);
  if (!found) throw new Error(`wgsl: no struct "${struct}" in ${path}.`);
  const words = (Math.ceil(found.size / found.align) * found.align) / 4;
  return { words, offset: Object.fromEntries(found.members.map((m) => [m.name, m.offset / 4])) };
}

/** Rows of a WGSL struct in one buffer, written and read by field name. */
export class StructRows {
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly layout: StructLayout;

  constructor(layout: StructLayout, buffer: ArrayBufferLike, byteOffset = 0, rows?: number) {
    const words = rows === undefined ? (buffer.byteLength - byteOffset) >> 2 : rows * layout.words;
    this.layout = layout;
    this.u32 = new Uint32Array(buffer, byteOffset, words);
    this.i32 = new Int32Array(buffer, byteOffset, words);
    this.f32 = new Float32Array(buffer, byteOffset, words);
  }

  static allocate(layout: StructLayout, rows: number): StructRows {
    return new StructRows(layout, new ArrayBuffer(rows * layout.words * 4));
  }

  /** The whole buffer of `allocate`. */
  get buffer(): ArrayBuffer {
    return this.u32.buffer as ArrayBuffer;
  }

  get rows(): number {
    return Math.floor(this.u32.length / this.layout.words);
  }

  /** Word index of a field; throws when WGSL has no such field. */
  at(row: number, field: string): number {
    const offset = this.layout.offset[field];
    if (offset === undefined) throw new Error(`wgsl: no field "${field}" among ${Object.keys(this.layout.offset).join(', ')}.`);
    return row * this.layout.words + offset;
  }
}
