import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotImplementedError } from '../lib/errors';
import { descriptor_of } from '../lib/node_handles';
import { PipeWatch } from '../lib/pipe_watch';
import { new_pipe } from './conformance/pipes';
import { node_turns } from './support/node_loop';
import { new_path, open_descriptors } from './support/sockets';

/** A pipe whose reading end is watched, and how often it was told to be readable. */
function watched() {
  const [read, write] = new_pipe();
  let is_open = true;
  const close_write = () => {
    if (is_open) closeSync(write);
    is_open = false;
  };
  const watch = new PipeWatch(read);
  onTestFinished(() => {
    watch._not_watched();
    closeSync(read);
    close_write();
  });
  let calls = 0;
  const listener = () => {
    calls += 1;
  };
  return { read, write, close_write, watch, listener, calls: () => calls };
}

describe('a pipe that is watched', () => {
  it('is readable when there is something, which stays there', async () => {
    const { read, write, watch, listener, calls } = watched();
    watch._add_listener(listener);
    await node_turns();
    expect([calls(), watch._is_readable()]).toEqual([0, false]);
    writeSync(write, 'data');
    await node_turns();
    expect([calls(), watch._is_readable()]).toEqual([1, true]);
    const buffer = Buffer.alloc(9);
    expect(readSync(read, buffer)).toBe(4);
    expect(buffer.subarray(0, 4).toString()).toBe('data');
  });

  it('is told once, and looked at anew when that is asked for', async () => {
    const { write, watch, listener, calls } = watched();
    watch._add_listener(listener);
    writeSync(write, 'data');
    await node_turns();
    writeSync(write, 'more');
    await node_turns();
    expect(calls()).toBe(1);
    watch._look_again();
    expect(watch._is_readable()).toBe(false);
    await node_turns();
    expect([calls(), watch._is_readable()]).toEqual([2, true]);
  });

  it('is not readable any more when it is looked at anew and is empty', async () => {
    const { read, write, watch, listener, calls } = watched();
    watch._add_listener(listener);
    writeSync(write, 'data');
    await node_turns();
    readSync(read, Buffer.alloc(9));
    watch._look_again();
    await node_turns();
    expect([calls(), watch._is_readable()]).toEqual([1, false]);
  });

  it('is readable at its end', async () => {
    const { watch, listener, close_write, calls } = watched();
    watch._add_listener(listener);
    close_write();
    await node_turns();
    expect([calls(), watch._is_readable()]).toEqual([1, true]);
  });

  it('calls nobody who was removed', async () => {
    const { write, watch, listener, calls } = watched();
    let others = 0;
    watch._add_listener(listener);
    watch._add_listener(() => {
      others += 1;
    });
    watch._remove_listener(listener);
    writeSync(write, 'data');
    await node_turns();
    expect([calls(), others]).toEqual([0, 1]);
  });

  it('is never writable', () => {
    expect(watched().watch._is_writable()).toBe(false);
  });
});

describe('the watch of a pipe', () => {
  it('has a descriptor of its own, which goes with it; the program has its own still', async () => {
    const { read, write, watch, listener, calls } = watched();
    const before = open_descriptors();
    watch._add_listener(listener);
    watch._not_watched();
    watch._not_watched();
    await node_turns();
    expect(open_descriptors()).toBe(before - 1);
    writeSync(write, 'data');
    watch._look_again();
    watch._set_referenced(true);
    await node_turns();
    expect(calls()).toBe(0);
    expect(readSync(read, Buffer.alloc(9))).toBe(4);
  });

  it('keeps the process alive only when it is to', () => {
    const { watch, listener } = watched();
    const handles = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length;
    watch._add_listener(listener);
    const before = handles();
    watch._set_referenced(true);
    expect(handles()).toBe(before + 1);
    watch._set_referenced(false);
    expect(handles()).toBe(before);
  });
});

describe('what is no pipe', () => {
  it('is refused as epoll does, and leaves no descriptor: files, and what is not open', () => {
    const path = `${new_path()}.txt`;
    const file = openSync(path, constants.O_CREAT | constants.O_RDWR);
    const before = open_descriptors();
    expect(() => new PipeWatch(file)).toThrow('[Errno 1] Operation not permitted');
    closeSync(file);
    expect(() => new PipeWatch(file)).toThrow('[Errno 9] Bad file descriptor');
    expect(open_descriptors()).toBe(before - 1);
  });

  it('is refused when it is a socket that is not ours, with what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const fd = descriptor_of(server);
    expect(() => new PipeWatch(fd)).toThrow(
      new NotImplementedError(
        `Node cannot watch descriptor ${fd}, a socket that it has not made: use loop.connect_read_pipe()`,
      ),
    );
  });
});
