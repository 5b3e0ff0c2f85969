const REUSEPORT =
  'internal: Node cannot set SO_REUSEPORT, and says so (spec/create_server.spec.ts)';
const HOOKS = 'internal: says which methods of the base loop its subclasses replace';
const READY =
  'internal: is how the callbacks of ready descriptors are queued; here every event of Node goes through the inbox';
const ASYNCGEN = 'python-only: JavaScript tells no loop of an async generator that is forgotten';

/** Why these entries of CPython's test_base_events have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'BaseEventTests.test_ipaddr_info_no_inet_pton':
    'python-only: Node always knows an address when it sees one',
  'BaseEventLoopTests.test_not_implemented': HOOKS,
  'BaseEventLoopTests.test__add_callback_handle': READY,
  'BaseEventLoopTests.test__add_callback_cancelled_handle': READY,
  'BaseEventLoopTests.test_asyncgen_finalization_by_gc': ASYNCGEN,
  'BaseEventLoopTests.test_asyncgen_finalization_by_gc_in_other_thread': ASYNCGEN,
  'BaseEventLoopWithSelectorTests.test_create_server_stream_bittype':
    'python-only: a socket of Node has no type with more bits than its kind',
  'BaseEventLoopWithSelectorTests.test_create_connection_no_inet_pton':
    'python-only: Node always knows an address when it sees one',
  'BaseEventLoopWithSelectorTests.test_create_connection_bluetooth':
    'python-only: Node has no Bluetooth sockets',
  'BaseEventLoopWithSelectorTests.test_create_server_nosoreuseport': REUSEPORT,
  'BaseEventLoopWithSelectorTests.test_create_server_soreuseport_only_defined': REUSEPORT,
  'BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_socket_err':
    'internal: making a socket object cannot fail here; it is opened as it is bound',
  'BaseEventLoopWithSelectorTests.test_accept_connection_retry':
    'internal: Node accepts by itself; nothing here calls accept() that could have nothing',
};
