/// What a Redis server answers when all is well, and when it says why it does not.
extension Seeds {
  static let redisReplies = [
    "+OK\r\n", "+PONG\r\n", ":0\r\n", ":-42\r\n", "$5\r\nhello\r\n", "$0\r\n\r\n", "$-1\r\n",
    "*0\r\n", "*-1\r\n", "*2\r\n$3\r\nnew\r\n$12\r\n1764370800-5\r\n",
    "*1\r\n*2\r\n$3\r\nlog\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\np\r\n$2\r\nhi\r\n"
      + "*2\r\n$3\r\n1-1\r\n*4\r\n$1\r\nc\r\n$4\r\n\r\n\r\n\r\n$1\r\np\r\n$-1\r\n",
    "*3\r\n:1\r\n-WRONGTYPE Operation against a key holding the wrong kind of value\r\n*0\r\n",
    "-NOSCRIPT No matching script. Please use EVAL.\r\n", "-LOADING Redis is loading\r\n",
    "-OOM command not allowed when used memory > 'maxmemory'.\r\n", "-UNBLOCKED force unblock\r\n",
    "-READONLY You can't write against a read only replica.\r\n", "-ERR unknown command 'X'\r\n",
  ]

  static let redisGreeting =
    "*14\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:2\r\n"
    + "$2\r\nid\r\n:3\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n"
    + "$7\r\nmodules\r\n*0\r\n+PONG\r\n"

  static let redisWords = [
    "$1048576\r\n", "$1048577\r\n", "$-2\r\n", "$5\r\n", "*65536\r\n", "*65537\r\n", "*-2\r\n",
    "*1\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", ":01\r\n", ":+1\r\n",
    "_\r\n",
    "%1\r\n", "-NOAUTH x\r\n", "-WRONGPASS x\r\n", "-NOPERM x\r\n", "+", "-", ":", "$", "*",
    "HTTP/1.1 400 Bad Request\r\n\r\n", "+QUEUED\r\n",
  ]
}
