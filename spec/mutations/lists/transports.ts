import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'transports.ts',
    specs: [
      'spec/conformance/test_transports.spec.ts',
      'spec/transports.spec.ts',
      'spec/transports/',
    ],
    mutations: [
      {
        name: 'a transport without extra information is made with nothing to look in',
        find: 'this._extra = extra ?? {};',
        replace: 'this._extra = extra as ExtraInfo;',
      },
      {
        name: 'get_extra_info() has no default',
        find: 'Object.hasOwn(this._extra, name) ? this._extra[name] : fallback;',
        replace: 'this._extra[name];',
      },
      {
        name: 'get_extra_info() knows what all objects have',
        find: 'Object.hasOwn(this._extra, name) ? this._extra[name] : fallback;',
        replace: 'name in this._extra ? this._extra[name] : fallback;',
      },
      {
        name: 'get_extra_info() gives the default in place of what is false',
        find: 'Object.hasOwn(this._extra, name) ? this._extra[name] : fallback;',
        replace: '(Object.hasOwn(this._extra, name) && this._extra[name]) || fallback;',
      },
      {
        name: 'writelines() writes the pieces one by one',
        find: 'this.write(join_bytes(list_of_data));',
        replace: 'for (const data of list_of_data) this.write(data);',
      },
      {
        name: 'a method of the abstract transport does nothing',
        find: 'write(_data: Uint8Array): void {\n    throw new NotImplementedError();',
        replace: 'write(_data: Uint8Array): void {',
      },
      {
        name: 'a method of the abstract transport of datagrams does nothing',
        find: 'sendto(_data: Uint8Array, _addr?: unknown): void {\n    throw new NotImplementedError();',
        replace: 'sendto(_data: Uint8Array, _addr?: unknown): void {',
      },
      {
        name: 'a method of the abstract transport of a subprocess does nothing',
        find: 'send_signal(_signal: number): void {\n    throw new NotImplementedError();',
        replace: 'send_signal(_signal: number): void {',
      },
      {
        name: 'a Transport is no ReadTransport',
        find: 'is_instance || (this === ReadTransport && object instanceof Transport)',
        replace: 'is_instance',
      },
      {
        name: 'a transport with flow control may have no loop',
        find: 'python_assert(loop !== undefined && loop !== null);\n    this._loop = loop;',
        replace: 'this._loop = loop as AbstractEventLoop;',
      },
      {
        name: 'the protocol is paused at the high-water mark',
        find: 'this.get_write_buffer_size() <= this._high_water',
        replace: 'this.get_write_buffer_size() < this._high_water',
      },
      {
        name: 'the protocol is paused at the low-water mark',
        find: 'this.get_write_buffer_size() <= this._high_water',
        replace: 'this.get_write_buffer_size() <= this._low_water',
      },
      {
        name: 'the protocol is paused again and again',
        find: 'if (this._protocol_paused || this.get_write_buffer_size()',
        replace: 'if (this.get_write_buffer_size()',
      },
      {
        name: 'the protocol is never paused',
        find: "this._protocol_paused = true;\n    this._call_protocol('pause_writing');",
        replace: 'this._protocol_paused = true;',
      },
      {
        name: 'the protocol is resumed only below the low-water mark',
        find: 'this.get_write_buffer_size() > this._low_water',
        replace: 'this.get_write_buffer_size() >= this._low_water',
      },
      {
        name: 'the protocol is resumed at the high-water mark',
        find: 'this.get_write_buffer_size() > this._low_water',
        replace: 'this.get_write_buffer_size() > this._high_water',
      },
      {
        name: 'the protocol is resumed though it was not paused',
        find: 'if (!this._protocol_paused || this.get_write_buffer_size()',
        replace: 'if (this.get_write_buffer_size()',
      },
      {
        name: 'the protocol is resumed before the transport knows',
        find: "this._protocol_paused = false;\n    this._call_protocol('resume_writing');",
        replace: "this._call_protocol('resume_writing');\n    this._protocol_paused = false;",
      },
      {
        name: 'an error of pause_writing() leaves write()',
        find: 'if (!is_exception(error)) throw error;',
        replace: 'throw error;',
      },
      {
        name: 'an interrupt in pause_writing() is reported as an error',
        find: 'if (!is_exception(error)) throw error;',
        replace: '',
      },
      {
        name: 'an error of pause_writing() is reported without the protocol',
        find: 'transport: this,\n        protocol: this._protocol,',
        replace: 'transport: this,',
      },
      {
        name: 'get_write_buffer_limits() gives the high mark first',
        find: 'return [this._low_water, this._high_water];',
        replace: 'return [this._high_water, this._low_water];',
      },
      {
        name: 'the high-water mark is 16 KiB',
        find: 'const DEFAULT_HIGH_WATER = 64 * 1024;',
        replace: 'const DEFAULT_HIGH_WATER = 16 * 1024;',
      },
      {
        name: 'the high-water mark is twice the low one',
        find: '4 * given.low',
        replace: '2 * given.low',
      },
      {
        name: 'the low-water mark is half the high one',
        find: 'Math.floor(high_water / 4)',
        replace: 'Math.floor(high_water / 2)',
      },
      {
        name: 'the low-water mark is rounded up',
        find: 'Math.floor(high_water / 4)',
        replace: 'Math.ceil(high_water / 4)',
      },
      {
        name: 'a low-water mark over the high one is taken',
        find: 'if (!(high_water >= low_water && low_water >= 0))',
        replace: 'if (!(low_water >= 0))',
      },
      {
        name: 'a low-water mark below zero is taken',
        find: 'if (!(high_water >= low_water && low_water >= 0))',
        replace: 'if (!(high_water >= low_water))',
      },
      {
        name: 'set_write_buffer_limits() does not look at the buffer',
        find: 'this._set_write_buffer_limits(high, low);\n    this._maybe_pause_protocol();',
        replace: 'this._set_write_buffer_limits(high, low);',
      },
    ],
  },
  {
    file: 'protocols.ts',
    specs: ['spec/conformance/test_events.3_protocols.spec.ts', 'spec/protocols.spec.ts'],
    mutations: [
      {
        name: 'eof_received() of a protocol keeps the connection open',
        find: 'eof_received(): unknown {\n    return undefined;',
        replace: 'eof_received(): unknown {\n    return true;',
      },
      {
        name: 'a protocol has to have its own pause_writing()',
        find: 'pause_writing(): void {}',
        replace: 'pause_writing(): void {\n    throw new Error();\n  }',
      },
      {
        name: 'a protocol has to have its own connection_lost()',
        find: 'connection_lost(_exc: unknown): void {}',
        replace: 'connection_lost(_exc: unknown): void {\n    throw new Error();\n  }',
      },
      {
        name: 'a protocol of datagrams has to have its own error_received()',
        find: 'error_received(_exc: unknown): void {}',
        replace: 'error_received(_exc: unknown): void {\n    throw new Error();\n  }',
      },
      {
        name: 'a protocol of a subprocess has to have its own process_exited()',
        find: 'process_exited(): void {}',
        replace: 'process_exited(): void {\n    throw new Error();\n  }',
      },
    ],
  },
];
