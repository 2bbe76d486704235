# Part of Services/up: several chat servers. Each has the settings of one, but for a name and ports.

port_max=65535
declare -A first=() rest=()   # setting → the first server's port, with what stands before, and after
server_id=

# Makes `services` and `chats` those that there are with $1 chat servers.
choose_servers() {
  local count=$1 name number
  for name in CHAT_LISTEN_FILE CHAT_HTTP_LISTEN_FILE CHAT_HTTP_URL{,_FILE} CHAT_SERVER_ID_FILE; do
    [[ -z ${!name:-} ]] || fail "$name is set, which is of no use to several servers"
  done
  count_from CHAT_LISTEN tcp:1400 "$count"
  count_from CHAT_HTTP_LISTEN tcp:8081:interface=127.0.0.1 "$count"
  server_id=${CHAT_SERVER_ID:-chat}
  chats=()
  for ((number = 1; number <= count; number++)); do chats+=("chat-$number"); done
  services=(bus api "${chats[@]}" dashboard)
  ((${#bus_command[@]} > 0)) || services=("${services[@]:1}")
}

# Setting $1, by default $2, is of the first of $3 servers; the others have the ports after it.
count_from() {
  local place=${!1:-$2}
  [[ $place =~ ^((haproxy:)?tcp:)([0-9]{1,5})(:.*)?$ ]] && ((10#${BASH_REMATCH[3]} > 0)) \
    || fail "$1 is $place; several servers count up from its port, as in tcp:1400"
  ((10#${BASH_REMATCH[3]} + $3 - 1 <= port_max)) \
    || fail "$1 is $place; after that there are no ports for $3 servers"
  first[$1]=${BASH_REMATCH[1]}$((10#${BASH_REMATCH[3]}))
  rest[$1]=${BASH_REMATCH[4]:-}
}

# Where server $2 has setting $1.
place_of() {
  local port=${first[$1]##*:}
  printf '%s%d%s' "${first[$1]%"$port"}" "$((port + $2 - 1))" "${rest[$1]}"
}

# Sets what is service $1's own; for a subshell that is about to become it.
set_own() {
  [[ $1 == chat-* ]] || return 0
  local number=${1#chat-}
  CHAT_LISTEN=$(place_of CHAT_LISTEN "$number")
  CHAT_HTTP_LISTEN=$(place_of CHAT_HTTP_LISTEN "$number")
  export CHAT_LISTEN CHAT_HTTP_LISTEN CHAT_SERVER_ID=$server_id-$number
}

# The executable that service $1 is.
program_of() { printf '%s/%s' "$bin" "${1%-[1-9]}"; }

announce_servers() {
  local name ports=()
  for name in "${chats[@]}"; do
    [[ $(place_of CHAT_LISTEN "${name#chat-}") =~ ^tcp:([0-9]+) ]] && ports+=("${BASH_REMATCH[1]}")
  done
  ((${#ports[@]} == 0)) || say "  talk       nc localhost ${ports[0]}"
  ((${#ports[@]} < 2)) || say "             the same room: ${ports[*]:1}"
}
