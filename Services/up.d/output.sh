# Part of Services/up: each line of a service with its name before it.

declare -A output   # service → descriptor that leads through its prefix
prefixers=()

open_outputs() {
  local name colour=31
  for name in "${services[@]}"; do
    colour=$((colour + 1))
    exec {descriptor}> >(prefix "$name" "$colour")
    prefixers+=($!)
    output[$name]=$descriptor
  done
}

# Signals are for the services; their last words still have to come through here.
prefix() {
  trap '' INT TERM HUP
  local label
  printf -v label '%-9s | ' "$1"
  if [[ -t 1 && -z ${NO_COLOR:-} ]]; then label=$'\e['"$2m$label"$'\e[0m'; fi
  local line
  while IFS= read -r line || [[ -n $line ]]; do printf '%s%s\n' "$label" "$line"; done
}

close_outputs() {
  local descriptor
  for descriptor in "${output[@]}"; do exec {descriptor}>&-; done
}
