/** Resolves shader text (imports, #if) and reads layouts, bindings and workgroup sizes out of it. */
import { wgsl } from 'wgsl-preprocessor/wgsl-preprocessor.js';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';

/** Text by path below shaders/, without the ending: `raster`, `shared/frame`. */
export type ShaderTexts = Readonly<Record<string, string>>;
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

/** The value of `const NAME = 12;`, with or without the u, in `<shader>.wgsl`: what hosts need to size dispatches. */
export function shaderConstant(texts: ShaderTexts, shader: string, name: string): number {
  return constantIn(texts[shader] ?? '', shader, name);
}

function constantIn(code: string, place: string, name: string): number {
  const value = new RegExp(`^const ${name} = (\\d+)u?;`, 'm').exec(code)?.[1];
  if (value === undefined) throw new Error(`wgsl: no number in ${place}; wanted "const ${name} = ...;"`);
  return Number(value);
}

export interface StructLayout {
  /** Words of one row in an array. */
  words: number;
  /** Word offset of each field. */
  offset: Readonly<Record<string, number>>;
}

/** Reflection parses the whole file, and some callers come once a batch. */
const knownLayouts = new WeakMap<ShaderTexts, Map<string, StructLayout>>();

/** Word offsets of a struct in `shared/<file>.wgsl`. TypeScript names the fields, WGSL places them. */
export function structLayout(texts: ShaderTexts, file: string, struct: string): StructLayout {
  let known = knownLayouts.get(texts);
  if (!known) knownLayouts.set(texts, (known = new Map()));
  let layout = known.get(`${file}.${struct}`);
  if (!layout) known.set(`${file}.${struct}`, (layout = reflectLayout(texts, file, struct)));
  return layout;
}

function reflectLayout(texts: ShaderTexts, file: string, struct: string): StructLayout {
  const found = new WgslReflect(resolveShader(texts, `shared/${file}`)).structs.find((s) => s.name === struct);
  if (!found) throw new Error(`wgsl: no struct "${struct}" in shared/${file}.`);
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

export interface ShaderBinding {
  name: string;
  binding: number;
  layout: Omit<GPUBindGroupLayoutEntry, 'binding' | 'visibility'>;
}

export interface ShaderEntry {
  /** Bindings of group 0 that this entry point uses. */
  bindings: ShaderBinding[];
  workgroupSize: [number, number, number];
}

/** Parsing takes longer than making a pipeline, and a shader's entry points are asked for one after the other. */
let lastParsed: { code: string; reflect: WgslReflect } | null = null;

/** What the shader says of one of its entry points. */
export function reflectEntry(code: string, entry: string): ShaderEntry {
  if (lastParsed?.code !== code) lastParsed = { code, reflect: new WgslReflect(code) };
  const { reflect } = lastParsed;
  const found = reflect.entry.compute.find((e) => e.name === entry);
  if (!found) throw new Error(`wgsl: no entry point "${entry}".`);
  const size = found.attributes?.find((a) => a.name === 'workgroup_size')?.value ?? '1';
  // A number, or the name of one.
  const [x = 1, y = 1, z = 1] = (Array.isArray(size) ? size : [size]).map((threads) => (/^\d/.test(threads) ? parseInt(threads, 10) : constantIn(code, entry, threads)));
  const bindings = found.resources.map((r): ShaderBinding => ({ name: r.name, binding: r.binding, layout: bindingLayout(r) }));
  return { bindings: bindings.sort((a, b) => a.binding - b.binding), workgroupSize: [x, y, z] };
}

type Variable = WgslReflect['storage'][number];

function bindingLayout(variable: Variable): ShaderBinding['layout'] {
  const type = variable.type.name;
  if (type === 'sampler') return { sampler: { type: 'filtering' } };
  if (type === 'texture_2d_array') return { texture: { sampleType: 'float', viewDimension: '2d-array' } };
  if (type.startsWith('texture')) throw new Error(`wgsl: ${variable.name}: no rule for a ${type}.`);
  if (variable.resourceType === 0) return { buffer: { type: 'uniform', minBindingSize: variable.size } };
  return { buffer: { type: variable.access === 'read_write' ? 'storage' : 'read-only-storage' } };
}
