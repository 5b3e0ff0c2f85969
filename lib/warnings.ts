/**
 * The corner of Python's `warnings` that the library needs.
 *
 * As in Python 3.6, DeprecationWarning and ResourceWarning are not shown unless asked for: by `simplefilter('always')` or
 * by the environment variable PYTHONWARNINGS set to `default` or `always`.
 */

import { DeprecationWarning, ResourceWarning, type Warning } from './errors';
import { host } from './host';

export type Action = 'default' | 'always' | 'ignore' | 'error';
export type Category = new (message: string) => Warning;

let action: Action | undefined;

/** What to do with every warning from now on; None: the rules above. */
export function simplefilter(new_action: Action | undefined): void {
  action = new_action;
}

/** Where shown warnings go. A program may replace it, as it may assign `warnings.showwarning` in Python. */
export const showwarning = {
  write: (message: string, category: Category) => {
    host.write_stderr(`${category.name}: ${message}\n`);
  },
};

/** `warnings.warn(message, category)`. */
export function warn(message: string, category: Category): void {
  const todo = action ?? action_for(category);
  if (todo === 'error') throw new category(message);
  if (todo !== 'ignore') showwarning.write(message, category);
}

function action_for(category: Category): Action {
  const asked = host.getenv('PYTHONWARNINGS');
  if (asked === 'default' || asked === 'always' || asked === 'error') return asked;
  return category === DeprecationWarning || category === ResourceWarning ? 'ignore' : 'default';
}
