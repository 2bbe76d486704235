# Part of Services/up: the end.

# Ends everything. The API outlives the others, since they hand over to it what they still have, and
# the bus outlives the API, which reads it to its end.
stop() {
  trap 'kill_services "${!role[@]}"' INT TERM HUP
  local pid
  for pid in "${!role[@]}"; do [[ ${role[$pid]} == service* ]] || discard "$pid"; done
  end_services "${chats[@]}" dashboard
  end_services api
  end_services bus
  close_outputs
  wait "${prefixers[@]}" 2>/dev/null || true
}

# Gives those named a signal and time to say goodbye.
end_services() {
  local pid timer; local -A left=()
  for pid in "${!role[@]}"; do
    [[ " $* " == *" ${role[$pid]#service } "* ]] || continue
    kill -TERM "$pid" 2>/dev/null || true
    left[$pid]=1
  done
  sleep "$stop_seconds" & timer=$!
  while ((${#left[@]} > 0)); do
    wait -n -p pid 2>/dev/null || true
    if [[ ${pid:-} == "$timer" ]]; then kill_services "${!left[@]}"; fi
    if [[ -n ${pid:-} ]]; then unset "left[$pid]" "role[$pid]"; fi
  done
  discard "$timer"
}

kill_services() {
  local pid
  for pid in "$@"; do
    say "Services/up: ${role[$pid]#service } is still there; killing it" >&2
    kill -KILL "$pid" 2>/dev/null || true
  done
}

# A helper of ours, with what it started.
discard() {
  kill -KILL -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true  # or the shell tells of it
  unset "role[$1]"
}
