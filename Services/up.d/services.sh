# Part of Services/up: starting the services, and what comes of it.

declare -A role     # pid → "service NAME", "pause NAME" or "ready NAME…"
declare -A pause    # service → seconds to the next start, should it die
declare -A started  # service → when, by SECONDS

# Becomes the service. Should this script be killed outright, the service gets a SIGTERM.
become() {
  exec </dev/null >&"${output[$1]}" 2>&1
  close_outputs
  local guard=()
  if command -v setpriv >/dev/null; then guard=(setpriv --pdeathsig TERM); fi
  if [[ $1 == bus ]]; then exec "${guard[@]}" "${bus_command[@]}"; fi
  set_own "$1"
  exec "${guard[@]}" "$(program_of "$1")"
}

start() {
  become "$1" &
  role[$!]="service $1"
  started[$1]=$SECONDS
}

start_later() { sleep "$2" & role[$!]="pause $1"; }

# Starts those named, and goes on when they are ready.
start_all() {
  local name
  for name in "$@"; do start "$name"; done
  wait_for_ready "$@" &
  role[$!]="ready $*"
}

# Gives up after a minute; the services may still come.
wait_for_ready() {
  close_outputs
  local name tries=0
  for name in "$@"; do
    until is_ready "$name"; do
      ((++tries < 300)) || return 1
      sleep 0.2
    done
  done
}

is_ready() {
  if [[ $1 == bus ]]; then bus_is_ready; else (set_own "$1" && "$(program_of "$1")" healthcheck); fi \
    >/dev/null 2>&1
}

announce() {
  local chat=${CHAT_LISTEN:-tcp:1400} dashboard=${DASHBOARD_LISTEN:-tcp:8000} api=${API_LISTEN:-tcp:8080}
  say $'\nNetCatChat is up.'
  if [[ ${chats[0]} == chat-* ]]; then
    announce_servers
  elif [[ $chat =~ ^tcp:([0-9]+) ]]; then
    say "  talk       nc localhost ${BASH_REMATCH[1]}"
  fi
  [[ $dashboard =~ ^tcp:([0-9]+) ]] && say "  dashboard  http://localhost:${BASH_REMATCH[1]}/"
  [[ $api =~ ^tcp:([0-9]+) ]] && say "  API        curl http://localhost:${BASH_REMATCH[1]}/users/"
  say $'  stop       Ctrl-C\n'
}

# What to do about the end of process $1 with status $2.
ended() {
  local what name
  read -r what name <<<"${role[$1]:-other}"
  unset "role[$1]"
  case $what in
  service) service_ended "$name" "$2" ;;
  pause) start "$name" ;;
  ready)
    if (($2 != 0)); then
      say "Services/up: not ready within a minute: $name"
    else
      case $name in
      bus) start_all api ;;
      api) start_all "${chats[@]}" dashboard ;;
      *) announce ;;
      esac
    fi
    ;;
  esac
}

service_ended() {
  if (($2 == config_status)); then
    say "Services/up: $1 cannot run like this (see above)" >&2
    stop
    exit "$config_status"
  fi
  if ((SECONDS - started[$1] >= calm_seconds)); then pause[$1]=1; fi
  local seconds=${pause[$1]:-1}
  pause[$1]=$((seconds * 2 < pause_seconds_max ? seconds * 2 : pause_seconds_max))
  say "Services/up: $1 ended with status $2; starting it again in $seconds s" >&2
  start_later "$1" "$seconds"
}
