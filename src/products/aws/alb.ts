/** Application Load Balancer: hours, and capacity units (LCUs) by the largest of four dimensions. */
import type { LoadBalancerUse } from '../../kinds/load-balancer.ts';
import { defineProduct, toGb } from '../product.ts';
import { limitOf, tableMeters } from '../table-meters.ts';

/** Rules that are evaluated free of charge. @see https://aws.amazon.com/elasticloadbalancing/pricing/ (read 2026-11) */
const FREE_RULES = 10;

export const alb = defineProduct<LoadBalancerUse>({
  name: 'alb',
  title: 'Application Load Balancer',
  provider: 'aws',
  kinds: ['load-balancer'],
  defaultFor: ['load-balancer'],
  aliases: ['application-load-balancer', 'elb', 'aws-alb', 'aws_lb', 'aws_alb'],
  freeZoneTransfer: {
    calls:
      'traffic between an Application Load Balancer and instances of its VPC is not charged (aws.amazon.com/ec2/pricing/on-demand, Data Transfer)',
  },
  ignores: ['tls', 'waf', 'cross_zone'],
  loses: {
    waf: (value) =>
      value === true ? 'no web application firewall is in what Application Load Balancer costs' : undefined,
  },
  sla: (_, zones) => ({ service: 'alb', scope: zones >= 2 ? 'multi-az' : 'single-az' }),
  role: 'works at layer 7',
  focus: { alb: ['Elastic Load Balancing', 'balancing'] },
  source: 'https://aws.amazon.com/elasticloadbalancing/pricing/ (read 2026-11)',
  meters(use, context) {
    const { meters, add } = tableMeters('alb');
    const { monthHours } = context;
    const limit = (name: string, fallback: number) => limitOf(context, 'alb', name, fallback);
    const evaluations = use.requestsPerSecond * Math.max(0, use.rules - FREE_RULES);
    const units = Math.max(
      use.newConnectionsPerSecond / limit('lcu-new-connections', 25),
      use.activeConnections / limit('lcu-active-connections', 3000),
      toGb(use.processedBytes) / monthHours / limit('lcu-processed-bytes', 1),
      evaluations / limit('lcu-rule-evaluations', 1000),
    );
    add('lb-hour', use.runningShare * monthHours);
    // The rates above are means over the month, in whatever part of it they occur.
    add('lcu-hour', units * monthHours);
    return meters;
  },
});
