#!/bin/sh
# merge-base.sh BASE prints the commit at which HEAD left BASE, and fetches what a shallow clone lacks of the history between them.
set -eu
base=$1
head=$(git rev-parse HEAD)
git cat-file -e "$base^{commit}" 2>/dev/null || git fetch --quiet --no-tags --depth=1 origin "$base" >&2
depth=32
until git merge-base "$base" "$head"; do
  if [ "$(git rev-parse --is-shallow-repository)" != true ] || [ "$depth" -gt 1000000 ]; then
    echo "HEAD and $base have no commit in common" >&2
    exit 1
  fi
  # What was made here is nowhere else: then the base alone goes deeper.
  git fetch --quiet --no-tags --deepen="$depth" origin "$base" "$head" 2>/dev/null ||
    git fetch --quiet --no-tags --deepen="$depth" origin "$base" >&2
  depth=$((depth * 4))
done
