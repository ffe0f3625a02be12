/** Reads YAML or JSON against a schema, and reports errors in sentences with line and column. It also runs in a page. */
import { LineCounter, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { Document, Node, ParsedNode } from 'yaml';
import { z } from 'zod';
import { UserError } from './errors.ts';

type Path = readonly PropertyKey[];

/** A value from the command line that replaces one in the text. */
export interface Override {
  path: string[];
  value: unknown;
  /** What messages name in place of file and line, such as `--count 0`. */
  origin: string;
}

/** A text that fits its schema: the value with its defaults, and messages about parts of the text. */
export interface CheckedText<T> {
  value: T;
  /** Returns `stage: file:line:column: sentence` for the path's key or value; for the section around it where the text lacks the key. */
  complaint(path: Path, sentence: string, part?: 'key' | 'value'): string;
}

/**
 * @param stage first word of every message
 * @param file the path as the user typed it
 * @throws UserError with one line per finding
 */
export function readChecked<S extends z.ZodType>(
  schema: S,
  text: string,
  { stage, file, overrides = [] }: { stage: string; file: string; overrides?: Override[] },
): CheckedText<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, sentence: string) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return `${stage}: ${file}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${sentence}`;
  };
  const syntax = [...document.errors, ...document.warnings].map((e) => at(e.pos[0], `not YAML or JSON: ${plain(e.message)}`));
  visit(document, {
    Alias(_key, alias, parents) {
      const target = alias.resolve(document);
      if (!target) syntax.push(at(alias.range![0], `*${alias.source} has no &${alias.source} before it`));
      else if (parents.includes(target)) syntax.push(at(alias.range![0], `*${alias.source} stands inside its own &${alias.source}`));
    },
  });
  if (syntax.length > 0) throw new UserError(syntax.join('\n'));

  const complaint: CheckedText<unknown>['complaint'] = (path, sentence, part = 'value') => {
    const override = overrides.find((o) => o.path.every((key, i) => key === path[i]));
    return override ? `${stage}: ${override.origin}: ${sentence}` : at(offsetOf(document, path, part), sentence);
  };
  const given = overrides.reduce<unknown>(withOverride, contentsOf(document, at));
  return { value: check(schema, given, complaint), complaint };
}

/**
 * The same for a value that a program made.
 * @throws UserError with one line per finding, `stage: sentence`
 */
export function checkValue<S extends z.ZodType>(schema: S, value: unknown, stage: string): z.output<S> {
  return check(schema, value, (_path, sentence) => `${stage}: ${sentence}`);
}

function check<S extends z.ZodType>(schema: S, given: unknown, complaint: CheckedText<unknown>['complaint']): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;

  const shape = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  const findings = result.error.issues.flatMap((issue): string[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => complaint([...issue.path, key], `unknown key "${key}"${suggestion(shape, issue.path, key)}`, 'key'));
    }
    const value = valueAt(given, issue.path);
    const name = pathText(issue.path);
    if (value === undefined) return [complaint(issue.path, `${name} is missing; wanted ${wanted(shape, issue.path)}`)];
    const reason = issue.code === 'custom' ? issue.message : `wanted ${wanted(shape, issue.path)}`;
    return [complaint(issue.path, `${name} is ${brief(value)}; ${reason}`)];
  });
  throw new UserError(findings.join('\n'));
}

/** Returns the value of a top-level key; undefined where the text lacks the key or is no YAML, which `readChecked` reports. */
export function valueIn(text: string, key: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  return document.errors.length === 0 && isMap(document.contents) ? document.get(key) : undefined;
}

/** @throws UserError where aliases of aliases expand beyond the parser's limit */
function contentsOf(document: Document.Parsed<ParsedNode>, at: (offset: number, sentence: string) => string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError(at(0, plain((error as Error).message)));
  }
}

function withOverride(value: unknown, { path, value: replacement }: Override): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  // A value that is no section stays as it is, so that the schema's message is about the text and not about the override.
  if (value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value))) return value;
  const section: Record<string, unknown> = { ...value };
  return { ...section, [key]: withOverride(section[key], { path: rest, value: replacement, origin: '' }) };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

