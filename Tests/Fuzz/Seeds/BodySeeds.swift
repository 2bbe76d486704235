/// Bodies for the API and forms for the dashboard, each with what it belongs to.
extension Seeds {
  static let bodies: [(request: String, json: String)] = [
    ("POST /banner/", #"{"banner": "Incident 42\nbe kind \u2603"}"#),
    ("POST /bans", #"{"range": "192.0.2.0/24", "reason": "spam", "minutes": 60}"#),
    ("POST /bans", #"{"range": "2001:db8::/64", "reason": "", "minutes": null}"#),
    ("POST /kicks", #"{"server": "real", "member": 0, "name": "guest-1", "reason": "spam"}"#),
    ("POST /mutes", #"{"server": "real", "member": 1, "name": "guest-2"}"#),
    ("POST /unmutes", #"{"server": "real", "member": 1, "name": "guest-2"}"#),
    ("POST /announcements", #"{"text": "maintenance at 18:00"}"#),
    ("POST /bots", #"{"name": "deploy", "may_read": true}"#),
    ("POST /say", #"{"text": "v1.2 is out\ndeploy done", "name": "nobody-yet"}"#),
    ("POST /hooks/ncb_0", #"{"text": "", "attachments": [{"title": "x", "fallback": "y"}]}"#),
    ("POST /doors", #"{"open": true}"#),
    ("POST /rules", #"{"slow_seconds": 10, "voiced_only": true}"#),
    ("POST /limits", #"{"talk_rate": 1, "talk_burst": null, "connections_max": 0}"#),
    ("POST /filters", #"{"pattern": "b*d w*rd", "action": "hold", "reason": "not here"}"#),
    ("POST /mutes", #"{"range": "192.0.2.0/24", "reason": "spam", "minutes": 60}"#),
    ("POST /notes", #"{"name": "ben", "text": "was here before"}"#),
    (
      "POST /bulk",
      #"{"action": "kick", "reason": "spam", "people": [{"server": "real", "member": 0, "name": "a"}]}"#
    ),
    ("POST /history", #"{"lines": 20}"#),
    (
      "PUT /servers/other",
      #"{"users": 3, "lines": 10, "connections": 4, "uptime": 9, "version": "1.0", "instance": "a1", "#
        + #""url": "http://127.0.0.1:9"}"#
    ),
    ("DELETE /servers/other?instance=a1", ""),
  ]

  static let forms: [(path: String, form: String)] = [
    ("/set_banner", "banner=Incident+42%0D%0Abe+kind+%E2%98%83"),
    ("/kick", "server=real&member=0&name=guest-1&reason=spam"),
    ("/mute", "server=real&member=1&name=guest-2&reason="),
    ("/unmute", "server=real&member=1&name=guest-2"),
    ("/ban", "range=192.0.2.0%2F24&reason=spam&minutes=60"),
    ("/ban", "range=2001%3Adb8%3A%3A%2F64&reason=&minutes="),
    ("/lift", "id=1&range=192.0.2.0%2F24"),
    ("/announce", "text=maintenance+at+18%3A00"),
    ("/open", ""),
    ("/doors/word", "word=swordfish"),
    ("/rules/slow", "seconds=10"),
    ("/rules/voice", "only=true"),
    ("/rules/limits", "talk_rate=1&talk_burst=&connections_max=0"),
    ("/voice", "server=real&member=0&name=guest-1"),
    ("/history", "lines=20"),
    ("/login", "name=admin&password=fuzz+fuzz+fuzz&next=%2Fpeople&draft=banner"),
    ("/account/tokens/new", "name=ci&role=owner"),
    ("/logout", ""),
  ]

  static let formWords = [
    "&", "=", "+", "%", "%0A", "%00", "%FF", "%E2%80%AE", "%C0%AF", "banner=",
    "next=//example.org/",
    "next=%2F%5Cexample.org", "member=-1", "minutes=0", "id=", "range=0.0.0.0%2F0", "range=::%2F0",
  ]
}
