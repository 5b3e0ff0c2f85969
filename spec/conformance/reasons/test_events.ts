const SIGNALS = 'due with I/O: needs signals';
const LEGACY = "python-only: CPython's older implementation of TLS, from before ssl.MemoryBIO";
const PIPES = 'due with I/O: needs pipes';
const PTY = 'due with I/O: needs pipes on pseudo terminals';
const SUBPROCESS = 'due with I/O: needs subprocesses';
const WINDOWS = 'windows: says only that the proactor loop of Windows skips this method';
const KQUEUE = 'python-only: skips the method on some versions of macOS';

/** Why these entries of CPython's test_events have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'EventLoopTestsMixin.test_add_signal_handler': SIGNALS,
  'EventLoopTestsMixin.test_signal_handling_while_selecting': SIGNALS,
  'EventLoopTestsMixin.test_signal_handling_args': SIGNALS,
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
  'EventLoopTestsMixin.test_read_pipe': PIPES,
  'EventLoopTestsMixin.test_unclosed_pipe_transport': PIPES,
  'EventLoopTestsMixin.test_read_pty_output': PTY,
  'EventLoopTestsMixin.test_write_pipe': PIPES,
  'EventLoopTestsMixin.test_write_pipe_disconnect_on_close': PIPES,
  'EventLoopTestsMixin.test_write_pty': PTY,
  'EventLoopTestsMixin.test_bidirectional_pty': PTY,
  'SubprocessTestsMixin.test_subprocess_exec': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_interactive': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_shell': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_exitcode': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_close_after_finish': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_kill': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_terminate': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_send_signal': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_stderr': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_stderr_redirect_to_stdout': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_close_client_stream': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_wait_no_same_group': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_exec_invalid_args': SUBPROCESS,
  'SubprocessTestsMixin.test_subprocess_shell_invalid_args': SUBPROCESS,
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
  'ProtocolsAbsTests.test_empty': 'due with I/O: needs the base classes of protocols',
};
