#!/usr/bin/env bash
# Comments once: a comment of the same user is updated, and one is only begun where there is something to say.
# A pull request from a fork gives no right to comment; that is said and fails nothing.
set -euo pipefail

marker='<!-- blameless -->'
issue="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"
call() {
  curl --silent --show-error --fail --max-time 30 --config - \
    --header 'Accept: application/vnd.github+json' --header 'Content-Type: application/json' "$@" \
    <<<"header = \"Authorization: Bearer $TOKEN\"" # not an argument, which every process may read
}

# Who comments. The token of a workflow may not ask; what it writes is of a bot.
login=$(call "$GITHUB_API_URL/user" 2>/dev/null | jq -r '.login // empty' 2>/dev/null) || login=''

before() {
  local page found comments
  for ((page = 1; page <= 30; page++)); do
    comments=$(call "$issue/$NUMBER/comments?per_page=100&page=$page")
    found=$(jq -r --arg marker "$marker" --arg login "$login" \
      'map(select((if $login == "" then .user.type == "Bot" else .user.login == $login end)
        and (.body | startswith($marker)))) | first | .id // empty' <<<"$comments")
    [[ -z "$found" ]] || { echo "$found"; return; }
    [[ $(jq length <<<"$comments") == 100 ]] || return 0
  done
}

said=0
if [[ -n "${COMMENT:-}" && -f "$COMMENT" ]]; then
  body="$COMMENT"
  ! grep -q '^- ' "$COMMENT" || said=1
elif [[ -n "${COMMENT:-}" ]]; then
  exit 0 # the check could not write one, and the log says why
else
  body=$(mktemp)
  printf '%s\nThis pull request no longer changes a postmortem.\n' "$marker" >"$body"
fi

if ! id=$(before); then
  echo "::notice::Could not read existing comments."
elif [[ -n "$id" ]]; then
  jq -Rs '{body: .}' <"$body" | call --request PATCH --data-binary @/dev/fd/3 "$issue/comments/$id" 3<&0 >/dev/null ||
    echo "::notice::The comment cannot be updated."
elif [[ $said == 1 ]]; then
  jq -Rs '{body: .}' <"$body" | call --request POST --data-binary @/dev/fd/3 "$issue/$NUMBER/comments" 3<&0 >/dev/null ||
    echo "::notice::The pull request cannot be commented on; the report is in the summary of this run."
fi
