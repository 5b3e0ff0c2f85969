import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { ImportError } from '../../lib/errors';
import * as threading from '../../lib/threading';
import { is_installed, load, locate } from '../../lib/threads/importable';
import { add_seven, Signal } from '../support/thread_targets';

const { cache } = createRequire(__filename);
const invented: string[] = [];

function invent_module(file: string, exports: unknown): void {
  cache[file] = { id: file, exports } as NodeJS.Module;
  invented.push(file);
}

afterEach(() => {
  for (const file of invented.splice(0)) delete cache[file];
});

describe('locate', () => {
  it('finds functions and classes by the module and name of their export', () => {
    const file = createRequire(__filename).resolve('../support/thread_targets.ts');
    expect(locate(add_seven)).toEqual({ file, name: 'add_seven' });
    expect(locate(Signal)).toEqual({ file, name: 'Signal' });
    expect(load(locate(threading.Event))).toBe(threading.Event);
  });

  it('finds a function that is a whole module, and one that is exported under another name', () => {
    const whole = () => {};
    const inner = () => {};
    invent_module('/invented/whole.js', Object.assign(whole, { default: inner }));
    expect(locate(whole)).toEqual({ file: '/invented/whole.js', name: '' });
    expect(locate(inner)).toEqual({ file: '/invented/whole.js', name: 'default' });
    expect(load(locate(whole))).toBe(whole);
    expect(load(locate(inner))).toBe(inner);
  });

  it('finds what is exported after it was first asked for', () => {
    const late = () => {};
    expect(() => locate(late)).toThrow(TypeError);
    invent_module('/invented/late.js', { late });
    expect(locate(late)).toEqual({ file: '/invented/late.js', name: 'late' });
  });

  it('does not run the getters of installed packages, except for the one of that name', () => {
    const wanted = () => {};
    let ran = false;
    invent_module('/invented/node_modules/package/index.js', {
      get lazy() {
        ran = true;
        return undefined;
      },
      get wanted() {
        return wanted;
      },
    });
    expect(locate(wanted).name).toBe('wanted');
    expect(ran).toBe(false);
  });

  it('runs the getters of the program: so compilers write exports under other names', () => {
    const inner = () => {};
    invent_module('/invented/program.js', {
      get outer() {
        return inner;
      },
    });
    expect(locate(inner)).toEqual({ file: '/invented/program.js', name: 'outer' });
  });

  it('survives modules that are not finished, or export nothing', () => {
    const wanted = () => {};
    invent_module('/invented/a.js', {
      get early(): unknown {
        throw new ReferenceError('before initialization');
      },
    });
    invent_module('/invented/b.js', null);
    invent_module('/invented/c.js', 'text');
    invent_module('/invented/d.js', { wanted });
    expect(locate(wanted).file).toBe('/invented/d.js');
  });

  it('says what to do about a function that nobody exports', () => {
    function local() {}
    expect(() => locate(local)).toThrow(
      /^cannot use <function local at 0x[0-9a-f]+> in another thread: no loaded module exports it\. Threads find functions and classes by module and export name; define it at the top level of a CommonJS module, export it, and pass what it needs as arguments\.$/,
    );
  });
});

describe('load', () => {
  it('raises ImportError for an export that is not there', () => {
    const { file } = locate(add_seven);
    expect(() => load({ file, name: 'missing' })).toThrow(ImportError);
    expect(() => load({ file, name: 'missing' })).toThrow(
      `cannot import name 'missing' from '${file}'`,
    );
  });
});

describe('is_installed', () => {
  it('tells packages from the program', () => {
    expect(is_installed('/a/node_modules/b/c.js')).toBe(true);
    expect(is_installed('C:\\a\\node_modules\\b.js')).toBe(true);
    expect(is_installed('/a/node_modules_of_mine/c.js')).toBe(false);
  });
});
