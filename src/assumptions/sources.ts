/** Sources that several figures name. Short enough to print beside a figure, long enough to find it again. */
export const NGINX_SIZING =
  'NGINX sizing tests as tabulated at https://e-whisper.com/posts/56821/; method: https://www.nginx.com/blog/testing-the-performance-of-nginx-and-nginx-plus-web-servers/';
export const HAPROXY_2M =
  'https://www.haproxy.com/blog/haproxy-forwards-over-2-million-http-requests-per-second-on-a-single-aws-arm-instance/; latency: https://tfir.io/haproxy-reaches-over-2-million-requests-per-second-on-a-single-arm-based-aws-graviton2-instance/';
export const ISTIO = 'Istio documentation, performance and scalability, github istio/istio.io@01eb742';
export const REDIS_DOC = 'Redis documentation, benchmarks page, github redis/redis-doc@1c0d8f4';
export const NAPKIN = 'github sirupsen/napkin-math@02ac5c9 README';
export const ETCD_DOC = 'etcd documentation, op-guide/performance.md, github etcd-io/etcd@29d42fa';
export const ETCD_TUNING = 'etcd documentation, tuning (https://etcd.io/docs/latest/tuning/)';
export const POSTGRES_BENCH = 'github ClickHouse/PostgresBench@fd12147';
export const EKARISKY =
  'https://kb.ekarisky.com/databases/postgresql/benchmarks (ranges of a knowledge base, secondary)';
export const LINKEDIN_KAFKA =
  'LinkedIn Engineering, "Benchmarking Apache Kafka: 2 Million Writes Per Second (On Three Cheap Machines)", read at https://www.engineering.fyi/article/benchmarking-apache-kafka-2-million-writes-per-second-on-three-cheap-machines';
export const CONFLUENT_BENCHMARK =
  'Confluent, "Benchmarking Apache Pulsar, Kafka, and RabbitMQ", https://www.confluent.io/blog/kafka-fastest-messaging-system/';
export const KLITE = 'https://klite.dev/performance/stress-test';
export const RABBITMQ_MILLION =
  'https://tanzu.vmware.com/content/blog/rabbitmq-hits-one-million-messages-per-second-on-google-compute-engine; nodes: https://atmarkit.itmedia.co.jp/ait/articles/1406/24/news100.html';
export const SERVERLESS_MESSAGING = 'https://bitesizedserverless.com/bite/serverless-messaging-latency-compared/';
export const NETFLIX_CASSANDRA =
  'Netflix, "Benchmarking Cassandra Scalability on AWS — Over a million writes per second", https://medium.com/netflix-techblog/benchmarking-cassandra-scalability-on-aws-over-a-million-writes-per-second-39f45f066c9e';
export const S3_PERFORMANCE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html';
export const S3_EXPRESS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-performance.html';
export const AZURE_STORAGE_TARGETS = 'https://docs.azure.cn/it-it/storage/common/scalability-targets-standard-account';
export const GCS_REQUEST_RATE = 'https://cloud.google.com/storage/docs/request-rate';
export const DYNAMODB_LIMITS = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
export const EFS_PERFORMANCE = 'https://docs.aws.amazon.com/efs/latest/ug/performance.html';
export const EBS_TYPES = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html';
export const AZURE_DISK_TYPES = 'https://learn.microsoft.com/azure/virtual-machines/disks-types';
export const GCP_DISK_PERFORMANCE = 'https://cloud.google.com/compute/docs/disks/performance';
export const RDS_STORAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html';
export const RDS_LIMITS = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html';
export const COLD_STARTS_2026 = 'https://hivebook.wiki/wiki/aws-lambda-cold-starts (p50, April 2026)';
export const COLD_STARTS_2025 =
  'https://www.arcadegame.cloud/arcade/cloud/03-serverless-cold-starts (typical ranges, x86, 512 MB, outside a VPC)';
export const LAMBDA_LIMITS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
export const GO_SERIALIZATION = 'github alecthomas/go_serialization_benchmarks@059b79d README';
export const TLS_RESUMPTION = 'http://jbp.io/2019/07/02/rustls-vs-openssl-resumption-performance.html';
/** Throughput of clusters of three to nine brokers with quorum and with mirrored queues, 1 kB messages, on c5.2xlarge to c5.9xlarge. */
export const RABBITMQ_SIZING =
  'https://www.rabbitmq.com/blog/2020/06/21/cluster-sizing-case-study-quorum-queues-part-1 and 2020/06/19/cluster-sizing-case-study-mirrored-queues-part-1, github rabbitmq/rabbitmq-website@31f41e2';
/** One queue, one publisher, one consumer, RabbitMQ 4.0 beta. */
export const RABBITMQ_4 =
  'https://www.rabbitmq.com/blog/2024/08/21/amqp-benchmarks, github rabbitmq/rabbitmq-website@0860a4f';
