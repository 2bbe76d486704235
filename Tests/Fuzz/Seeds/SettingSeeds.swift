/// Settings that are right, by the program that reads them.
extension Seeds {
  static let endpoints = [
    "tcp:1400", "tcp:8080:interface=127.0.0.1", "tcp:8080:interface=[::1]:backlog=50",
    "unix:/tmp/netcatchat-fuzz.sock:mode=660", "systemd:name=chat", "systemd:index=0:domain=INET6",
    "haproxy:tcp:1400:trust=10.0.0.0/8,127.0.0.1", "haproxy:unix:/tmp/netcatchat-fuzz\\:.sock",
  ]

  static let settings: [(program: String, name: String, values: [String])] = [
    ("chat", "CHAT_LISTEN", endpoints), ("chat", "CHAT_HTTP_LISTEN", endpoints),
    ("chat", "CHAT_HTTP_URL", ["http://chat:8081", "http://[::1]:8081"]),
    ("chat", "CHAT_SERVER_ID", ["chat-1", "a.b_c"]),
    ("chat", "API_URL", ["http://127.0.0.1:8080", "http://api", "http://[2001:db8::1]:80"]),
    ("chat", "API_TOKEN", ["secret", "dG9rZW4="]),
    ("chat", "CHAT_CONNECTIONS_MAX", ["10000", "0"]), ("chat", "CHAT_TALK_RATE", ["4"]),
    ("chat", "LOG_FORMAT", ["text", "json"]), ("chat", "LOG_LEVEL", ["debug", "error"]),
    ("api", "API_LISTEN", endpoints), ("api", "API_OPEN", ["0", "1", "yes"]),
    ("api", "API_DATABASE", ["/tmp/netcatchat-fuzz.db"]), ("api", "API_TOKEN", ["secret"]),
    (
      "api", "BUS_URL",
      ["redis://bus:6379/1", "redis+unix:///tmp/netcatchat-fuzz.sock?db=2", "unix:/tmp/x.sock"]
    ),
    ("api", "BUS_USER", ["chat"]), ("api", "BUS_PASSWORD", ["p%40ss"]),
    ("dashboard", "DASHBOARD_LISTEN", endpoints),
    ("dashboard", "CHAT_PUBLIC_ADDRESS", ["chat.example.org", "[::1]:1400", "10.0.0.5:1400"]),
    ("dashboard", "DASHBOARD_HOSTS", ["chat.example.org,10.0.0.5", "[::1]:8000", "*"]),
    ("dashboard", "ADMIN_PASSWORD", ["at least eight"]),
    ("dashboard", "DASHBOARD_OPEN", ["1", "no"]),
  ]

  static let settingWords = [
    "tcp:", "unix:", "systemd:", "haproxy:", ":interface=", ":backlog=", ":mode=", ":trust=",
    ":name=", ":index=", ":domain=INET", "[::1]", "127.0.0.1", "0.0.0.0/0", "\\:", "\\", "65535",
    "65536", "-1", "777", "http://", "https://", "@", "#", "?",
  ]
}
