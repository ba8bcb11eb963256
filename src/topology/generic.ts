/** Words that name what runs and not who sells it: a kind and its engine, on the file's own provider. */

interface Generic {
  readonly kind: string;
  readonly implies?: Readonly<Record<string, unknown>>;
}

const engine = (kind: string, name: string): Generic => ({ kind, implies: { engine: name } });

/** By the word, in lower case. */
export const GENERICS: ReadonlyMap<string, Generic> = new Map([
  ['redis', engine('cache', 'redis')],
  ['valkey', engine('cache', 'valkey')],
  ['memcached', engine('cache', 'memcached')],
  ['postgres', engine('sql', 'postgres')],
  ['postgresql', engine('sql', 'postgres')],
  ['mysql', engine('sql', 'mysql')],
  ['mariadb', engine('sql', 'mariadb')],
  ['sqlserver', engine('sql', 'sqlserver')],
  ['mssql', engine('sql', 'sqlserver')],
  ['kafka', engine('log', 'kafka')],
  ['redpanda', engine('log', 'redpanda')],
  ['pulsar', engine('log', 'pulsar')],
  ['rabbitmq', engine('queue', 'rabbitmq')],
  ['activemq', engine('queue', 'activemq')],
  ['cassandra', engine('wide-column', 'cassandra')],
  ['scylla', engine('wide-column', 'scylla')],
  ['scylladb', engine('wide-column', 'scylla')],
  ['etcd', engine('consensus', 'etcd')],
  ['zookeeper', engine('consensus', 'zookeeper')],
  ['consul', engine('consensus', 'consul')],
  ['nat', { kind: 'nat-gateway' }],
  ['lb', { kind: 'load-balancer' }],
  ['application-load-balancer', { kind: 'load-balancer', implies: { layer: 7 } }],
  ['network-load-balancer', { kind: 'load-balancer', implies: { layer: 4 } }],
  ['tcp-load-balancer', { kind: 'load-balancer', implies: { layer: 4 } }],
  ['vm', { kind: 'service' }],
  ['virtual-machine', { kind: 'service' }],
  ['virtual-machines', { kind: 'service' }],
  ['file-share', { kind: 'file-store' }],
]);

/** The fields that a generic word stands for beside its kind. */
export const impliedBy = (kind: unknown): Readonly<Record<string, unknown>> =>
  (typeof kind === 'string' ? GENERICS.get(kind.toLowerCase())?.implies : undefined) ?? {};
