#!/usr/bin/env bash
# Comments once: a comment that a bot wrote before is updated, and one is only begun where there is something to say.
# A pull request from a fork gives no right to comment; that is said and fails nothing.
set -euo pipefail

marker='<!-- blameless -->'
issue="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"
call() {
  curl --silent --show-error --fail --max-time 30 --config - \
    --header 'Accept: application/vnd.github+json' --header 'Content-Type: application/json' "$@" \
    <<<"header = \"Authorization: Bearer $TOKEN\"" # not an argument, which every process may read
}

before() {
  local page found comments
  for ((page = 1; page <= 30; page++)); do
    comments=$(call "$issue/$NUMBER/comments?per_page=100&page=$page")
    found=$(jq -r --arg marker "$marker" \
      'map(select(.user.type == "Bot" and (.body | startswith($marker)))) | first | .id // empty' <<<"$comments")
    [[ -z "$found" ]] || { echo "$found"; return; }
    [[ $(jq length <<<"$comments") == 100 ]] || return 0
  done
}

said=0
if [[ -n "${COMMENT:-}" && -f "$COMMENT" ]]; then
  body="$COMMENT"
  ! grep -q '^- ' "$COMMENT" || said=1
else
  body=$(mktemp)
  printf '%s\nNo postmortem is changed any more.\n' "$marker" >"$body"
fi

if ! id=$(before); then
  echo "::notice::The pull request cannot be commented on; its comments cannot be read."
elif [[ -n "$id" ]]; then
  jq -Rs '{body: .}' <"$body" | call --request PATCH --data-binary @/dev/fd/3 "$issue/comments/$id" 3<&0 >/dev/null ||
    echo "::notice::The comment cannot be updated."
elif [[ $said == 1 ]]; then
  jq -Rs '{body: .}' <"$body" | call --request POST --data-binary @/dev/fd/3 "$issue/$NUMBER/comments" 3<&0 >/dev/null ||
    echo "::notice::The pull request cannot be commented on; the report is in the summary of this run."
fi
