#!/usr/bin/env bash
# Lists the postmortems that HEAD changes since it left BASE, each ended by a NUL byte, as names may hold anything else; without
# BASE, all.
set -euo pipefail

list="$RUNNER_TEMP/blameless-changed"
base=${BASE:-}
if [[ "${GITHUB_EVENT_NAME:-}" == pull_request && "$(git rev-parse HEAD)" == "${GITHUB_SHA:-}" ]]; then
  # GitHub's own merge. The branch may have moved on since the event: what others changed there is not of this pull request.
  # A shallow clone names the parents of its commit only here.
  merged=$(git cat-file commit HEAD | sed -n '1,/^$/s/^parent //p')
  [[ $(wc -l <<<"$merged") != 2 ]] || base=$(head -n 1 <<<"$merged")
fi
[[ ! "$base" =~ ^0+$ ]] || base=''
if [[ -n "$base" ]] && ! git cat-file -e "$base^{commit}" 2>/dev/null && ! git fetch --quiet --depth=1 origin "$base"; then
  echo "::notice::The commit before, $base, cannot be fetched; all postmortems are checked."
  base=''
fi
if [[ -n "$base" ]]; then
  base=$(git merge-base "$base" HEAD 2>/dev/null || echo "$base") # a shallow clone knows none
  git diff --name-only -z --diff-filter=d "$base" HEAD
else
  git ls-files -z
fi | { grep -zEi -- "$PATTERN" || [[ $? == 1 ]]; } >"$list"

number=$(tr -cd '\0' <"$list" | wc -c)
echo "number=$((number))" >>"$GITHUB_OUTPUT"
echo "$((number)) postmortems to check"
