/** Checks of parsed JSON, composed from small ones: a failing check says where the value is and what was wanted. */

/** Where a value is, from the value that was checked, as `accessors[3].count`, and what is wrong with it. */
export interface Fault {
  at: string;
  problem: string;
}

/** Null where the value is right. `root` is the whole document, in which other parts are looked up. */
export type Check = (value: unknown, root: Record<string, unknown>) => Fault | null;

/** A value as a message shows it, short. */
function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A value that a test holds for. */
export function that(wanted: string, holds: (value: unknown) => boolean): Check {
  return (value) => (holds(value) ? null : { at: '', problem: `is ${show(value)}; wanted ${wanted}` });
}

/** A whole number. JSON may hold 1e999, which is infinite. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  const wanted = most === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`;
  return that(wanted, (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most);
}

export const number = that('a number', Number.isFinite);
export const text = that('text', (value) => typeof value === 'string');
export const flag = that('true or false', (value) => typeof value === 'boolean');
export const oneOf = (...values: (string | number)[]): Check => that(`one of ${values.map((value) => JSON.stringify(value)).join(', ')}`, (value) => values.includes(value as string));
export const numbers = (length: number): Check => that(`a list of ${length} numbers`, (value) => Array.isArray(value) && value.length === length && value.every(Number.isFinite));

/** An index into a list of the document. */
export function indexOf(list: string): Check {
  return (value, root) => {
    const count = Array.isArray(root[list]) ? root[list].length : 0;
    return Number.isInteger(value) && (value as number) >= 0 && (value as number) < count ? null
      : { at: '', problem: `is ${show(value)}; wanted the index of one of ${count} ${list}` };
  };
}

export function listOf(check: Check): Check {
  return (value, root) => {
    if (!Array.isArray(value)) return { at: '', problem: `is ${show(value)}; wanted a list` };
    for (let i = 0; i < value.length; i++) {
      const fault = check(value[i], root);
      if (fault) return { ...fault, at: `[${i}]${fault.at}` };
    }
    return null;
  };
}

/** An object. Keys that are not named may hold anything; optional ones may be absent, which null is not. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const keys = [...Object.entries(required).map(([key, check]) => ({ key, check, isRequired: true })), ...Object.entries(optional).map(([key, check]) => ({ key, check, isRequired: false }))];
  return (value, root) => {
    if (!isObject(value)) return { at: '', problem: `is ${show(value)}; wanted an object` };
    for (const { key, check, isRequired } of keys) {
      if (!isRequired && !Object.hasOwn(value, key)) continue;
      const fault = check(Object.hasOwn(value, key) ? value[key] : undefined, root);
      if (fault) return { ...fault, at: `.${key}${fault.at}` };
    }
    return null;
  };
}

/** An object in which every value passes the check. */
export function recordOf(check: Check): Check {
  return (value, root) => {
    if (!isObject(value)) return { at: '', problem: `is ${show(value)}; wanted an object` };
    for (const [key, inner] of Object.entries(value)) {
      const fault = check(inner, root);
      if (fault) return { ...fault, at: `.${key}${fault.at}` };
    }
    return null;
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
