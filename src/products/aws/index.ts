/** Every product of Amazon Web Services. Written by scripts/indexes.mjs. */
import type { Product } from '../product.ts';
import { alb } from './alb.ts';
import { apiGateway } from './api-gateway.ts';
import { aurora } from './aurora.ts';
import { cloudfront } from './cloudfront.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { ecsFargate } from './ecs-fargate.ts';
import { efs } from './efs.ts';
import { elasticache } from './elasticache.ts';
import { kinesis } from './kinesis.ts';
import { lambda } from './lambda.ts';
import { mq } from './mq.ts';
import { msk } from './msk.ts';
import { natGateway } from './nat-gateway.ts';
import { nlb } from './nlb.ts';
import { own } from './own.ts';
import { rds } from './rds.ts';
import { route53 } from './route53.ts';
import { s3 } from './s3.ts';
import { selfManaged } from './self-managed.ts';
import { sqs } from './sqs.ts';

export const awsProducts = [
  cloudfront,
  route53,
  alb,
  nlb,
  apiGateway,
  ec2,
  ecsFargate,
  lambda,
  s3,
  efs,
  rds,
  aurora,
  dynamodb,
  elasticache,
  msk,
  kinesis,
  sqs,
  mq,
  natGateway,
  selfManaged,
  own,
] as const satisfies readonly Product<never>[];
