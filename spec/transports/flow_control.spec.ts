import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AssertionError, KeyboardInterrupt, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { _FlowControlMixin } from '../../lib/transports';

/** A transport whose buffer has whatever size the spec says. */
class Buffered extends _FlowControlMixin {
  size = 0;

  override get_write_buffer_size(): number {
    return this.size;
  }

  grow(size: number): void {
    this.size = size;
    this._maybe_pause_protocol();
  }

  shrink(size: number): void {
    this.size = size;
    this._maybe_resume_protocol();
  }
}

class Told extends asyncio.Protocol {
  readonly calls: string[] = [];
  fails: unknown;

  override pause_writing(): void {
    this.call('pause');
  }

  override resume_writing(): void {
    this.call('resume');
  }

  private call(name: string): void {
    this.calls.push(name);
    if (this.fails !== undefined) throw this.fails;
  }
}

let loop: VirtualTimeLoop;
let transport: Buffered;
let protocol: Told;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  transport = new Buffered(undefined, loop);
  protocol = new Told();
  transport._protocol = protocol;
  onTestFinished(() => loop.close());
});

describe('the water marks', () => {
  const after = (...marks: Parameters<Buffered['set_write_buffer_limits']>) => {
    transport.set_write_buffer_limits(...marks);
    return transport.get_write_buffer_limits();
  };

  it('are 16 and 64 KiB unless something else is said', () => {
    expect(transport.get_write_buffer_limits()).toEqual([16384, 65536]);
    after(5, 1);
    expect(after()).toEqual([16384, 65536]);
  });

  it('follow from each other when one is missing', () => {
    expect(after(10)).toEqual([2, 10]);
    expect(after({ high: 11 })).toEqual([2, 11]);
    expect(after({ low: 10 })).toEqual([10, 40]);
    expect(after(null, 3)).toEqual([3, 12]);
    expect(after({ high: 0 })).toEqual([0, 0]);
    expect(after({ low: 0 })).toEqual([0, 0]);
  });

  it('are taken by place or by name', () => {
    expect(after(7, 3)).toEqual([3, 7]);
    expect(after({ high: 8, low: 4 })).toEqual([4, 8]);
    expect(after({ high: null, low: undefined })).toEqual([16384, 65536]);
  });

  it.each([
    [{ high: 1, low: 2 }, 'high (1) must be >= low (2) must be >= 0'],
    [{ low: -1 }, 'high (-4) must be >= low (-1) must be >= 0'],
    [{ high: -1 }, 'high (-1) must be >= low (-1) must be >= 0'],
    [{ high: Number.NaN }, 'high (nan) must be >= low (nan) must be >= 0'],
  ])('cannot be %j', (marks, message) => {
    expect(() => after(marks)).toThrow(new ValueError(message));
    expect(transport.get_write_buffer_limits()).toEqual([16384, 65536]);
  });

  it('are numbers, and nothing else is taken', () => {
    const refused: [unknown, unknown, string][] = [
      ['5', 1, "'>=' not supported between instances of 'str' and 'int'"],
      [5, '1', "'>=' not supported between instances of 'str' and 'int'"],
      [{ hihg: 1 }, null, "set_write_buffer_limits() got an unexpected keyword argument 'hihg'"],
      [{ high: 1 }, 1, 'set_write_buffer_limits() takes its two marks by place or by name'],
    ];
    for (const [high, low, message] of refused) {
      expect(() => after(high as number, low as number)).toThrow(new TypeError(message));
    }
  });
});

describe('flow control', () => {
  beforeEach(() => transport.set_write_buffer_limits(8, 4));

  it('pauses once when the buffer grows over the high mark, and not at the mark', () => {
    transport.grow(8);
    expect(protocol.calls).toEqual([]);
    transport.grow(9);
    transport.grow(20);
    expect(protocol.calls).toEqual(['pause']);
  });

  it('resumes once when the buffer has shrunk to the low mark', () => {
    transport.shrink(0);
    transport.grow(9);
    transport.shrink(5);
    expect(protocol.calls).toEqual(['pause']);
    transport.shrink(4);
    transport.shrink(0);
    expect(protocol.calls).toEqual(['pause', 'resume']);
    transport.grow(9);
    expect(protocol.calls).toEqual(['pause', 'resume', 'pause']);
  });

  it('pauses anew a protocol that writes too much as soon as it is resumed', () => {
    protocol.resume_writing = () => {
      protocol.calls.push('resume');
      transport.grow(9);
    };
    transport.grow(9);
    transport.shrink(4);
    expect(protocol.calls).toEqual(['pause', 'resume', 'pause']);
  });

  it('with both marks at zero pauses for any byte and resumes when there is none', () => {
    transport.set_write_buffer_limits(0);
    transport.grow(1);
    transport.shrink(1);
    expect(protocol.calls).toEqual(['pause']);
    transport.shrink(0);
    expect(protocol.calls).toEqual(['pause', 'resume']);
  });

  it('looks at the buffer again when the marks change, for pausing only', () => {
    transport.grow(6);
    transport.set_write_buffer_limits(5);
    expect(protocol.calls).toEqual(['pause']);
    transport.set_write_buffer_limits(1000);
    expect(protocol.calls).toEqual(['pause']);
    transport.shrink(6);
    expect(protocol.calls).toEqual(['pause', 'resume']);
  });

  it('gives an error of the protocol to the exception handler', () => {
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    protocol.fails = new ValueError('no');
    transport.grow(9);
    transport.shrink(0);
    const common = { exception: protocol.fails, transport, protocol };
    expect(contexts).toEqual([
      { message: 'protocol.pause_writing() failed', ...common },
      { message: 'protocol.resume_writing() failed', ...common },
    ]);
    transport.grow(9);
    expect(protocol.calls).toEqual(['pause', 'resume', 'pause']);
  });

  it('lets through what is no Exception', () => {
    protocol.fails = new KeyboardInterrupt();
    expect(() => transport.grow(9)).toThrow(KeyboardInterrupt);
    expect(() => transport.shrink(0)).toThrow(KeyboardInterrupt);
  });
});

it('a transport with flow control has a loop', () => {
  expect(() => new Buffered()).toThrow(AssertionError);
  expect(transport._loop).toBe(loop);
});
