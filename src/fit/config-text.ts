/** Puts the lines of a config on top of another config, and writes it as YAML with comments. */
import { Document, isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Line } from './config-lines.ts';

type Plain = Record<string, unknown>;

const ORDER = ['seed', 'count', 'scenario', 'order', 'image', 'assets', 'camera', 'curriculum', 'foreground', 'background', 'occluders', 'distractors', 'lights', 'noise', 'blur', 'labels', 'output'];
/** Keys that say the same in another way: a fitted one takes the place of the other. */
const INSTEAD: Record<string, string[]> = { boxPx: ['boxShare', 'diameter'], count: ['fill', 'maxPerImage'] };
/** Sections that stand in one line. */
const IN_ONE_LINE = ['image', 'lights', 'blur'];
const LONGEST_MAP = 260;
/** Keys of the base that stand against the fitted ones: what a run makes, not what it looks like. */
const OF_THE_BASE = ['seed', 'count', 'output'];

/** The config as an object. Maps are merged, everything else is replaced. */
export function configObject(base: Plain, lines: readonly Line[]): Plain {
  const config = structuredClone(base);
  for (const { path, value } of keptLines(base, lines)) {
    const parent = path.slice(0, -1).reduce<Plain>((map, key) => (isPlain(map[key]) ? map[key] : map[key] = {}) as Plain, config);
    const key = path.at(-1)!;
    for (const other of INSTEAD[key] ?? []) if (path.length > 1) delete parent[other];
    parent[key] = isPlain(value) && isPlain(parent[key]) ? { ...parent[key], ...value } : value;
  }
  return Object.fromEntries(Object.entries(config).sort(([a], [b]) => rank(a) - rank(b)));
}

const keptLines = (base: Plain, lines: readonly Line[]) => lines.filter(({ path }) => !(OF_THE_BASE.includes(path[0]!) && path[0]! in base));

const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param head lines of the comment at the top */
export function configText(base: Plain, lines: readonly Line[], head: readonly string[]): string {
  const document = new Document(configObject(base, lines));
  document.commentBefore = head.map((line) => ` ${line}`).join('\n');
  compact(document.contents);
  for (const { key, value } of (document.contents as YAMLMap).items) if (isMap(value) && !IN_ONE_LINE.includes(String(key))) value.flow = false;
  for (const { path, comment } of keptLines(base, lines)) {
    if (comment === undefined) continue;
    const parent = (path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)) as YAMLMap;
    const pair = parent.items.find(({ key }) => String(key) === path.at(-1));
    const node = pair?.value as Node | undefined;
    // A comment stands beside a value of one line, and above one of several.
    if (node && (!isMap(node) && !isSeq(node) || node.flow)) node.comment = ` ${comment}`;
    else if (pair) (pair.key as Node).commentBefore = ` ${comment}`;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Sequences of scalars stand in one line. So do short maps of scalars and of such sequences. */
function compact(node: unknown): void {
  if (!isMap(node) && !isSeq(node)) return;
  const children = node.items.map((item) => (isMap(node) ? (item as { value: unknown }).value : item));
  for (const child of children) compact(child);
  if (isSeq(node)) node.flow = !children.some(isMap);
  else node.flow = children.length > 1 && children.every((child) => !isMap(child) && (!isSeq(child) || child.flow === true)) && JSON.stringify(node).length <= LONGEST_MAP;
}
