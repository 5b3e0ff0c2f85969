/** The names of services, from `/etc/services`. Node can tell the name of a port, not the port of a name. */

import { readFile } from 'node:fs/promises';

/** Transports that services are listed for. */
export type Transport = 'tcp' | 'udp';

interface Service {
  readonly names: readonly string[];
  readonly port: number;
  readonly transport: string;
}

/** Read anew each time, as the C library does: the file may change, and look-ups by name are rare. */
async function services(): Promise<Service[]> {
  let text: string;
  try {
    text = await readFile('/etc/services', 'utf8');
  } catch {
    // A system without the file knows no names.
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, place, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const [, port, transport] = /^(\d+)\/(\w+)$/.exec(place ?? '') ?? [];
    if (name === undefined || port === undefined || transport === undefined) return [];
    return [{ names: [name, ...aliases], port: Number(port), transport }];
  });
}

/** The ports of a service, by transport; those that do not have it are left out. */
export async function ports_of_service(name: string): Promise<Map<Transport, number>> {
  const ports = new Map<Transport, number>();
  for (const { names, port, transport } of await services()) {
    if (transport !== 'tcp' && transport !== 'udp') continue;
    if (names.includes(name) && !ports.has(transport)) ports.set(transport, port);
  }
  return ports;
}

/** The name of the service on a port; undefined when it has none. */
export async function service_on_port(
  port: number,
  transport: Transport,
): Promise<string | undefined> {
  const found = (await services()).find((it) => it.port === port && it.transport === transport);
  return found?.names[0];
}
