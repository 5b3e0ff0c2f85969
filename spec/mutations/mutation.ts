/** Mistakes that are made on purpose, to see whether the specs notice. */

export interface Edit {
  /** A text that occurs exactly once in the file: short, so that it outlives changes around it. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutation extends Edit {
  /** Begins with the name of the CPython module when the mistake is one of `spec/oracle/porting-mistakes.md`. */
  readonly name: string;
  /** More edits, made after the first, where one does not make the mistake. */
  readonly also?: readonly Edit[];
  /** Specs to run besides those of the list: beginnings of paths. */
  readonly specs?: readonly string[];
  /** Why no spec can notice it. */
  readonly survives?: string;
}

/** Mutations of one file of `lib/` that the same specs may notice. */
export interface MutationList {
  /** Its path below `lib/`. */
  readonly file: string;
  /** Beginnings of paths below the project's root. */
  readonly specs: readonly string[];
  readonly mutations: readonly Mutation[];
}

/** A mutation together with what it needs from its list. */
export interface Candidate {
  readonly file: string;
  readonly mutation: Mutation;
  readonly specs: readonly string[];
}

export function candidates_of({ file, specs, mutations }: MutationList): Candidate[] {
  return mutations.map((mutation) => ({
    file,
    mutation,
    specs: [...specs, ...(mutation.specs ?? [])],
  }));
}

/** @throws Error when a text does not occur exactly once. */
export function mutate(source: string, { find, replace, also = [] }: Mutation): string {
  return [{ find, replace }, ...also].reduce(edit, source);
}

function edit(source: string, { find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(`occurs ${parts.length - 1} times, not once: ${find}`);
  }
  return parts.join(replace);
}
