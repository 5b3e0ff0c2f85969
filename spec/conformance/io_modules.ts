/**
 * Modules of CPython's test-suite that are about I/O throughout, each with the one reason for all of its entries.
 *
 * A module leaves this list when its cases are written; then it has a file of its own in `reasons/`.
 */
export const io_modules: Readonly<Record<string, string>> = {};
