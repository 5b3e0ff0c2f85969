import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AssertionError, DeprecationWarning, ResourceWarning, Warning } from '../lib/errors';
import { host } from '../lib/host';
import { type Action, showwarning, simplefilter, warn } from '../lib/warnings';
import { has_python36, python36, without_python36 } from './support/python36';

class UserWarning extends Warning {}

let written: string[];
let PYTHONWARNINGS: string | undefined;

beforeEach(() => {
  written = [];
  PYTHONWARNINGS = undefined;
  vi.spyOn(host, 'write_stderr').mockImplementation((text) => void written.push(text));
  vi.spyOn(host, 'getenv').mockImplementation((name) =>
    name === 'PYTHONWARNINGS' ? PYTHONWARNINGS : undefined,
  );
  simplefilter(undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  simplefilter(undefined);
});

/** Each of the three categories, twice; what is shown, or the first that is raised. */
function warn_all(): string[] {
  for (const category of [UserWarning, DeprecationWarning, ResourceWarning]) {
    for (let i = 0; i < 2; i++) {
      try {
        warn('text', category);
      } catch (error) {
        written.push(`raised ${error}\n`);
      }
    }
  }
  return written.map((text) => text.replace('Warning: text\n', ''));
}

const [user, deprecated, resource] = ['User', 'Deprecation', 'Resource'];

describe('a warning', () => {
  it('is shown on standard error, with its category', () => {
    warn('mind the gap', UserWarning);
    expect(written).toEqual(['UserWarning: mind the gap\n']);
  });

  it('of the categories for developers is not shown unless asked for', () => {
    expect(warn_all()).toEqual([user]);
  });

  it('with another text is shown as well', () => {
    warn('one', UserWarning);
    warn('two', UserWarning);
    warn('one', UserWarning);
    expect(written).toEqual(['UserWarning: one\n', 'UserWarning: two\n']);
  });

  it('goes where showwarning.write takes it', () => {
    const write = vi.spyOn(showwarning, 'write').mockImplementation(() => {});
    warn('text', UserWarning);
    expect(write.mock.calls).toEqual([['text', UserWarning]]);
    expect(written).toEqual([]);
  });
});

describe('simplefilter', () => {
  it.each<[Action, string[]]>([
    ['ignore', []],
    ['default', [user, deprecated, resource]],
    ['once', [user, deprecated, resource]],
    ['module', [user, deprecated, resource]],
    ['always', [user, user, deprecated, deprecated, resource, resource]],
  ])('%s decides for all categories', (action, shown) => {
    simplefilter(action);
    expect(warn_all()).toEqual(shown);
  });

  it('error raises the warning', () => {
    simplefilter('error');
    expect(() => warn('text', ResourceWarning)).toThrow(new ResourceWarning('text'));
    expect(() => warn('text', UserWarning)).toThrow(UserWarning);
    expect(written).toEqual([]);
  });

  it('goes before the environment', () => {
    PYTHONWARNINGS = 'error';
    simplefilter('ignore');
    expect(warn_all()).toEqual([]);
  });

  it('None restores the rules, and shows again what was shown before', () => {
    warn('text', UserWarning);
    simplefilter('ignore');
    simplefilter(undefined);
    warn('text', UserWarning);
    expect(written).toHaveLength(2);
  });

  it('refuses what is no action', () => {
    for (const wrong of ['bogus', '', null]) {
      expect(() => simplefilter(wrong as Action)).toThrow(AssertionError);
    }
    expect(() => simplefilter('bogus' as Action)).toThrow("invalid action: 'bogus'");
  });
});

describe('PYTHONWARNINGS', () => {
  const VALUES: readonly [string, string[]][] = [
    ['', [user]],
    ['default', [user, deprecated, resource]],
    ['d', [user, deprecated, resource]],
    ['once', [user, deprecated, resource]],
    ['ignore', []],
    ['i', []],
    ['bogus', [user]],
    ['default::DeprecationWarning', [user, deprecated]],
    ['ignore::UserWarning', []],
    ['ignore,default::DeprecationWarning', [deprecated]],
    ['default::DeprecationWarning,ignore', []],
    ['default::Warning', [user, deprecated, resource]],
    [' default : : ResourceWarning ', [user, resource]],
    ['::ResourceWarning', [user, resource]],
    ['bogus,default', [user, deprecated, resource]],
  ];

  it.each(VALUES)('set to %j shows what CPython shows', (value, shown) => {
    PYTHONWARNINGS = value;
    expect(warn_all()).toEqual(shown);
  });

  it.skipIf(!has_python36)(`shows this in CPython${without_python36}`, () => {
    // One Python that starts the others: a shim in front of it takes longer than they do.
    const program = `
import json, os, re, subprocess, sys
PROGRAM = """
import warnings
def twice(category):
    for i in range(2): warnings.warn('text', category)
for category in UserWarning, DeprecationWarning, ResourceWarning: twice(category)"""
def shown(value):
    env = dict(os.environ, PYTHONWARNINGS=value)
    done = subprocess.run([sys.executable, '-c', PROGRAM], env=env, stderr=subprocess.PIPE)
    return re.findall(r'(\\w+)Warning: text', done.stderr.decode())
print(json.dumps([[value, shown(value)] for value in sys.argv[1:]]))`;
    const { stdout } = python36(['-c', program, ...VALUES.map(([value]) => value)]);
    const shown = JSON.parse(stdout);
    expect(shown).toEqual(VALUES);
  });

  it('set to error raises', () => {
    PYTHONWARNINGS = 'error::DeprecationWarning';
    warn('text', UserWarning);
    expect(() => warn('text', DeprecationWarning)).toThrow(new DeprecationWarning('text'));
    PYTHONWARNINGS = 'e';
    expect(() => warn('text', ResourceWarning)).toThrow(new ResourceWarning('text'));
    expect(written).toHaveLength(1);
  });

  it('set to all or always shows every time', () => {
    for (const value of ['all', 'always']) {
      PYTHONWARNINGS = value;
      written = [];
      expect(warn_all()).toEqual([user, user, deprecated, deprecated, resource, resource]);
    }
  });
});
