/**
 * Python's repr of our objects and of JavaScript values, in one place.
 *
 * `repr` is Python's `repr()`; `reprlib_repr` is `reprlib.repr()`, which keeps the output short. Values that both
 * languages have print as Python prints them; other objects print as `Name {…}`. A value's own `__repr__` is honoured.
 */

/** An object that knows its own repr. */
export interface Representable {
  __repr__(): string;
}

interface Limits {
  readonly level: number;
  readonly items: number;
  readonly entries: number;
  readonly string: number;
  readonly other: number;
}

const UNLIMITED: Limits = {
  level: Number.POSITIVE_INFINITY,
  items: Number.POSITIVE_INFINITY,
  entries: Number.POSITIVE_INFINITY,
  string: Number.POSITIVE_INFINITY,
  other: Number.POSITIVE_INFINITY,
};

/** The sizes of Python's `reprlib.Repr`. */
const SHORT: Limits = { level: 6, items: 6, entries: 4, string: 30, other: 30 };

/** Python's `repr(value)`. */
export function repr(value: unknown): string {
  return format(value, UNLIMITED, UNLIMITED.level, []);
}

/** Python's `reprlib.repr(value)`: long strings and containers are cut. */
export function reprlib_repr(value: unknown): string {
  return format(value, SHORT, SHORT.level, []);
}

/** The repr of a tuple: arrays stand for lists and for tuples, only the caller knows which. */
export function tuple_repr(items: readonly unknown[]): string {
  const inner = items.map(repr).join(', ');
  return items.length === 1 ? `(${inner},)` : `(${inner})`;
}

const addresses = new WeakMap<object, string>();
let next_address = 0x7f00_0000_0000;

/** A stand-in for CPython's `at 0x7f…`: steady for one object, different for two. */
export function address_of(object: object): string {
  let address = addresses.get(object);
  if (address === undefined) {
    next_address += 0x10;
    address = `0x${next_address.toString(16)}`;
    addresses.set(object, address);
  }
  return address;
}

/** Python's default repr, `<Name object at 0x…>`, with an optional module in front. */
export function object_repr(object: object, module = ''): string {
  const prefix = module === '' ? '' : `${module}.`;
  return `<${prefix}${class_name(object)} object at ${address_of(object)}>`;
}

/** `type(value).__name__`, in Python's words where Python has the type. */
export function type_name(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'NoneType';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'string':
      return 'str';
    case 'function':
      return is_class(value) ? 'type' : 'function';
    case 'symbol':
      return 'symbol';
  }
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Set) return 'set';
  if (value instanceof Map || is_plain_object(value)) return 'dict';
  if (is_generator(value)) return 'generator';
  return class_name(value as object);
}

export function is_plain_object(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const GeneratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()));

/** A native generator object, decorated or not. */
export function is_generator(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.prototype.isPrototypeOf.call(GeneratorPrototype, value)
  );
}

function class_name(object: object): string {
  return (object.constructor as { name?: string } | undefined)?.name || 'object';
}

function is_class(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function format(value: unknown, limits: Limits, level: number, outer: readonly object[]): string {
  switch (typeof value) {
    case 'undefined':
      return 'None';
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return number_repr(value);
    case 'bigint':
      return String(value);
    case 'string':
      return cut_string(value, limits.string);
    case 'symbol':
      return value.toString();
  }
  if (value === null) return 'None';
  const own = (value as Partial<Representable>).__repr__;
  if (typeof own === 'function') return cut(own.call(value), limits.other);
  if (typeof value === 'function') return function_repr(value);
  if (outer.includes(value as object)) return Array.isArray(value) ? '[...]' : '{...}';
  return format_object(value as object, limits, level, outer);
}

function format_object(
  value: object,
  limits: Limits,
  level: number,
  outer: readonly object[],
): string {
  const inside = [...outer, value];
  const item = (member: unknown) => format(member, limits, level - 1, inside);
  const list = (members: Iterable<unknown>, open: string, close: string, most: number) =>
    open + cut_list(members, most, level, item) + close;
  const pair = ([key, member]: readonly [unknown, unknown]) => `${item(key)}: ${item(member)}`;

  if (Array.isArray(value)) return list(value, '[', ']', limits.items);
  if (value instanceof Uint8Array) return cut(bytes_repr(value), limits.other);
  if (value instanceof Set) {
    return value.size === 0 ? 'set()' : list(value, '{', '}', limits.items);
  }
  if (value instanceof Map) return `{${cut_list(value, limits.entries, level, pair)}}`;
  if (value instanceof Error) return cut(error_repr(value), limits.other);
  if (is_plain_object(value)) {
    return `{${cut_list(Object.entries(value), limits.entries, level, pair)}}`;
  }
  if (is_generator(value)) return `<generator object at ${address_of(value)}>`;
  return `${class_name(value)} {…}`;
}

/** `reprlib`'s rule for containers: at most `most` members, nothing below the last level. */
function cut_list<T>(
  members: Iterable<T>,
  most: number,
  level: number,
  item: (member: T) => string,
): string {
  const all = [...members];
  if (level <= 0 && all.length > 0) return '...';
  const parts = all.slice(0, most).map(item);
  if (all.length > most) parts.push('...');
  return parts.join(', ');
}

/** `reprlib`'s rule for long texts: keep both ends, put '...' between them. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.max(0, Math.floor((most - 3) / 2));
  const tail = Math.max(0, most - 3 - head);
  return `${text.slice(0, head)}...${text.slice(text.length - tail)}`;
}

/** `reprlib`'s rule for strings: the ends are chosen first and quoted afterwards. */
function cut_string(text: string, most: number): string {
  const quoted = string_repr(text.length <= most ? text : text.slice(0, most));
  if (quoted.length <= most) return quoted;
  const head = Math.max(0, Math.floor((most - 3) / 2));
  const tail = Math.max(0, most - 3 - head);
  return cut(string_repr(text.slice(0, head) + text.slice(text.length - tail)), most);
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function string_repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (character === quote) out += `\\${character}`;
    else if (character in ESCAPES) out += ESCAPES[character];
    else if (code < 0x20 || (code >= 0x7f && code < 0xa1)) out += `\\x${hex(code, 2)}`;
    else if (code >= 0xd800 && code < 0xe000) out += `\\u${hex(code, 4)}`;
    else out += character;
  }
  return quote + out + quote;
}

function bytes_repr(bytes: Uint8Array): string {
  let out = '';
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === quote) out += `\\${character}`;
    else if (character in ESCAPES) out += ESCAPES[character];
    else if (byte < 0x20 || byte >= 0x7f) out += `\\x${hex(byte, 2)}`;
    else out += character;
  }
  return `b${quote}${out}${quote}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

function number_repr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

function function_repr(fn: object): string {
  const name = qualified_name(fn) || '<lambda>';
  return is_class(fn) ? `<class '${name}'>` : `<function ${name} at ${address_of(fn)}>`;
}

/** `__qualname__` where a function carries one, else its name. */
export function qualified_name(fn: object): string {
  const named = fn as { __qualname__?: string; name?: string };
  return named.__qualname__ ?? named.name ?? '';
}

/** CPython 3.6 prints one argument with a trailing comma: `ValueError('q',)`. */
function error_repr(error: Error): string {
  const args = (error as { args?: readonly unknown[] }).args;
  const name = error.name || class_name(error);
  return name + tuple_repr(args ?? (error.message === '' ? [] : [error.message]));
}

/** A class whose instances print as in Python, by `String(x)`, in a template and in `console.log`. */
export abstract class Printable implements Representable {
  abstract __repr__(): string;

  toString(): string {
    return this.__repr__();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
