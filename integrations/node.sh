#!/bin/sh
# Prints a Node.js that can run quoin, 20.15 or later: the caller's where it will do, else one that the runner keeps. It installs none, and changes no path.
set -eu
for node in "$(command -v node || true)" \
  "${RUNNER_TOOL_CACHE:-/nonexistent}"/node/*/*/bin/node \
  "${RUNNER_TOOL_CACHE:-/nonexistent}"/node/*/*/node.exe; do
  if [ -x "$node" ] && "$node" -e 'const [major, minor] = process.versions.node.split("."); process.exit(+major > 20 || (+major === 20 && +minor >= 15) ? 0 : 1)' 2>/dev/null; then
    printf '%s\n' "$node"
    exit 0
  fi
done
echo 'quoin needs Node.js 20.15 or later, and this runner has none (put actions/setup-node before it)' >&2
exit 1
