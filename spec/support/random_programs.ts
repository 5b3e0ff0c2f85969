/**
 * Random programs of generators, as JavaScript source: some of their functions are decorated, some are plain. They are
 * run with a decorator that does nothing, and with ours; what they note has to be the same.
 *
 * Left out are the programs that are known to differ: those that drive by hand a plain generator above very many
 * coroutines, that resume a plain generator while it waits, or that drive one coroutine from two places.
 */

type Decorator = (fn: GeneratorFunction) => unknown;
type Note = (...words: unknown[]) => void;

/** Makes the outermost generator of the program. */
export type Program = (decorate: Decorator, note: Note) => Generator<unknown, unknown, unknown>;

export interface RandomProgram {
  readonly source: string;
  readonly run: Program;
  /** What the driver outside does, one after the other. */
  readonly steps: readonly Step[];
}

export type Step = ['next' | 'throw' | 'return', number];

const FUNCTIONS = 6;
const LEVELS = 4;

/** The same program for the same seed. */
export function random_program(seed: number): RandomProgram {
  const writer = new Writer(random_numbers(seed));
  const source = writer.program();
  const run = new Function('decorate', 'note', source) as Program;
  return { source, run, steps: writer.steps() };
}

/** Numbers from 0 to 1, by the mulberry32 generator. */
function random_numbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Writer {
  private _marks = 0;
  private readonly _decorated: boolean[];
  /** Whether coroutines nest deeper than the trampoline lets them natively. */
  private readonly _deep: boolean;

  constructor(private readonly _random: () => number) {
    this._deep = this._chance(0.15);
    this._decorated = Array.from({ length: FUNCTIONS }, () => this._chance(0.7));
    this._decorated[FUNCTIONS - 1] = true;
  }

  program(): string {
    const functions = this._decorated.map((decorated, index) => {
      const name = `f${index}`;
      const text = `function* ${name}(d, me, up) {\nlet c;\n${this._block(3, 5)}}`;
      return `const ${name} = ${decorated ? `decorate(${text})` : text};\n`;
    });
    return `${PRELUDE}${functions.join('')}return make(f${this._function()}, ${LEVELS});`;
  }

  steps(): Step[] {
    return Array.from({ length: 40 }, (_, index) => {
      const kind = this._pick<Step[0]>([...Array(14).fill('next'), 'throw', 'throw', 'return']);
      return [kind, index];
    });
  }

  private _chance(probability: number): boolean {
    return this._random() < probability;
  }

  private _below(limit: number): number {
    return Math.floor(this._random() * limit);
  }

  private _pick<T>(choices: readonly T[]): T {
    return choices[this._below(choices.length)] as T;
  }

  private _function(): number {
    return this._below(FUNCTIONS);
  }

  /** A function that may be driven by hand. */
  private _hand_driven(): string {
    return this._deep ? this._coroutine() : `make(f${this._function()}, d - 1, me)`;
  }

  private _coroutine(): string {
    let index = this._function();
    while (!this._decorated[index]) index = this._function();
    return `make(f${index}, d - 1, me)`;
  }

  private _made(): string {
    const made = `make(f${this._function()}, d - 1, me)`;
    if (!this._deep || !this._chance(0.5)) return made;
    const levels = this._chance(0.3) ? this._below(20) : 190 + this._below(230);
    return `deep(${levels}, () => ${made}, ${this._chance(0.5)})`;
  }

  private _block(nesting: number, most: number): string {
    let text = '';
    for (let count = 1 + this._below(most); count > 0; count--) text += this._statement(nesting);
    return text;
  }

  private _statement(nesting: number): string {
    const mark = `'m${this._marks++}'`;
    const simple = [
      () => `note(${mark}, yield ${mark});\n`,
      () => `note(${mark}, yield ${mark});\n`,
      () => `if (more(d)) note(${mark}, yield* ${this._made()});\n`,
      () => `if (more(d)) note(${mark}, yield* ${this._made()});\n`,
      () => `if (more(d)) return yield* ${this._made()};\n`,
      () => `if (once(${mark})) throw new Error(${mark});\n`,
      () => `if (often(${mark})) return ${mark};\n`,
      () => `if (more(d)) c = ${this._hand_driven()};\n`,
      () => `if (c) by_hand(c, '${this._pick(['next', 'next', 'throw', 'return'])}', ${mark});\n`,
      () => `if (c) by_hand(c, 'next', ${mark});\n`,
      () => `if (c) note(${mark}, yield* c);\n`,
      () => `if (more(d)) note(${mark}, ...${this._hand_driven()});\n`,
      () => `if (more(d)) { const [a, b] = ${this._hand_driven()}; note(${mark}, a, b); }\n`,
      () => `if (more(d)) note(${mark}, yield* ${this._wrapped()});\n`,
      () => `note(${mark}, yield* [${mark}, 1]);\n`,
      () =>
        `if (up?.decorated) by_hand(up.object, '${this._pick(['next', 'throw', 'return'])}', ${mark});\n`,
      () => `if (up?.decorated) note(${mark}, yield* up.object);\n`,
      () => `if (root.decorated) by_hand(root.object, 'next', ${mark});\n`,
    ];
    if (nesting === 0 || this._chance(0.6)) return this._pick(simple)();
    return this._pick([() => this._loop(nesting, mark), () => this._try(nesting, mark)])();
  }

  private _wrapped(): string {
    if (this._chance(0.4)) return `new Fresh(${this._hand_driven()})`;
    return `new ${this._pick(['Forward', 'NoThrow'])}(${this._coroutine()})`;
  }

  private _loop(nesting: number, mark: string): string {
    const body = this._block(nesting - 1, 2);
    const leave = this._chance(0.4) ? 'if (turns++ > 0) break;\n' : '';
    return (
      `if (more(d)) { let turns = 0; for (const x of ${this._hand_driven()}) {\n` +
      `note(${mark}, x);\n${leave}${body}} }\n`
    );
  }

  private _try(nesting: number, mark: string): string {
    const inner = this._block(nesting - 1, 3);
    const has_catch = this._chance(0.6);
    const rethrow = this._chance(0.3) ? 'throw error;\n' : '';
    const handler = has_catch
      ? ` catch (error) {\nnote(${mark}, 'caught', error);\n${this._block(nesting - 1, 2)}${rethrow}}`
      : '';
    const clean_up =
      !has_catch || this._chance(0.5)
        ? ` finally {\nnote(${mark}, 'finally');\n${this._block(nesting - 1, 2)}}`
        : '';
    return `try {\n${inner}}${handler}${clean_up}\n`;
  }
}

