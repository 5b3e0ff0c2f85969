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

/** The sizes of Python's `reprlib.Repr`. */
const MAX_LEVEL = 6;
const MAX_ITEMS = 6;
const MAX_DICT_ITEMS = 4;
const MAX_STRING = 30;
const MAX_INT = 40;
const MAX_OTHER = 30;

/** Python's `repr(value)`. */
export function repr(value: unknown): string {
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
      return string_repr(value);
    case 'symbol':
      return value.toString();
  }
  return value === null ? 'None' : object_or_function_repr(value as object);
}

/** Python's `reprlib.repr(value)`: what is long is cut, sets and dicts are sorted, a `__repr__` may raise. */
export function reprlib_repr(value: unknown): string {
  return short_repr(value, MAX_LEVEL);
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
      return is_int(value) ? 'int' : 'float';
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

/** What all generator objects inherit from. */
export const GeneratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()));

/** A native generator object, decorated or not. */
export function is_generator(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.prototype.isPrototypeOf.call(GeneratorPrototype, value)
  );
}

/** `__qualname__` where a function carries one, else its name; of a bound function, that of its target. */
export function qualified_name(fn: object): string {
  const { __qualname__, name } = fn as { __qualname__?: unknown; name?: unknown };
  if (typeof __qualname__ === 'string' && __qualname__ !== '') return __qualname__;
  return typeof name === 'string' ? name.replace(/^(bound )+/, '') : '';
}

function class_name(object: object): string {
  return (object.constructor as { name?: string } | undefined)?.name || 'object';
}

const IS_NATIVE = /\{\s*\[native code\]\s*\}$/;

function is_class(fn: object): boolean {
  const source = Function.prototype.toString.call(fn);
  return /^class\b/.test(source) || (IS_NATIVE.test(source) && Object.hasOwn(fn, 'prototype'));
}

function object_or_function_repr(value: object): string {
  if (has_own_repr(value)) return own_repr(value);
  if (typeof value === 'function') return function_repr(value);
  const container = container_of(value);
  if (container !== undefined) return container_repr(value, container);
  if (value instanceof Uint8Array) return bytes_repr(value);
  if (value instanceof Error) return error_repr(value);
  if (is_generator(value)) return generator_repr(value);
  return `${class_name(value)} {…}`;
}

function has_own_repr(value: object): value is Representable {
  return typeof (value as Partial<Representable>).__repr__ === 'function';
}

function own_repr(value: Representable): string {
  const text: unknown = value.__repr__();
  if (typeof text === 'string') return text;
  throw new TypeError(`__repr__ returned non-string (type ${type_name(text)})`);
}

/** What is being printed at the moment, `__repr__` methods in between included. */
const printing = new Set<object>();

/** Python's `reprlib.recursive_repr`: `text()`, or `inside_itself` when this object is being printed already. */
export function recursive_repr(value: object, text: () => string, inside_itself = '...'): string {
  if (printing.has(value)) return inside_itself;
  printing.add(value);
  try {
    return text();
  } finally {
    printing.delete(value);
  }
}

type Kind = 'list' | 'set' | 'dict';

/** The members of a dict are pairs. */
interface Container {
  readonly kind: Kind;
  readonly members: readonly unknown[];
}

function container_of(value: object): Container | undefined {
  if (Array.isArray(value)) return { kind: 'list', members: value };
  if (value instanceof Set) return { kind: 'set', members: [...value] };
  if (value instanceof Map) return { kind: 'dict', members: [...value] };
  return is_plain_object(value) ? { kind: 'dict', members: Object.entries(value) } : undefined;
}

function container_repr(value: object, { kind, members }: Container): string {
  const inside_itself = kind === 'set' ? 'set(...)' : bracketed(kind, '...');
  const text = () => bracketed(kind, member_texts(kind, members, repr).join(', '));
  return recursive_repr(value, text, inside_itself);
}

function bracketed(kind: Kind, inner: string): string {
  if (kind === 'list') return `[${inner}]`;
  return kind === 'set' && inner === '' ? 'set()' : `{${inner}}`;
}

function member_texts(
  kind: Kind,
  members: readonly unknown[],
  text_of: (value: unknown) => string,
): string[] {
  if (kind !== 'dict') return Array.from(members, text_of);
  return (members as [unknown, unknown][]).map(
    ([key, value]) => `${text_of(key)}: ${text_of(value)}`,
  );
}

function short_repr(value: unknown, level: number): string {
  if (typeof value === 'string') return short_string_repr(value);
  if (typeof value === 'bigint') return cut(String(value), MAX_INT);
  if (typeof value === 'object' && value !== null && !has_own_repr(value)) {
    const container = container_of(value);
    if (container !== undefined) return short_container_repr(container, level);
    if (value instanceof Uint8Array) return short_bytes_repr(value);
  }
  return cut(safe_repr(value), MAX_OTHER);
}

function short_container_repr({ kind, members }: Container, level: number): string {
  if (level <= 0 && members.length > 0) return bracketed(kind, '...');
  const most = kind === 'dict' ? MAX_DICT_ITEMS : MAX_ITEMS;
  const shown = sorted_if_possible(kind, members).slice(0, most);
  const texts = member_texts(kind, shown, (value) => short_repr(value, level - 1));
  if (members.length > most) texts.push('...');
  return bracketed(kind, texts.join(', '));
}

