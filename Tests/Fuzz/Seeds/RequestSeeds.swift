/// Requests for the three HTTP ports.
extension Seeds {
  static let words = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "BREW", "HTTP/1.0",
    "HTTP/1.1", "HTTP/2.0", "HTTP/1.1\r\n", "\r\n\r\n", "Host:", "Host: 127.0.0.1\r\n",
    "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n",
    "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
    "Transfer-Encoding: chunked, identity\r\n", "Connection: close\r\n",
    "Connection: upgrade\r\nUpgrade: h2c\r\n", "Expect: 100-continue\r\n", "Cookie: a=b; a=c\r\n",
    "Content-Encoding: gzip\r\n", "Content-Type: application/json\r\n", "Range: bytes=0-0\r\n",
    "Origin: http://example.org\r\n", "Sec-Fetch-Site: cross-site\r\n", "X-Actor: \u{202E}\r\n",
    "Authorization: Bearer x\r\n", "Idempotency-Key: 1\r\n", " folded\r\n", "0\r\n\r\n",
    "5;a=b\r\nhello\r\n", "ffffffffffffffff\r\n", "http://127.0.0.1/", "*", "?after=1&wait=0",
    "?limit=5", "?q=x", "?page=1", "?note=1", "?before=3",
  ]

  /// Of every service.
  static let paths =
    [
      "/", "/livez", "/readyz", "/healthz", "/metrics", "/version", "/openapi.json", "/users/",
      "/banner/", "/servers", "/servers/real/users?limit=5", "/events?limit=3",
      "/events?after=1&limit=3", "/config?after=1&wait=0", "/config", "/bans", "/doors",
      "/history", "/backup", "/roster?limit=5&q=a",
      "/roster?sort=-name&past=-name~0~0~real~7~ann&idle=1&new=9",
      "/people?sort=name&after=name~0~0~real~7~ann&server=real", "/people/history?name=ann",
      "/people?server=real&q=a&after=0",
      "/bans?q=a&page=0", "/log?before=10", "/rules",
      "/log?q=a&actor=ann&what=kicks&about=b&since=2026-11-24T12:00", "/login?next=%2Fpeople",
      "/dashboard.css",
      "/admins", "/tokens", "/session", "/kick?server=real&member=0&name=ann", "/updates",
      "/nowhere/../at//all",
    ]

  /// Whole requests as text; `HOST` is where they go.
  static let requests =
    paths.map { "GET \($0) HTTP/1.1\r\nHost: HOST\r\n\r\n" }
    + [
      "HEAD /banner/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n",
      "OPTIONS /bans HTTP/1.1\r\nHost: HOST\r\n\r\n",
      "DELETE /bans/1 HTTP/1.1\r\nHost: HOST\r\nX-Actor: ann\r\n\r\n",
      "POST /sessions HTTP/1.1\r\nHost: HOST\r\nContent-Length: 38\r\n\r\n"
        + "{\"name\": \"ann\", \"password\": \"a horse\"}",
      "PUT /admins/1 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 17\r\n\r\n{\"role\": \"owner\"}",
      "GET http://HOST/users/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
      "GET /users/ HTTP/1.0\r\n\r\n",
      "GET /livez HTTP/1.1\r\nHost: HOST\r\n\r\nGET /users/ HTTP/1.1\r\nHost: HOST\r\n\r\n"
        + "GET /version HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
      "POST /banner/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 16\r\n\r\n{\"banner\": \"hi\"}",
      "POST /banner/ HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 16\r\n\r\n"
        + "{\"banner\": \"hi\"}",
      "POST /banner/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "8\r\n{\"banner\r\n8;x=\"y\"\r\n\": \"hi\"}\r\n0\r\nTrailer: x\r\n\r\n",
      "POST /set_banner HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Length: 9\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n\r\nbanner=hi",
      "GET / HTTP/1.1\r\nHost: HOST\r\nCookie: session=abc; other=\"x\"\r\nAccept: */*\r\n"
        + "User-Agent: fuzz\r\nAccept-Language: en;q=0.5\r\nSec-Fetch-Site: same-origin\r\n\r\n",
    ]
}
