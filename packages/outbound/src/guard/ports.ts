/**
 * Ports of services that are not HTTP. Some of them obey lines of text, and a request can be made to hold any line.
 */
const OTHER_SERVICES: ReadonlySet<number> = new Set([
  // The bad ports of the Fetch standard, which browsers refuse as well.
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  ],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  ],
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049],
  ...[3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
  // Files, shells, control of machines: SMB, rsync, RDP, VNC, Docker, etcd, ZooKeeper, Kubernetes' nodes.
  ...[445, 873, 3389, 5900, 2375, 2376, 2379, 2380, 2181, 10250, 10255],
  // Databases and caches: MS SQL, Oracle, MySQL, PostgreSQL, Redis, Cassandra, Elasticsearch, memcached, MongoDB.
  ...[1433, 1521, 3306, 5432, 6379, 6380, 9042, 9200, 9300, 11211, 27017, 27018, 27019],
  // Messaging: MQTT, NATS, AMQP, Kafka.
  ...[1883, 4222, 6222, 5671, 5672, 9092],
]);

/** The ports that connections may go to. */
export type PortRule = (port: number) => boolean;

/** @param only the ports there are; when empty, every port but those of services that are not HTTP */
export function createPortRule(only: readonly number[]): PortRule {
  const ports = new Set(only);
  return ports.size > 0 ? (port) => ports.has(port) : (port) => !OTHER_SERVICES.has(port);
}