/** What the programs use. The fuel bounds what a program does, in the same way for every decorator. */
const PRELUDE = `'use strict';
let fuel = 60;
const more = (d) => d > 0 && fuel-- > 0;
const seen = new Map();
const count = (mark) => { seen.set(mark, (seen.get(mark) ?? 0) + 1); return seen.get(mark); };
const once = (mark) => count(mark) === 2;
const often = (mark) => count(mark) % 3 === 0;
let root;
function make(f, d, up) {
  const me = { object: undefined, decorated: f.decorated };
  root ??= me;
  me.object = f(d, me, up);
  return me.object;
}
function by_hand(object, how, value) {
  try {
    const result = object[how](how === 'throw' ? new Error(value) : value);
    note('by hand', result.value, result.done);
  } catch (error) {
    note('by hand', how, error);
  }
}
class Forward {
  constructor(object) { this.object = object; }
  [Symbol.iterator]() { return this; }
  next(value) { return this.object.next(value); }
  throw(error) { return this.object.throw(error); }
  return(value) { return this.object.return(value); }
}
class Fresh extends Forward {
  next(value) { return { ...this.object.next(value) }; }
}
class NoThrow extends Forward {}
NoThrow.prototype.throw = undefined;
const deep = decorate(function* deep(levels, make, careful) {
  if (levels === 0) return yield* make();
  if (!careful) return yield* deep(levels - 1, make, careful);
  try {
    return yield* deep(levels - 1, make, careful);
  } finally {
    if (levels % 50 === 0) note('left', levels);
  }
});
`;
