# Part of Services/up: settings that follow from others.

# Where the database is, and the bus beside it.
data_folder() {
  if [[ -n ${API_DATABASE:-} ]]; then dirname -- "$API_DATABASE"; else printf '%s\n' "$root/Services/data"; fi
}

choose_database() {
  [[ -z ${API_DATABASE:-}${API_DATABASE_FILE:-} ]] || return 0
  local folder=$root/Services/data
  mkdir -p "$folder" && chmod 700 "$folder" \
    || fail "$folder is somebody else's. Make it yours, or set API_DATABASE to another file."
  export API_DATABASE=$folder/netcatchat.db
}

# The others have to find an API that listens elsewhere.
choose_api_url() {
  [[ -n ${API_LISTEN:-} && -z ${API_URL:-}${API_URL_FILE:-} ]] || return 0
  [[ $API_LISTEN =~ ^tcp:([0-9]+)(:interface=([0-9.]+))?$ ]] \
    || fail "API_LISTEN is $API_LISTEN; set API_URL as well, to where the others find it."
  local host=${BASH_REMATCH[3]:-127.0.0.1}
  if [[ $host == 0.0.0.0 ]]; then host=127.0.0.1; fi
  export API_URL=http://$host:${BASH_REMATCH[1]}
}

# Better all problems now than one after the other, with a service already up.
check_settings() {
  local name problems=0
  for name in "${programs[@]}"; do "$bin/$name" --check-config >/dev/null || problems=1; done
  if ((problems)); then exit "$config_status"; fi
}
