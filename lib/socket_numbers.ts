/** More numbers of Python's `socket`: options and directions, with their values on Linux. */

/** In a type: the socket is non-blocking. */
export const SOCK_NONBLOCK = 0x800;
/** In a type: not for child processes; so are all here. */
export const SOCK_CLOEXEC = 0x80000;

/** The level of the options of every socket. */
export const SOL_SOCKET = 1;
/** Bind to an address that was in use until a moment ago. */
export const SO_REUSEADDR = 2;
/** The kind of the socket, to be read. */
export const SO_TYPE = 3;
/** The number of the pending error, to be read, once. */
export const SO_ERROR = 4;
/** Datagrams may go to all. */
export const SO_BROADCAST = 6;
/** Size of the send buffer, in bytes. */
export const SO_SNDBUF = 7;
/** Size of the receive buffer, in bytes. */
export const SO_RCVBUF = 8;
/** Ask a silent peer whether it is still there. */
export const SO_KEEPALIVE = 9;
/** How to close, which Node cannot set. */
export const SO_LINGER = 13;
/** Several sockets on one port, which Node cannot set. */
export const SO_REUSEPORT = 15;
/** The longest queue of connections that nobody has accepted. */
export const SOMAXCONN = 128;

/** The level of the options of IPv4. */
export const IPPROTO_IP = 0;
/** How many routers a packet may pass. */
export const IP_TTL = 2;
/** The same for multicast. */
export const IP_MULTICAST_TTL = 33;
/** Whether multicast comes back to this machine. */
export const IP_MULTICAST_LOOP = 34;

/** Send small pieces at once. */
export const TCP_NODELAY = 1;

/** The level of the options of IPv6. */
export const IPPROTO_IPV6 = 41;
/** Not for IPv4 as well; to be set before bind(). */
export const IPV6_V6ONLY = 26;

/** No more receiving. */
export const SHUT_RD = 0;
/** No more sending. */
export const SHUT_WR = 1;
/** Neither. */
export const SHUT_RDWR = 2;
