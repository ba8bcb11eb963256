/** Pages of the providers that several products name. */
export const AZURE_STORAGE_TARGETS = 'https://docs.azure.cn/it-it/storage/common/scalability-targets-standard-account';
export const EFS_PERFORMANCE = 'https://docs.aws.amazon.com/efs/latest/ug/performance.html';
export const EBS_TYPES = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html';
export const AZURE_DISK_TYPES = 'https://learn.microsoft.com/azure/virtual-machines/disks-types';
export const GCP_DISK_PERFORMANCE = 'https://cloud.google.com/compute/docs/disks/performance';
export const RDS_STORAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html';