/** Sets and dicts whose members or keys are all strings or all numbers are sorted. */
function sorted_if_possible(kind: Kind, members: readonly unknown[]): readonly unknown[] {
  if (kind === 'list') return members;
  const key_of = (member: unknown) => (kind === 'dict' ? (member as unknown[])[0] : member);
  const keys = members.map(key_of);
  if (keys.every((key) => typeof key === 'string')) {
    return [...members].sort((a, b) => by_code_point(key_of(a) as string, key_of(b) as string));
  }
  if (keys.every((key) => typeof key === 'number' || typeof key === 'bigint')) {
    return [...members].sort((a, b) => Number(key_of(a)) - Number(key_of(b)));
  }
  return members;
}

function by_code_point(a: string, b: string): number {
  for (let i = 0; ; i++) {
    const x = a.codePointAt(i) ?? -1;
    const y = b.codePointAt(i) ?? -1;
    if (x !== y || x < 0) return x - y;
  }
}

function safe_repr(value: unknown): string {
  try {
    return repr(value);
  } catch {
    return `<${class_name(value as object)} instance at ${address_of(value as object)}>`;
  }
}

/** `reprlib`'s rule for long texts: keep both ends, put '...' between them. Python counts code points. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = code_points(text, most);
  return points.length <= most ? text : both_ends(points, most, '...');
}

/** `reprlib`'s rule for strings: the ends are chosen first and quoted afterwards. */
function short_string_repr(text: string): string {
  const points = code_points(text, MAX_STRING);
  const quoted = string_repr(points.slice(0, MAX_STRING).join(''));
  if (code_points(quoted, MAX_STRING).length <= MAX_STRING) return quoted;
  const shorter = string_repr(both_ends(points, MAX_STRING, ''));
  return both_ends(code_points(shorter, MAX_STRING), MAX_STRING, '...');
}

function both_ends(points: readonly string[], most: number, between: string): string {
  const head = Math.floor((most - 3) / 2);
  const tail = most - 3 - head;
  // In both languages, a start that lies before the beginning counts from the end.
  const last = points.slice(points.length - tail);
  return points.slice(0, head).join('') + between + last.join('');
}

/** The code points of a text; of a long text only those near both ends, enough to cut it down to `most`. */
function code_points(text: string, most: number): string[] {
  if (text.length <= 4 * most) return [...text];
  return [...text.slice(0, 2 * most), ...text.slice(-2 * most)];
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** What a string repr cannot hold as it is: quotes, backslashes, and what is not `str.isprintable()`. */
const SPECIAL = /(?! )['"\\\p{C}\p{Z}]/gu;

function string_repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(SPECIAL, (character) => {
    if (character === quote) return `\\${character}`;
    return character === "'" || character === '"' ? character : escaped(character);
  });
  return quote + inner + quote;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return ESCAPES[character] ?? `\\x${hex(code, 2)}`;
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

function bytes_repr(bytes: Uint8Array, quote = bytes_quote(bytes)): string {
  let inner = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === quote) inner += `\\${character}`;
    else if (character === '\\' || byte < 0x20 || byte >= 0x7f) inner += escaped(character);
    else inner += character;
  }
  return `b${quote}${inner}${quote}`;
}

function bytes_quote(bytes: Uint8Array): string {
  return bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
}

function short_bytes_repr(bytes: Uint8Array): string {
  if (bytes.length <= 2 * MAX_OTHER) return cut(bytes_repr(bytes), MAX_OTHER);
  const quote = bytes_quote(bytes);
  const first = bytes_repr(bytes.subarray(0, MAX_OTHER), quote);
  return cut(first + bytes_repr(bytes.subarray(-MAX_OTHER), quote), MAX_OTHER);
}

/** Whether a number prints as an int. Larger ones have lost digits: they are floats, and print as such. */
function is_int(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 1e16 && !Object.is(value, -0);
}

function number_repr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (is_int(value) || (size >= 1e-4 && size < 1e16)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function function_repr(fn: object): string {
  const name = qualified_name(fn) || '<lambda>';
  if (is_class(fn)) return `<class '${name}'>`;
  const source = Function.prototype.toString.call(fn);
  if (IS_NATIVE.test(source) && (fn as { name?: unknown }).name === name) {
    return `<built-in function ${name}>`;
  }
  return `<function ${name} at ${address_of(fn)}>`;
}

function generator_repr(generator: object): string {
  const { _function } = generator as { _function?: object };
  const name = _function === undefined ? '' : `${qualified_name(_function) || '<lambda>'} `;
  return `<generator object ${name}at ${address_of(generator)}>`;
}

/** CPython 3.6 prints one argument with a trailing comma: `ValueError('q',)`. */
function error_repr(error: Error): string {
  const { args } = error as { args?: unknown };
  const arguments_of = Array.isArray(args) ? args : error.message === '' ? [] : [error.message];
  const name = error_name(error);
  return recursive_repr(error, () => name + tuple_repr(arguments_of), `${name}(...)`);
}

const JAVASCRIPT_ERROR = /^(Aggregate|Eval|Range|Reference|Syntax|Type|URI|)Error$/;

/** A JavaScript class that says nothing else leaves its errors the name of the class above it. */
function error_name(error: Error): string {
  const { name } = error;
  const is_inherited = !Object.hasOwn(error, 'name') && JAVASCRIPT_ERROR.test(name);
  return is_inherited ? class_name(error) : name || class_name(error);
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
