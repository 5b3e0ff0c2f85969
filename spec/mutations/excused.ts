/** Conformance cases that no mutation kills, each with the reason: by `module.Class.test`. */
export const excused: Readonly<Record<string, string>> = {};
