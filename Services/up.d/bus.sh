# Part of Services/up: the Valkey or Redis that makes one room of several chat servers.

bus_command=()     # none: BUS_URL names one that runs elsewhere
bus_socket=
socket_bytes_max=107  # sun_path, and its NUL

# Takes what the distribution has; nothing is installed, since its package would start another one.
choose_bus() {
  [[ -z ${BUS_URL:-}${BUS_URL_FILE:-} ]] || return 0
  local engine version folder
  engine=$(command -v valkey-server || command -v redis-server) || fail "\
for several servers Valkey 8 or Redis 7 is needed, and there is neither valkey-server nor redis-server.
Install one (Debian, Ubuntu: sudo apt-get install redis-server; Fedora: sudo dnf install valkey) and
start again, or set BUS_URL to one that runs elsewhere."
  version=$("$engine" --version | sed -nE 's/.* v=([0-9]+)\..*/\1/p')
  ((${version:-0} >= 7)) || fail "$engine is of version ${version:-?}; Valkey 8 or Redis 7 is needed"

  folder=$(data_folder)/bus
  [[ -d ${folder%/*} ]] || fail "there is no folder ${folder%/*}, where the bus would keep its log"
  { [[ -d $folder ]] || mkdir "$folder"; } && chmod 700 "$folder" || fail "$folder cannot be used"
  folder=$(cd "$folder" && pwd)
  bus_socket=$folder/socket
  ((${#bus_socket} <= socket_bytes_max)) \
    || fail "the path $bus_socket is too long for a socket; set API_DATABASE to a file in another folder"
  lock_bus "$folder"
  # What is acknowledged is on disk, nothing is ever dropped for want of memory, and clients that do
  # not read what they asked for cannot fill it. Whoever may enter the folder may use the socket.
  bus_command=("$engine" --port 0 --unixsocket "$bus_socket" --unixsocketperm 700 --dir "$folder"
    --appendonly yes --appendfsync always --save "" --maxmemory 256mb --maxmemory-policy noeviction
    --maxmemory-clients 64mb --loglevel warning --daemonize no)
  # These would be another one's.
  unset BUS_USER BUS_USER_FILE BUS_PASSWORD BUS_PASSWORD_FILE BUS_REPLICAS BUS_REPLICAS_FILE
  export BUS_URL=unix:${bus_socket//:/\\:}
}

# A second engine would write into the first one's log. The lock is every child's as well, so that it
# lasts as long as any of them.
lock_bus() {
  command -v flock >/dev/null || return 0
  exec {lock}>"$1/lock"
  flock -n "$lock" || fail "$1 is in use by another Services/up"
}

bus_is_ready() {
  local client=${bus_command[0]%-server}-cli
  if command -v "$client" >/dev/null; then
    [[ $("$client" -s "$bus_socket" ping) == PONG ]]
  else
    [[ -S $bus_socket ]]
  fi
}
