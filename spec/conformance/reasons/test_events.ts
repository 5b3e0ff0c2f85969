const LEGACY = "python-only: CPython's older implementation of TLS, from before ssl.MemoryBIO";
const PTY = 'internal: needs a pseudo terminal, of which Node cannot make one';
const WINDOWS = 'windows: says only that the proactor loop of Windows skips this method';
const KQUEUE = 'python-only: skips the method on some versions of macOS';

/** Why these entries of CPython's test_events have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'EventLoopTestsMixin.test_legacy_create_ssl_connection': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_ssl_unix_connection': LEGACY,
  'EventLoopTestsMixin.test_create_server_reuse_port':
    'internal: Node cannot set SO_REUSEPORT, and says so (spec/create_server.spec.ts)',
  'EventLoopTestsMixin.test_legacy_create_server_ssl': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_unix_server_ssl': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_server_ssl_verify_failed': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_unix_server_ssl_verify_failed': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_server_ssl_match_failed': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_unix_server_ssl_verified': LEGACY,
  'EventLoopTestsMixin.test_legacy_create_server_ssl_verified': LEGACY,
  'EventLoopTestsMixin.test_internal_fds':
    'internal: Node wakes itself; a loop has no descriptors of its own',
  'EventLoopTestsMixin.test_read_pty_output': PTY,
  'EventLoopTestsMixin.test_write_pty': PTY,
  'EventLoopTestsMixin.test_bidirectional_pty': PTY,
  'ProactorEventLoopTests.test_create_ssl_connection': WINDOWS,
  'ProactorEventLoopTests.test_create_server_ssl': WINDOWS,
  'ProactorEventLoopTests.test_create_server_ssl_verify_failed': WINDOWS,
  'ProactorEventLoopTests.test_create_server_ssl_match_failed': WINDOWS,
  'ProactorEventLoopTests.test_create_server_ssl_verified': WINDOWS,
  'ProactorEventLoopTests.test_legacy_create_ssl_connection': WINDOWS,
  'ProactorEventLoopTests.test_legacy_create_server_ssl': WINDOWS,
  'ProactorEventLoopTests.test_legacy_create_server_ssl_verify_failed': WINDOWS,
  'ProactorEventLoopTests.test_legacy_create_server_ssl_match_failed': WINDOWS,
  'ProactorEventLoopTests.test_legacy_create_server_ssl_verified': WINDOWS,
  'ProactorEventLoopTests.test_reader_callback': WINDOWS,
  'ProactorEventLoopTests.test_reader_callback_cancel': WINDOWS,
  'ProactorEventLoopTests.test_writer_callback': WINDOWS,
  'ProactorEventLoopTests.test_writer_callback_cancel': WINDOWS,
  'ProactorEventLoopTests.test_create_datagram_endpoint': WINDOWS,
  'ProactorEventLoopTests.test_remove_fds_after_closing': WINDOWS,
  'UnixEventLoopTestsMixin.test_get_event_loop_new_process':
    'python-only: Node cannot fork a process, so that none begins with a running loop',
  'KqueueEventLoopTests.test_read_pty_output': KQUEUE,
  'KqueueEventLoopTests.test_write_pty': KQUEUE,
  'HandleTests.test_handle_weakref': 'python-only: every object can be referred to weakly',
};
