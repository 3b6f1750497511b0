#!/usr/bin/env bash
# Lists the postmortems that differ from BASE, each ended by a NUL byte, as names may hold anything else; without BASE, all.
set -euo pipefail

list="$RUNNER_TEMP/blameless-changed"
if [[ -n "${BASE:-}" && ! "$BASE" =~ ^0+$ ]]; then
  git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$BASE"
  git diff --name-only -z --diff-filter=d "$BASE" HEAD
else
  git ls-files -z
fi | { grep -zEi -- "$PATTERN" || [[ $? == 1 ]]; } >"$list"

number=$(tr -cd '\0' <"$list" | wc -c)
echo "number=$((number))" >>"$GITHUB_OUTPUT"
echo "$((number)) postmortems to check"
