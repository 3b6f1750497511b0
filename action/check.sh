#!/usr/bin/env bash
# Checks the listed postmortems: annotations to the log, SARIF and the comment to files. Never fails: the last step does.
set -uo pipefail

list="$RUNNER_TEMP/blameless-changed"
sarif="$RUNNER_TEMP/blameless.sarif"
comment="$RUNNER_TEMP/blameless.md"
rm -f "$sarif" "$comment" # of an earlier use in the same job
read -ra args <<<"${ARGS:-}"
mapfile -d '' -t files <"$list"

blameless check --format github --fail-on "$FAIL_ON" "${args[@]}" -- "${files[@]}"
code=$?
blameless check --quiet --format sarif --output "$sarif" "${args[@]}" -- "${files[@]}" 2>/dev/null
blameless check --quiet --format markdown --output "$comment" "${args[@]}" -- "${files[@]}" 2>/dev/null
{
  echo "code=$code"
  [[ ! -f "$sarif" ]] || echo "sarif=$sarif" # none where the options are wrong, and what uploads it would hide why
  echo "comment=$comment"
} >>"$GITHUB_OUTPUT"
[[ ! -f "$comment" ]] || cat "$comment" >>"$GITHUB_STEP_SUMMARY"
exit 0
