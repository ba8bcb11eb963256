#!/bin/sh
# What the hooks of .pre-commit-hooks.yaml run: quoin, built in the hooks' own clone the first time.
# (Hooks of language node are packed by npm, which would have to print nothing while it builds.)
set -eu
home=$(cd "$(dirname "$0")/.." && pwd)
if [ ! -f "$home/dist/start.cjs" ]; then
  (
    cd "$home"
    npm ci --ignore-scripts --no-audit --no-fund
    node scripts/build.mjs
  ) >&2
fi
exec node "$home/bin/quoin.js" "$@"
