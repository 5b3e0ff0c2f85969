import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'sslproto.ts',
    specs: ['spec/conformance/test_sslproto.spec.ts', 'spec/sslproto/'],
    mutations: [
      {
        name: 'a server speaks TLS without a context',
        find: "if (server_side) throw new ValueError('Server side SSL needs a valid SSLContext');",
        replace: '',
      },
      {
        name: 'anything is a context for TLS',
        find: 'if (!(context instanceof SSLContext)) {',
        replace: 'if (context === null) {',
      },
      {
        name: 'set_protocol() under TLS sets nothing',
        find: 'override set_protocol(protocol: Protocol): void {\n    this._protocol = protocol;',
        replace: 'override set_protocol(_protocol: Protocol): void {',
      },
      {
        name: 'TLS has no default for what it does not know',
        find: '? fallback\n      : this._transport.get_extra_info(name, fallback);',
        replace: '? undefined\n      : this._transport.get_extra_info(name, fallback);',
      },
      {
        name: 'TLS does not ask the transport for what it does not know',
        find: '? fallback\n      : this._transport.get_extra_info(name, fallback);',
        replace: '? fallback\n      : fallback;',
      },
      {
        name: 'close() during a handshake waits for its end',
        find: 'if (this._in_handshake) {\n      this._abort();\n      return;\n    }\n    this._in_shutdown',
        replace: 'this._in_shutdown',
      },
      {
        name: 'a connection that is lost does not end the handshake',
        find: 'this._wakeup_waiter(exc ?? new ConnectionAbortedError());',
        replace: '',
      },
      {
        name: 'the error of a connection that is lost is not that of the handshake',
        find: 'this._wakeup_waiter(exc ?? new ConnectionAbortedError());',
        replace: 'this._wakeup_waiter(new ConnectionAbortedError());',
      },
      {
        name: 'a handshake that fails wakes who was cancelled',
        find: 'if (waiter === undefined || waiter.cancelled()) return;',
        replace: 'if (waiter === undefined) return;',
      },
      {
        name: 'the end of the records does not end the handshake',
        find: 'this._wakeup_waiter(new ConnectionResetError());\n    try {',
        replace: 'try {',
      },
      {
        name: 'records that come after the end are taken',
        find: 'this._pipe?.feed_records(data);',
        replace: '(this._pipe as SSLPipe).feed_records(data);',
      },
      {
        name: 'what is written after close() is sent',
        find: 'if (!this._in_shutdown) this._pipe?.write(data);',
        replace: 'this._pipe?.write(data);',
      },
      {
        name: 'write() after close() under TLS is an error',
        find: 'if (!this._in_shutdown) this._pipe?.write(data);',
        replace: 'if (this._in_shutdown) throw new Error();\n    this._pipe?.write(data);',
      },
      {
        name: 'connection_lost() is called though connection_made() was not',
        find: 'if (this._session_established) {\n      this._session_established = false;',
        replace: 'if (this._app_transport) {\n      this._session_established = false;',
      },
      {
        name: 'connection_lost() under TLS is not called',
        find: 'this._loop.call_soon(() => protocol.connection_lost(exc));',
        replace: '',
      },
      {
        name: 'TLS does not pause the protocol',
        find: 'this._ssl_protocol._write_appdata(data);\n    this._maybe_pause_protocol();',
        replace: 'this._ssl_protocol._write_appdata(data);',
      },
      {
        name: 'TLS counts the records only',
        find: '(this._pipe?.unsent ?? 0) + (this._transport',
        replace: '(this._transport',
      },
      {
        name: 'write_eof() under TLS does nothing',
        find: 'override write_eof(): void {\n    throw new NotImplementedError();',
        replace: 'override write_eof(): void {',
      },
      {
        name: 'TLS does not say farewell',
        find: 'this._pipe?.shutdown();\n',
        replace: '',
      },
      {
        name: 'TLS closes without the farewell of the other side',
        find: 'if (!this._farewell_sent || !this._farewell_received) return;',
        replace: 'if (!this._farewell_sent) return;',
      },
      {
        name: 'TLS does not answer a farewell',
        find: 'this._farewell_received = true;\n    this._start_shutdown();',
        replace: 'this._farewell_received = true;',
      },
      {
        name: 'eof_received() under TLS may keep the connection open',
        find: "      if (this._app_protocol.eof_received()) {\n        logger.warning('returning true from eof_received() has no effect when using ssl');\n      }\n",
        replace: '      if (this._app_protocol.eof_received()) return;\n',
      },
      {
        name: 'connection_made() under TLS is not called',
        find: 'if (this._call_connection_made) this._app_protocol.connection_made(this._app_transport);',
        replace: '',
      },
      {
        name: 'a handshake wakes nobody',
        find: '} finally {\n      this._wakeup_waiter();',
        replace: '} finally {\n      void this._waiter;',
      },
      {
        name: 'TLS hands on nothing',
        find: 'else this._app_protocol.data_received(data);',
        replace: '',
      },
      {
        name: 'TLS hands data on though reading is paused',
        find: 'while (!this._reading_paused) {',
        replace: 'for (;;) {',
      },
      {
        name: 'a handshake that failed leaves the connection open',
        find: 'this._transport?.close();\n    this._wakeup_waiter(error);',
        replace: 'this._wakeup_waiter(error);',
      },
      {
        name: 'the certificate of the other side is not told',
        find: 'peercert: ssl_object.getpeercert(),\n',
        replace: '',
        specs: ['spec/conformance/test_events.9'],
      },
      {
        name: 'the cipher is not told',
        find: 'cipher: ssl_object.cipher(),\n',
        replace: '',
        specs: [
          'spec/conformance/test_events.9',
          'spec/conformance/test_streams.9',
          'spec/conformance/test_streams.5',
        ],
      },
    ],
  },
  {
    file: 'ssl_pipe.ts',
    specs: ['spec/conformance/test_events.9', 'spec/sslproto/handshake.spec.ts'],
    mutations: [
      {
        name: 'a client takes any certificate',
        find: 'rejectUnauthorized: verify_mode !== CERT_NONE,',
        replace: 'rejectUnauthorized: false,',
      },
      {
        name: 'a client refuses certificates that it was told not to look at',
        find: 'rejectUnauthorized: verify_mode !== CERT_NONE,',
        replace: 'rejectUnauthorized: true,',
        specs: ['spec/conformance/test_streams.9', 'spec/conformance/test_streams.5'],
      },
      {
        name: 'a client takes a certificate for another host',
        find: 'if (!this._context.check_hostname) return undefined;',
        replace: 'if (this._context) return undefined;',
      },
      {
        name: 'a client looks at the host though it was told not to',
        find: 'if (!this._context.check_hostname) return undefined;',
        replace: '',
      },
      {
        name: 'a server asks nobody for a certificate',
        find: 'requestCert: verify_mode !== CERT_NONE,',
        replace: 'requestCert: false,',
      },
      {
        name: 'a server takes a client without a certificate',
        survives:
          'OpenSSL refuses such a client in the handshake already; this looks once more, lest it depend on that alone',
        find: 'verify_mode === CERT_REQUIRED ? no_certificate_error() : undefined',
        replace: 'undefined',
      },
      {
        name: 'a server takes any certificate of a client',
        find: 'return _handle.verifyError() ?? undefined;',
        replace: 'void _handle;\n    return undefined;',
      },
      {
        name: 'a context is used for the wrong side',
        find: 'if (protocol !== (server_side ? PROTOCOL_TLS_CLIENT : PROTOCOL_TLS_SERVER)) return;',
        replace:
          'if (protocol !== (server_side ? PROTOCOL_TLS_CLIENT : PROTOCOL_TLS_SERVER) || protocol) return;',
      },
      {
        name: 'the end of the records is taken for a farewell',
        find: "this._has_eof ? 'eof' : 'close_notify'",
        replace: "'close_notify'",
        specs: ['spec/sslproto/data.spec.ts', 'spec/conformance/test_sslproto.spec.ts'],
      },
      {
        name: 'the name of the server is not sent',
        find: "servername: hostname !== undefined && isIP(hostname) === 0 ? hostname : '',",
        replace: "servername: hostname !== undefined && isIP(hostname) === 9 ? hostname : '',",
      },
    ],
  },
  {
    file: 'ssl_hostname.ts',
    specs: ['spec/ssl/hostname.spec.ts', 'spec/ssl/changes.spec.ts'],
    mutations: [
      {
        name: 'a certificate without any content is one for every host',
        find: 'Object.keys(cert).length === 0) {',
        replace: 'Object.keys(cert).length < 0) {',
      },
      {
        name: 'an address is matched with host names',
        find: 'if (!is_address && name_matches(value, hostname)) return;',
        replace: 'if (name_matches(value, hostname)) return;',
      },
      {
        name: 'the common name counts beside alternative names',
        find: 'if (names.length === 0) {\n    for',
        replace: '{\n    for',
      },
      {
        name: 'a wildcard stands for several labels',
        find: "if (label === '*') return '[^.]+';",
        replace: "if (label === '*') return '.+';",
      },
      {
        name: 'a wildcard stands for nothing',
        find: "if (label === '*') return '[^.]+';",
        replace: "if (label === '*') return '[^.]*';",
      },
      {
        name: 'there may be several wildcards',
        find: 'if (wildcards > 1) {',
        replace: 'if (wildcards > 9) {',
      },
      {
        name: 'a wildcard stands in an encoded international name',
        find: "if (label.startsWith('xn--') || hostname.startsWith('xn--')) return literal(label);",
        replace: '',
      },
      {
        name: 'names of hosts are compared letter by letter',
        find: 'return pattern.toLowerCase() === hostname.toLowerCase();',
        replace: 'return pattern === hostname;',
      },
    ],
  },
  {
    file: 'ssl_context.ts',
    specs: ['spec/ssl/context.spec.ts', 'spec/ssl/changes.spec.ts'],
    mutations: [
      {
        name: 'PROTOCOL_TLS_CLIENT does not look at the host',
        find: 'this._verify_mode = numbers.CERT_REQUIRED;\n    this._check_hostname = true;',
        replace: 'this._verify_mode = numbers.CERT_REQUIRED;',
      },
      {
        name: 'PROTOCOL_TLS_CLIENT takes any certificate',
        find: 'this._verify_mode = numbers.CERT_REQUIRED;\n    this._check_hostname = true;',
        replace: '',
      },
      {
        name: 'certificates may be ignored while host names are looked at',
        find: 'if (mode === numbers.CERT_NONE && this._check_hostname) {',
        replace: 'if (mode === -1 && this._check_hostname) {',
      },
      {
        name: 'host names may be looked at while certificates are ignored',
        find: 'if (check && this._verify_mode === numbers.CERT_NONE) {',
        replace: 'if (check && this._verify_mode === -1) {',
      },
      {
        name: 'a context does not notice that its settings change',
        find: 'private _changed(): void {\n    this._secure_context = undefined;',
        replace: 'private _changed(): void {',
      },
      {
        name: 'a context speaks TLS 1.0',
        find: '[numbers.PROTOCOL_TLS, [numbers.TLSVersion.TLSv1_2,',
        replace: '[numbers.PROTOCOL_TLS, [numbers.TLSVersion.TLSv1,',
      },
    ],
  },
];
