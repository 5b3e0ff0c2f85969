/**
 * Where functions are defined and generators are suspended, asked of V8's inspector from within the process.
 *
 * Each question opens a session of its own and closes it again, which takes microseconds, gives back every object the
 * inspector was shown, and leaves a debugger that is attached alone. Whatever goes wrong, the answer is undefined:
 * places are asked for only to print.
 */

import { readFileSync } from 'node:fs';
import type { Debugger, Runtime, Session } from 'node:inspector';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { isAbsolute, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location } from './host';

/** How many generators one session is asked about; bounds what the inspector holds at a time. */
const BATCH = 500;

/** Where each generator is suspended; one that is not started or is closed: where its function is defined. */
export function generator_locations(generators: readonly object[]): (Location | undefined)[] {
  const locations: (Location | undefined)[] = [];
  for (let start = 0; start < generators.length; start += BATCH) {
    locations.push(...locate(generators.slice(start, start + BATCH), generator_place));
  }
  return locations;
}

const known_functions = new WeakMap<object, Location>();

/** Where a function is defined; for a bound one, where its target is. */
export function function_location(fn: object): Location | undefined {
  let location = known_functions.get(fn);
  if (location === undefined) {
    location = locate([fn], function_place)[0];
    if (location !== undefined) known_functions.set(fn, location);
  }
  return location;
}

const known_files = new Map<string, readonly string[]>();

/** The text of a line, 1-based, without the white space around it. */
export function source_line(file: string, line: number): string | undefined {
  let lines = known_files.get(file);
  if (lines === undefined) {
    lines = read_lines(file);
    known_files.set(file, lines);
  }
  return lines[line - 1]?.trim();
}

