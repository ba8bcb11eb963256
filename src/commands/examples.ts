/** Examples that the help of each command begins with, and the man page ends with. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  quoin: [
    'quoin init --template web',
    'quoin estimate quoin.yaml',
    'quoin check quoin.yaml --baseline main --max-increase 10%',
    'quoin diff --git main quoin.yaml',
  ],
  estimate: [
    'quoin estimate quoin.yaml',
    'quoin estimate base.yaml prod.yaml --set components.app.count=8 --format json',
    'quoin estimate quoin.yaml --group-by tag:team',
    'quoin estimate quoin.yaml --out base.json',
    'quoin estimate quoin.yaml --watch',
    'quoin estimate services/ --recursive',
    'quoin estimate services/ --recursive --shard 1/4 --out shard-1.json',
  ],
  simulate: [
    'quoin simulate quoin.yaml',
    'quoin simulate quoin.yaml --duration 10m --seed 7',
    'quoin simulate quoin.yaml --failures',
  ],
  drill: ['quoin drill quoin.yaml', 'quoin drill quoin.yaml --pairs --format markdown'],
  explain: ['quoin explain quoin.yaml app', 'quoin explain quoin.yaml class:browse --format markdown'],
  check: [
    'quoin check quoin.yaml',
    'quoin check quoin.yaml --budget 5000 --allow-unpriced',
    'quoin check quoin.yaml --baseline main --max-increase 10% --format github',
    'quoin check quoin.yaml --baseline base.json --max-increase 500 --out report.sarif',
    'quoin check services --recursive --baseline origin/main --report junit=report.xml',
  ],
  diff: [
    'quoin diff old.yaml new.yaml',
    'quoin diff --git main quoin.yaml --format markdown',
    'quoin diff base.json quoin.yaml',
    'quoin diff --git main services --recursive',
  ],
  compare: [
    'quoin compare quoin.yaml',
    'quoin compare quoin.yaml --regions eu-west-1,westeurope,europe-west1',
    'quoin compare quoin.yaml --purchases on-demand,reserved-1y,reserved-3y',
    'quoin compare small.yaml large.yaml --format markdown',
  ],
  merge: ['quoin merge shard-1.json shard-2.json --out all.json'],
  validate: ['quoin validate quoin.yaml', 'quoin validate base.yaml prod.yaml --format json'],
  init: ['quoin init', 'quoin init --template streaming --out streaming.yaml'],
  schema: ['quoin schema --out topology.schema.json', 'quoin schema estimate'],
  'prices list': ['quoin prices list', 'quoin prices list --service s3 --region us-east-1'],
  'prices show': ['quoin prices show m7g.large', 'quoin prices show s3 standard-storage --region eu-west-1'],
  'prices search': [
    'quoin prices search --vcpu 4 --memory 16GB --arch arm64 --regions us-east-1,eastus,us-central1',
    'quoin prices search m7g --sort coremark',
  ],
  'prices update': [
    'quoin prices update quoin.yaml',
    'quoin prices update --regions eu-west-1,westeurope --services compute,rds-postgres --to prices',
    'quoin prices update quoin.yaml --from https://mirror.example',
  ],
  'prices diff': ['quoin prices diff prices.old prices', 'quoin prices diff prices.old prices --format csv'],
  'prices coverage': [
    'quoin prices coverage',
    'quoin prices coverage --provider gcp --regions europe-west1,us-east4 --format json',
  ],
  completion: [
    'source <(quoin completion bash)',
    'quoin completion zsh > "${fpath[1]}/_quoin"',
    'quoin completion fish > ~/.config/fish/completions/quoin.fish',
  ],
};
