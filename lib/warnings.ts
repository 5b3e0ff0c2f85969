/**
 * The corner of Python's `warnings` that the library needs.
 *
 * As in Python 3.6, DeprecationWarning and ResourceWarning are not shown unless asked for: by `simplefilter('always')` or
 * by the environment variable PYTHONWARNINGS, which holds `action` or `action::Category`, or several with commas between
 * them, of which the last that fits counts.
 */

import { DeprecationWarning, python_assert, ResourceWarning, type Warning } from './errors';
import { host } from './host';
import { repr } from './reprlib';

const ACTIONS = ['default', 'always', 'ignore', 'module', 'once', 'error'] as const;
/** `always` shows a text every time, `error` raises it; `default`, `module` and `once` show it once. */
export type Action = (typeof ACTIONS)[number];
export type Category = new (message: string) => Warning;

let action: Action | undefined;
const shown = new Set<string>();

/**
 * What to do with every warning from now on; None: the rules above.
 *
 * @throws AssertionError for what is no action.
 */
export function simplefilter(new_action: Action | undefined): void {
  const is_known = new_action === undefined || ACTIONS.includes(new_action);
  python_assert(is_known, `invalid action: ${repr(new_action)}`);
  action = new_action;
  shown.clear();
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
  if (todo === 'ignore') return;
  if (todo === 'error') throw new category(message);
  const text = `${category.name}: ${message}`;
  if (todo !== 'always' && shown.has(text)) return;
  shown.add(text);
  showwarning.write(message, category);
}

function action_for(category: Category): Action {
  const filters = host.getenv('PYTHONWARNINGS')?.split(',') ?? [];
  for (const filter of filters.reverse()) {
    const [name, , category_name] = filter.split(':').map((part) => part.trim());
    const found = name === 'all' ? 'always' : ACTIONS.find((known) => known.startsWith(name ?? ''));
    const fits = !category_name || category_name === 'Warning' || category_name === category.name;
    if (filter !== '' && found && fits) return found;
  }
  return category === DeprecationWarning || category === ResourceWarning ? 'ignore' : 'default';
}