/** Offset in the text of a path's key or value; of the key where there is no value, of the section where there is no key. */
function offsetOf(document: Document.Parsed<ParsedNode>, path: Path, part: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      const value = pair?.value;
      const filled = part === 'value' && isNode(value) && !(isScalar(value) && value.value === null);
      const start = (filled ? (value as Node) : (pair?.key as Node | undefined))?.range?.[0];
      if (start !== undefined) return start;
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range[0] ?? 0;
}

/** The part of a JSON Schema that messages are made of. */
interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  prefixItems?: JsonSchema[];
  items?: JsonSchema | boolean;
  additionalProperties?: JsonSchema | boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
}

/** Returns the schemas of the value at a path: several where the path lies in alternatives. */
function shapesAt(root: JsonSchema, path: Path): JsonSchema[] {
  const alternatives = (shape: JsonSchema): JsonSchema[] => (shape.anyOf ?? shape.oneOf)?.flatMap(alternatives) ?? [shape];
  return path.reduce<JsonSchema[]>((shapes, key) => shapes.flatMap(alternatives).flatMap((shape) => {
    const inner = typeof key === 'number' ? (shape.prefixItems?.[key] ?? shape.items) : (shape.properties?.[String(key)] ?? shape.additionalProperties);
    return typeof inner === 'object' ? [inner] : [];
  }), [root]).flatMap(alternatives);
}

function wanted(root: JsonSchema, path: Path): string {
  const texts = [...new Set(shapesAt(root, path).map(describe))];
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}` : (texts[0] ?? 'nothing');
}

function describe(shape: JsonSchema): string {
  const values = shape.enum ?? (shape.const === undefined ? undefined : [shape.const]);
  if (values) return values.map(String).join(' or ');
  if (shape.type === 'boolean') return 'true or false';
  if (shape.type === 'string') return shape.minLength ? 'text that is not empty' : 'text';
  if (shape.type === 'number' || shape.type === 'integer') {
    const noun = shape.type === 'integer' ? 'a whole number' : 'a number';
    const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum } = shape;
    const least = minimum > Number.MIN_SAFE_INTEGER;
    const most = maximum < Number.MAX_SAFE_INTEGER;
    if (exclusiveMinimum !== undefined) return `${noun} above ${exclusiveMinimum}${most ? `, at most ${maximum}` : ''}`;
    if (least && most) return `${noun} from ${minimum} to ${maximum}`;
    if (least) return `${noun} of at least ${minimum}`;
    return most ? `${noun} of at most ${maximum}` : noun;
  }
  if (shape.prefixItems) {
    const items = shape.prefixItems.map(describe);
    return new Set(items).size === 1 ? `a list of ${items.length}, each ${items[0]}` : `a list of ${items.join(', ')}`;
  }
  if (shape.type === 'array') return 'a list';
  if (typeof shape.additionalProperties === 'object') return `a section of names, each ${describe(shape.additionalProperties)}`;
  return `a section with ${Object.keys(shape.properties ?? {}).join(', ')}`;
}

/** Suggests the nearest key of the section; where none is near, the same key in another section. */
function suggestion(root: JsonSchema, section: Path, key: string): string {
  const known = shapesAt(root, section).flatMap((shape) => Object.keys(shape.properties ?? {})).filter((name) => name !== key);
  const nearest = known.map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (!nearest) return '';
  const elsewhere = nearest.distance > 2 ? Object.entries(root.properties ?? {}).find(([, shape]) => shape.properties?.[key]) : undefined;
  return `; did you mean "${elsewhere ? `${elsewhere[0]}.${key}` : nearest.name}"?`;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

function pathText(path: Path): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)), '');
}

/** A value as JSON of at most 60 characters. */
function brief(value: unknown): string {
  if (value === null) return 'empty';
  // JSON cannot write NaN and infinities.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function plain(message: string): string {
  return message.split('\n')[0]!.replace(/[.:]$/, '');
}
