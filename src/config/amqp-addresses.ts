/** Seconds without a word after which either side takes the other for gone, unless the address says `?heartbeat=`. */
const HEARTBEAT = 15;

/** One node of a RabbitMQ, as amqplib's `connect` takes it. */
export interface AmqpAddress {
  readonly protocol: 'amqp' | 'amqps';
  readonly hostname: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** As it is written in an address: `%2F` for a slash. */
  readonly vhost: string;
  /** Seconds. */
  readonly heartbeat: number;
}

/** The addresses of a cluster, as Celery writes them, with `;` between; any other URL is one, whatever is in its password. */
export function severalAddresses(value: string): string[] {
  return value.split(/;(?=amqps?:\/\/)/);
}

/**
 * The nodes that BROKER_URL names. The guide's `amqp://guest:guest@localhost:5672//` means the virtual host `/`, and so does
 * an address without a path.
 */
export function amqpAddresses(brokerUrl: string): AmqpAddress[] {
  return severalAddresses(brokerUrl).map((address) => {
    const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(address);
    return {
      protocol: protocol === 'amqps:' ? 'amqps' : 'amqp',
      hostname: hostname.replace(/^\[|\]$/g, ''),
      vhost: pathname.slice(1) || '/',
      heartbeat: Number(searchParams.get('heartbeat') ?? HEARTBEAT),
      ...(port !== '' && { port: Number(port) }),
      ...((username !== '' || password !== '') && {
        username: decodeURIComponent(username),
        password: decodeURIComponent(password),
      }),
    };
  });
}
