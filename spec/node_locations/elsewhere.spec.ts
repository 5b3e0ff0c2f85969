import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Location } from '../../lib/host';
import { ROOT } from '../support/programs';

let temp: string;
beforeAll(() => {
  temp = realpathSync(mkdtempSync(join(tmpdir(), 'yieldfrom-')));
});
afterAll(() => rmSync(temp, { recursive: true, force: true }));

describe('elsewhere', () => {
  /** A program in plain JavaScript with `locations`, the compiled library file. */
  function program(name: string, text: string): string {
    const source = readFileSync(join(ROOT, 'lib', 'node_locations.ts'), 'utf8');
    const compilerOptions = { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS };
    writeFileSync(
      join(temp, 'node_locations.js'),
      transpileModule(source, { compilerOptions }).outputText,
    );
    const file = join(temp, name);
    writeFileSync(file, `const locations = require('./node_locations.js');\n${text}`);
    return file;
  }

  it('a worker thread knows its own generators', async () => {
    const file = program(
      'worker.js',
      `function* g() { yield; }
require('node:worker_threads').parentPort.postMessage(
  [...locations.generator_locations([g()]), locations.function_location(g)]);`,
    );
    const worker = new Worker(file);
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    const place: Location = { file, line: 2, name: 'g' };
    expect(answer).toEqual([place, place]);
    await worker.terminate();
  });

  it('a debugger that is attached keeps its breakpoints and its pauses', () => {
    const file = program(
      'debugged.js',
      `const { Worker, isMainThread, parentPort } = require('node:worker_threads');
function* g() { yield; }
function target() { return 1; } // line 4
function fail() { null.x; }
if (isMainThread) {
  const debugger_thread = new Worker(__filename);
  debugger_thread.once('message', () => {
    const place = locations.generator_locations([g()])[0];
    target();
    try { fail(); } catch {}
    debugger_thread.once('message', (pauses) => console.log(JSON.stringify({ place, pauses })));
    debugger_thread.postMessage('end');
  });
} else {
  const { Session } = require('node:inspector/promises');
  const session = new Session();
  const pauses = [];
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params }) => {
    pauses.push(params.callFrames[0].functionName);
    session.post('Debugger.resume').catch(() => {});
  });
  parentPort.once('message', () => {
    parentPort.postMessage(pauses);
    session.disconnect();
  });
  (async () => {
    await session.post('Debugger.enable');
    await session.post('Debugger.setPauseOnExceptions', { state: 'all' });
    await session.post('Debugger.setBreakpointByUrl', {
      lineNumber: 3, url: require('node:url').pathToFileURL(__filename).href });
    parentPort.postMessage('attached');
  })();
}`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      place: { file, line: 3, name: 'g' },
      pauses: ['target', 'fail'],
    });
  });
});