function read_lines(file: string): readonly string[] {
  if (!isAbsolute(file)) return [];
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** A place in what V8 compiled, 0-based. */
interface Place {
  readonly script: string;
  readonly line: number;
  readonly column: number;
  readonly name: string | undefined;
}

function locate(
  objects: readonly object[],
  place_of: (session: Session, object: Runtime.RemoteObject) => Place | undefined,
): (Location | undefined)[] {
  let session: Session | undefined;
  try {
    // Loaded at the first question: a program that never prints a place does not pay for it.
    const inspector = process.getBuiltinModule('node:inspector');
    const opened = new inspector.Session();
    opened.connect();
    session = opened;
    const places = show(session, inspector, objects).map(
      (object) => object && place_of(opened, object),
    );
    learn_scripts(session, places);
    return places.map((place) => place && original_location(place));
  } catch {
    return objects.map(() => undefined);
  } finally {
    session?.disconnect();
  }
}

/** Ask the inspector. A session of our own thread answers at once. */
function post<Result>(session: Session, method: string, params: object): Result {
  let failure: Error | null = new Error(`${method} was not answered`);
  let result: object | undefined;
  session.post(method, params, (error, answer) => {
    failure = error;
    result = answer;
  });
  if (failure !== null) throw failure;
  return result as Result;
}

/** Where the objects lie for the moment in which the inspector fetches them. */
const SHOWN = 'yieldfrom.shown';

/**
 * The inspector's view of the objects. They are handed over on a builtin module, because `globalThis` may be that of
 * another context (test runners), of which the inspector knows nothing.
 */
function show(
  session: Session,
  inspector: object,
  objects: readonly object[],
): (Runtime.RemoteObject | undefined)[] {
  const key = Symbol.for(SHOWN);
  const desk = inspector as Record<symbol, unknown>;
  desk[key] = objects;
  try {
    const { result } = post<Runtime.EvaluateReturnType>(session, 'Runtime.evaluate', {
      expression: `process.getBuiltinModule('node:inspector')[Symbol.for('${SHOWN}')]`,
      silent: true,
    });
    const views = new Map<string, Runtime.RemoteObject | undefined>();
    for (const { name, value } of properties(session, result).result) views.set(name, value);
    return objects.map((_, index) => views.get(String(index)));
  } finally {
    delete desk[key];
  }
}

function properties(
  session: Session,
  { objectId }: Runtime.RemoteObject,
): Runtime.GetPropertiesReturnType {
  if (objectId === undefined) return { result: [] };
  return post(session, 'Runtime.getProperties', { objectId, ownProperties: true });
}

type Internals = Map<string, Runtime.RemoteObject | undefined>;

function internals_of(answer: Runtime.GetPropertiesReturnType): Internals {
  return new Map(answer.internalProperties?.map(({ name, value }) => [name, value]));
}

function generator_place(session: Session, object: Runtime.RemoteObject): Place | undefined {
  const internals = internals_of(properties(session, object));
  if (internals.get('[[GeneratorState]]')?.value === 'running') return undefined;
  const fn = internals.get('[[GeneratorFunction]]');
  return place_at(internals.get('[[GeneratorLocation]]'), () => fn && generator_name(session, fn));
}

function function_place(session: Session, object: Runtime.RemoteObject): Place | undefined {
  const answer = properties(session, object);
  const internals = internals_of(answer);
  const target = internals.get('[[TargetFunction]]') ?? internals.get('[[Target]]');
  if (target !== undefined) return function_place(session, target);
  return place_at(internals.get('[[FunctionLocation]]'), () => name_property(answer));
}

function place_at(
  location: Runtime.RemoteObject | undefined,
  name: () => string | undefined,
): Place | undefined {
  if (location === undefined) return undefined;
  const { scriptId, lineNumber, columnNumber }: Debugger.Location = location.value;
  return { script: scriptId, line: lineNumber, column: columnNumber ?? 0, name: name() };
}

/** The name in the function's text, which V8 sends along; another question is needed where there is none. */
function generator_name(session: Session, fn: Runtime.RemoteObject): string | undefined {
  const text = fn.description ?? '';
  const name = /^(?:async\s+)?(?:function\s*)?\*\s*([\p{ID_Continue}$#]+)/u.exec(text);
  return name?.[1] ?? name_property(properties(session, fn));
}

function name_property(answer: Runtime.GetPropertiesReturnType): string | undefined {
  const name: unknown = answer.result.find((property) => property.name === 'name')?.value?.value;
  return typeof name === 'string' ? name || '<lambda>' : undefined;
}

/** What V8 compiled: the file, and how its positions lead back to the original files. */
interface Script {
  readonly file: string;
  readonly original?: (line: number, column: number) => Location | undefined;
}

const scripts = new Map<string, Script | undefined>();

/**
 * Find the scripts of these places that are not known yet. They are announced when the debugger is enabled, so it is,
 * for that moment only: while it is enabled, promises and errors are many times slower.
 */
function learn_scripts(session: Session, places: readonly (Place | undefined)[]): void {
  const wanted = new Set<string>();
  for (const place of places) {
    if (place !== undefined && !scripts.has(place.script)) wanted.add(place.script);
  }
  if (wanted.size === 0) return;
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (wanted.has(params.scriptId)) scripts.set(params.scriptId, new_script(params));
  });
  post(session, 'Debugger.enable', { maxScriptsCacheSize: 0 });
  post(session, 'Debugger.disable', {});
  for (const id of wanted) if (!scripts.has(id)) scripts.set(id, undefined);
}

function new_script({ url, sourceMapURL }: Debugger.ScriptParsedEventDataType): Script | undefined {
  if (url === '') return undefined;
  const file = path_of(url) ?? url;
  try {
    return sourceMapURL ? { file, original: reader_of(sourceMapURL, url) } : { file };
  } catch {
    return { file };
  }
}

function reader_of(map_url: string, script_url: string): Script['original'] {
  const { base, text } = read_source_map(map_url, script_url);
  const payload: SourceMapPayload = JSON.parse(text);
  const map = new SourceMap(payload);
  const root = payload.sourceRoot ? `${payload.sourceRoot.replace(/\/$/, '')}/` : '';
  return (line, column) => {
    const entry = map.findEntry(line, column);
    if (!('originalSource' in entry) || !entry.originalSource) return undefined;
    const file = path_of(root + entry.originalSource, base);
    return file === undefined ? undefined : { file, line: entry.originalLine + 1 };
  };
}

/** The text of a source map, and the URL that its sources are relative to. */
function read_source_map(map_url: string, script_url: string): { base: string; text: string } {
  const data = /^data:[^,]*?(;base64)?,/.exec(map_url);
  if (data === null) {
    const base = new URL(map_url, script_url).href;
    return { base, text: readFileSync(fileURLToPath(base), 'utf8') };
  }
  const body = map_url.slice(data[0].length);
  const text = data[1] ? Buffer.from(body, 'base64').toString() : decodeURIComponent(body);
  return { base: script_url, text };
}

/** The file-system path of a URL or path; undefined for what is no file. */
function path_of(source: string, base?: string): string | undefined {
  if (isAbsolute(source)) return normalize(source);
  try {
    return fileURLToPath(new URL(source, base));
  } catch {
    return undefined;
  }
}

function original_location({ script: id, line, column, name }: Place): Location | undefined {
  const script = scripts.get(id);
  if (script === undefined) return undefined;
  const place = script.original?.(line, column) ?? { file: script.file, line: line + 1 };
  return name === undefined ? place : { ...place, name };
}
