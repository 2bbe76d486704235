/// What an API, and a chat's roster, answers when all is well.
extension Seeds {
  /// The JSON for a request to the API or to a roster.
  static func answer(to request: FakeServer.Request, seq: Int) -> String {
    let path = request.path
    switch (request.method, path) {
    case ("GET", "/config"): return configuration(seq: seq)
    case ("GET", "/roster"): return roster
    case ("GET", _) where path.hasSuffix("/users"): return roster
    case ("GET", "/users/"): return #"{"users": 3}"#
    case ("GET", "/banner/"): return #"{"banner": "Incident 42\n<fuzz-canary>"}"#
    case ("GET", "/servers"): return servers
    case ("GET", "/events"): return events(seq: seq)
    case ("GET", "/session"):
      return #"{"kind": "service", "role": "owner", "has_admins": false}"#
    case ("GET", "/admins"): return "{\"admins\": [\(admin)]}"
    case ("GET", "/tokens"): return "{\"tokens\": [\(token)]}"
    case ("POST", "/sessions"): return #"{"token": "ncs_0", "role": "owner"}"#
    case ("GET", "/doors"): return #"{"open": true}"#
    case ("GET", "/rules"): return #"{"slow_seconds": 10, "voiced_only": true}"#
    case ("GET", "/limits"): return #"{"talk_rate": 1, "connections_max": 0}"#
    case ("GET", "/history"): return #"{"lines": 10}"#
    case ("GET", "/bans"): return "{\"bans\": [\(ban)]}"
    case ("PUT", _): return #"{"status": "SUCCESS", "lease": 5}"#
    default: return #"{"status": "SUCCESS"}"#
    }
  }

  private static let admin =
    #"{"id": 1, "name": "<fuzz-canary>", "role": "owner", "since": "2026-11-24T14:00:00.000Z", "#
    + #""actor": "<fuzz-canary>", "password_since": "2026-11-24T14:00:00.000Z", "#
    + #""last_login": "2026-11-24T14:00:00.000Z"}"#

  private static let token =
    #"{"id": 2, "name": "<fuzz-canary>", "admin": "<fuzz-canary>", "role": "viewer", "#
    + #""since": "2026-11-24T14:00:00.000Z", "last_used": "2026-11-24T14:00:00.000Z"}"#

  private static let ban =
    #"{"id": 1, "range": "192.0.2.0/24", "reason": "<fuzz-canary>", "since": "#
    + #""2026-11-24T14:00:00.000Z", "until": "2036-11-24T15:00:00.000Z", "actor": "ann"}"#

  private static func configuration(seq: Int) -> String {
    #"{"seq": \#(seq), "banner": "Incident 42\nbe kind", "bans": [\#(ban)], "doors_open": true, "#
      + #""history_lines": 5, "orders": [{"seq": \#(seq), "action": "announce", "text": "hi"}, "#
      + #"{"seq": \#(seq), "action": "kick", "server": "fuzz", "member": 0, "name": "guest-1", "#
      + #""instance": "a1", "text": "spam"}]}"#
  }

  private static let roster =
    #"{"users": [{"id": 0, "name": "ann", "address": "192.0.2.7", "since": 5, "idle": 1, "#
    + #""lines": 2, "muted": false}, {"id": 1, "name": "<fuzz-canary>", "address": "2001:db8::7", "#
    + #""since": 9, "lines": 0, "muted": true}], "total": 2, "next": null}"#

  private static let servers =
    #"{"servers": [{"id": "fuzz", "live": true, "seen": "2026-11-24T14:00:00.000Z", "report": "#
    + #"{"users": 3, "lines": 10, "connections": 4, "uptime": 9, "version": "<fuzz-canary>", "#
    + #""url": "http://127.0.0.1:9", "instance": "a1"}, "disputed": true}]}"#

  private static func events(seq: Int) -> String {
    #"{"events": [{"seq": \#(seq), "time": "2026-11-24T14:00:00.000Z", "actor": "<fuzz-canary>", "#
      + #""action": "banner.changed", "target": "banner", "old": "a", "new": "<fuzz-canary>"}, "#
      + #"{"seq": \#(seq + 1), "time": "2026-11-24T14:00:01.000Z", "actor": "ann", "#
      + #""action": "member.kicked", "target": "<fuzz-canary> (7 on fuzz)", "new": "spam"}]}"#
  }

  /// An answer around `body`: one that is whole, in chunks, or up to the end of the connection.
  static func responses(_ body: [UInt8]) -> [[UInt8]] {
    let type = "Content-Type: application/json\r\n"
    let size = String(body.count, radix: 16)
    return [
      Array("HTTP/1.1 200 OK\r\n\(type)Content-Length: \(body.count)\r\n\r\n".utf8) + body,
      Array("HTTP/1.1 200 OK\r\n\(type)Connection: close\r\n\r\n".utf8) + body,
      Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n".utf8) + body
        + Array("\r\n0\r\n\r\n".utf8),
      Array("HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body,
      Array("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: ".utf8)
        + Array("\(body.count)\r\n\r\n".utf8) + body,
    ]
  }
}
