/** Names that break a format which does not guard itself, and topologies that are full of them. */

/** By what they attack. */
export const NASTY: Readonly<Record<string, string>> = {
  markup: `<script>&amp;"it's"</script>]]>--><!--`,
  table: 'a|b `c` **d** [e](f) \\',
  line: 'first\nsecond\r\nthird',
  terminal: '\u001B[31mred\u001B]0;title\u0007\u009B2J',
  command: '%0A::error file=a,line=1::x::%',
  lists: 'a,b:c;d"e',
  surrogate: 'half \uD83D here \uDC00',
  order: '\u202Eabc\u2066\u200F\u2028\uFEFF',
  control: '\u0000\u0001\u007F\uFFFE\uFFFF',
  long: 'n'.repeat(190),
  formula: '=HYPERLINK("x")',
  emoji: '🪙 münze',
};

/**
 * What no report may hold as it is: it would steer a terminal, or show something else than it says. A line feed ends a
 * line; a carriage return ends one of CSV.
 */
export const STEERING =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * A topology in which everything that can be named bears the name, and which fails, warns and does not know. JSON is
 * YAML too.
 */
export const nastyTopology = (name: string): string =>
  JSON.stringify({
    name,
    provider: 'aws',
    region: 'us-east-1',
    workload: {
      [name]: { enters: name, rate: '10/s', response: '1 KB', slo: { p99: '1ms', availability: '99.9%' } },
    },
    components: {
      [name]: {
        kind: 'ec2',
        instance: 't2.micro',
        count: 2,
        demand: { cpu: '10ms' },
        tags: { team: name },
        calls: [{ to: `${name} own` }],
      },
      [`${name} own`]: {
        kind: 'custom',
        service: { mean: '1ms' },
        price: [{ meter: name, per: 'month', usd: 12.5 }],
      },
      [`${name} unknown`]: { kind: 'ec2', instance: { name: 'x9.nosuch', vcpu: 1, memory: '1 GB' } },
    },
    budget: { components: { [name]: '1 USD' }, tags: { [`team:${name}`]: '2 USD' } },
    checks: [
      { rule: 'cost', at_most: '1 USD', level: 'warn' },
      { rule: 'component-cost', component: name, at_most: '1 USD' },
      { rule: 'increase', at_most: '10%' },
      { rule: 'cost-per-million', class: name, at_most: '1000 USD' },
    ],
  });
