/** Reads the bindings and the workgroup size of an entry point from a shader. */
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { constantIn } from './shader-constants.ts';

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

/** The parsed shaders by their text. Parsing takes longer than making a pipeline, and a shader's entry points are read one by one. */
const knownEntries = new Map<string, ReadonlyMap<string, ShaderEntry>>();

/** The bindings and the workgroup size of one entry point. */
export function reflectEntry(code: string, entry: string): ShaderEntry {
  let entries = knownEntries.get(code);
  if (!entries) knownEntries.set(code, (entries = reflectEntries(code)));
  const found = entries.get(entry);
  if (!found) throw new Error(`wgsl: no entry point "${entry}".`);
  return found;
}

function reflectEntries(code: string): ReadonlyMap<string, ShaderEntry> {
  return new Map(new WgslReflect(code).entry.compute.map(({ name, resources, attributes }) => {
    const size = attributes?.find((a) => a.name === 'workgroup_size')?.value ?? '1';
    // A number, or the name of one.
    const [x = 1, y = 1, z = 1] = (Array.isArray(size) ? size : [size]).map((threads) => (/^\d/.test(threads) ? parseInt(threads, 10) : constantIn(code, name, threads)));
    const bindings = resources.map((r): ShaderBinding => ({ name: r.name, binding: r.binding, layout: bindingLayout(r) }));
    return [name, { bindings: bindings.sort((a, b) => a.binding - b.binding), workgroupSize: [x, y, z] }];
  }));
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
