/** The numbers of Python's `socket` that looking names up needs, with their values on Linux. */

/** Any family. */
/** Any family of addresses. */
export const AF_UNSPEC = 0;
/** Unix sockets, addressed by a path. */
/** Paths of files. */
export const AF_UNIX = 1;
/** IPv4. */
/** IPv4. */
export const AF_INET = 2;
/** IPv6. */
/** IPv6. */
export const AF_INET6 = 10;

/** A stream of bytes: TCP, or a Unix stream. */
/** A stream of bytes: TCP. */
export const SOCK_STREAM = 1;
/** Datagrams: UDP. */
/** Datagrams: UDP. */
export const SOCK_DGRAM = 2;
/** Raw packets, which Node does not have. */
/** Packets without a transport. */
export const SOCK_RAW = 3;

/** The protocol TCP, and the level of its options. */
/** The number of TCP. */
export const IPPROTO_TCP = 6;
/** The protocol UDP. */
/** The number of UDP. */
export const IPPROTO_UDP = 17;

/** An address to bind to. */
/** Without a host: the addresses to serve on, not those to connect to. */
export const AI_PASSIVE = 0x1;
/** The official name of the host, too. */
/** With the canonical name. */
export const AI_CANONNAME = 0x2;
/** The host is an address, not a name. */
/** The host is an address; nothing is looked up. */
export const AI_NUMERICHOST = 0x4;
/** IPv4 addresses as IPv6 ones when there are no others. */
/** IPv4 addresses as IPv6 addresses where there are none of IPv6. */
export const AI_V4MAPPED = 0x8;
/** With AI_V4MAPPED: those as well as others. */
/** With `AI_V4MAPPED`: where there are some, too. */
export const AI_ALL = 0x10;
/** Only families that this machine has. */
/** Only addresses of families that this machine has. */
export const AI_ADDRCONFIG = 0x20;
/** The service is a number, not a name. */
/** The port is a number; no service is looked up. */
export const AI_NUMERICSERV = 0x400;

/** The host as an address. */
/** The address of the host, not its name. */
export const NI_NUMERICHOST = 1;
/** The service as a number. */
/** The number of the port, not its service. */
export const NI_NUMERICSERV = 2;
/** The name of the host alone. */
/** Of hosts nearby, the name without the domain. */
export const NI_NOFQDN = 4;
/** Without a name it is an error. */
/** An error when the host has no name. */
export const NI_NAMEREQD = 8;
/** The service is one of UDP. */
/** The service is one of UDP. */
export const NI_DGRAM = 16;

/** The flags are wrong. */
/** Flags that are none, or do not fit. */
export const EAI_BADFLAGS = -1;
/** There is no such name or service. */
/** No such host or service. */
export const EAI_NONAME = -2;
/** The look-up failed this time. */
/** No answer for now. */
export const EAI_AGAIN = -3;
/** The look-up failed for good. */
/** No answer ever. */
export const EAI_FAIL = -4;
/** The name has no address. */
/** The host has no address. */
export const EAI_NODATA = -5;
/** There is no such family. */
/** No such family of addresses. */
export const EAI_FAMILY = -6;
/** There is no such kind of socket. */
/** No such kind of socket. */
export const EAI_SOCKTYPE = -7;
/** The service does not go with the kind of socket. */
/** This kind of socket does not have the service. */
export const EAI_SERVICE = -8;
/** The name has no address of this family. */
/** The host has no address of the family. */
export const EAI_ADDRFAMILY = -9;
/** There is no memory left. */
/** No memory. */
export const EAI_MEMORY = -10;
/** The system reports an error. */
/** An error of the operating system. */
export const EAI_SYSTEM = -11;
/** A buffer is too small. */
/** A name is too long. */
export const EAI_OVERFLOW = -12;
