/** Reads the constants of shaders, so that each is defined once. */
import { oncePerShaders, type ShaderTexts } from './shader-texts.ts';

type Constant = number | number[];

const constantsByPath = oncePerShaders(() => new Map<string, ReadonlyMap<string, Constant>>());

/** The number of `const NAME = 0x10u;` in `<path>.wgsl`. Expressions are not evaluated. */
export function shaderConstant(shaders: ShaderTexts, path: string, name: string): number {
  return numberOf(constantOf(shaders, path, name), path, name);
}

/** The numbers of `const NAME = array(1u, 2u);` in `<path>.wgsl`. */
export function shaderList(shaders: ShaderTexts, path: string, name: string): readonly number[] {
  const value = constantOf(shaders, path, name);
  if (!Array.isArray(value)) throw new Error(`wgsl: ${name} in ${path} is no list; wanted "const ${name} = array(...);"`);
  return value;
}

/** The number of that name in a text whose imports and branches are resolved. */
export function constantIn(code: string, path: string, name: string): number {
  return numberOf(constantsIn(code).get(name), path, name);
}

function constantOf(shaders: ShaderTexts, path: string, name: string): Constant | undefined {
  const known = constantsByPath(shaders);
  let constants = known.get(path);
  if (!constants) known.set(path, (constants = constantsIn(shaders[path] ?? '')));
  return constants.get(name);
}

function numberOf(value: Constant | undefined, path: string, name: string): number {
  if (typeof value !== 'number') throw new Error(`wgsl: no number in ${path}; wanted "const ${name} = ...;"`);
  return value;
}

function constantsIn(code: string): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  for (const [, name, text] of code.matchAll(/^const (\w+)(?:: [^=]+)? = ([^;]+);/gm)) {
    const value = parse(text!);
    if (value !== null) constants.set(name!, value);
  }
  return constants;
}

function parse(text: string): Constant | null {
  const list = /^array(?:<[^>]*>)?\(([^()]*)\)$/.exec(text)?.[1];
  if (list === undefined) return parseNumber(text);
  const numbers = list.split(',').map((item) => item.trim()).filter((item) => item !== '').map(parseNumber);
  return numbers.some((number) => number === null) ? null : numbers as number[];
}

function parseNumber(text: string): number | null {
  return /^(0[xX][\da-fA-F]+|-?\d+(\.\d+)?)[uif]?$/.test(text) ? Number(text.replace(text.startsWith('0x') ? /[ui]$/ : /[uif]$/, '')) : null;
}
