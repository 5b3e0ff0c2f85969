const SOCKETS = 'due with I/O: needs sockets';
const LOOKUP = 'due with I/O: needs the lookup of addresses';
const DATAGRAM = 'due with I/O: needs datagram sockets';
const TLS = 'due with I/O: needs connections with TLS';
const SUBPROCESS = 'due with I/O: needs subprocesses';
const HOOKS = 'due with I/O: needs the transports that a loop makes';
const READY = 'due with I/O: is how the callbacks of ready descriptors are queued';
const ASYNCGEN = 'python-only: JavaScript tells no loop of an async generator that is forgotten';

/** Why these entries of CPython's test_base_events have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'BaseEventTests.test_ipaddr_info_no_inet_pton':
    'python-only: Node always knows an address when it sees one',
  'BaseEventLoopTests.test_not_implemented': HOOKS,
  'BaseEventLoopTests.test__add_callback_handle': READY,
  'BaseEventLoopTests.test__add_callback_cancelled_handle': READY,
  'BaseEventLoopTests.test_subprocess_exec_invalid_args': SUBPROCESS,
  'BaseEventLoopTests.test_subprocess_shell_invalid_args': SUBPROCESS,
  'BaseEventLoopTests.test_asyncgen_finalization_by_gc': ASYNCGEN,
  'BaseEventLoopTests.test_asyncgen_finalization_by_gc_in_other_thread': ASYNCGEN,
  'BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_timeout': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_host_port_sock': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_wrong_sock': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_wrong_sock': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_stream_bittype':
    'python-only: a socket of Node has no type with more bits than its kind',
  'BaseEventLoopWithSelectorTests.test_create_server_ipv6': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_wrong_sock': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_connection_no_host_port_sock': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_no_getaddrinfo': LOOKUP,
  'BaseEventLoopWithSelectorTests.test_create_connection_connect_err': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_multiple': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors_local_addr': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_connection_ip_addr': LOOKUP,
  'BaseEventLoopWithSelectorTests.test_create_connection_no_inet_pton':
    'python-only: Node always knows an address when it sees one',
  'BaseEventLoopWithSelectorTests.test_create_connection_service_name': LOOKUP,
  'BaseEventLoopWithSelectorTests.test_create_connection_no_local_addr': LOOKUP,
  'BaseEventLoopWithSelectorTests.test_create_connection_bluetooth':
    'python-only: Node has no Bluetooth sockets',
  'BaseEventLoopWithSelectorTests.test_create_connection_ssl_server_hostname_default': TLS,
  'BaseEventLoopWithSelectorTests.test_create_connection_no_ssl_server_hostname_errors': TLS,
  'BaseEventLoopWithSelectorTests.test_create_connection_ssl_server_hostname_errors': TLS,
  'BaseEventLoopWithSelectorTests.test_create_server_empty_host': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_host_port_sock': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_no_host_port_sock': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_no_getaddrinfo': LOOKUP,
  'BaseEventLoopWithSelectorTests.test_create_server_nosoreuseport': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_soreuseport_only_defined': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_server_cant_bind': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_no_addrinfo': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_addr_error': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_connect_err': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_socket_err': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_no_matching_family': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_setblk_err': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_noaddr_nofamily': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_cant_bind': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock_sockopts': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sockopts': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_reuse_address_error': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_reuse_address_warning': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_nosoreuseport': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_ip_addr': DATAGRAM,
  'BaseEventLoopWithSelectorTests.test_accept_connection_retry': SOCKETS,
  'BaseEventLoopWithSelectorTests.test_accept_connection_exception': SOCKETS,
  'TestSelectorUtils.test_set_nodelay': SOCKETS,
};
