import Support
import Testing
import TinyReactor

/// Keeps what a producer was told.
private final class RecordingProducer: Producer {
  private(set) var told: [String] = []
  var onPause: () -> Void = {}
  var onResume: () -> Void = {}

  func pauseProducing() {
    told.append("pause")
    onPause()
  }

  func resumeProducing() {
    told.append("resume")
    onResume()
  }

  func stopProducing() { told.append("stop") }
}

// MARK: - Rule 16: writing

@Test(arguments: PollerKind.allCases)
func `a write of any size returns at once and arrives in order`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  client.transport?.outputBytesMax = 16 << 20
  var sent: [UInt8] = []
  for size in [1, 3_000_000, 2, 20_000, 20_000, 1_000_000, 5] {
    let part = bytes(size)
    sent += part
    client.transport?.write(part)
  }
  #expect((client.transport?.unsentBytes ?? 0) > 0)
  try reactor.wait { conversation.served[0].received.count >= sent.count }
  #expect(conversation.served[0].received == sent)
  #expect(client.transport?.unsentBytes == 0)
}

@Test(arguments: PollerKind.allCases)
func `a producer pauses over 64 KiB unsent and resumes when nothing is`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  server.transport?.pauseProducing()
  client.transport?.outputBytesMax = 64 << 20
  let producer = RecordingProducer()
  producer.onResume = {
    #expect(client.transport?.unsentBytes == 0)
    client.transport?.unregisterProducer()
  }
  client.transport?.registerProducer(producer)
  // The kernel takes what it takes; then exactly the mark, then one byte more.
  while client.transport?.unsentBytes == 0 { client.transport?.write(bytes(65_536)) }
  client.transport?.write(bytes(65_536 - (client.transport?.unsentBytes ?? 0)))
  #expect(producer.told.isEmpty)
  client.transport?.write([1])
  #expect(producer.told == ["pause"])
  server.transport?.resumeProducing()
  try reactor.wait { producer.told == ["pause", "resume"] }
}

@Test func `output that is never all sent does not pile up places`() {
  var queue = OutputQueue()
  let chunk = bytes(20_000)
  queue.append(chunk)
  for _ in 0..<10_000 {
    queue.append(chunk)
    queue.markSent(chunk.count)
  }
  #expect(queue.count == chunk.count)
  #expect(queue.chunks.count < 200)
}

// MARK: - Rule 18: producers

@Test func `a second producer is a programming error`() async {
  await #expect(processExitsWith: .failure) {
    let reactor = try Reactor()
    let client = try Conversation(on: reactor).connect()
    client.transport?.registerProducer(RecordingProducer())
    client.transport?.registerProducer(RecordingProducer())
  }
}

@Test(arguments: PollerKind.allCases)
func `a producer is stopped by a lost connection, and at once by a dead transport`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let (first, second) = (RecordingProducer(), RecordingProducer())
  client.transport?.registerProducer(first)
  conversation.served[0].transport?.abortConnection()
  try reactor.wait { !client.lost.isEmpty }
  #expect(first.told == ["stop"])
  client.transport?.registerProducer(second)
  #expect(second.told == ["stop"])
}

@Test(arguments: PollerKind.allCases)
func `a producer may abort when it is asked to pause`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  conversation.served[0].transport?.pauseProducing()
  client.transport?.outputBytesMax = 64 << 20
  let producer = RecordingProducer()
  producer.onPause = { client.transport?.abortConnection() }
  client.transport?.registerProducer(producer)
  client.transport?.write(bytes(16_000_000))
  #expect(producer.told == ["pause", "stop"])
  try reactor.wait { client.lost == [.aborted] }
}

// MARK: - Rule 19: peers that do not read

@Test(arguments: PollerKind.allCases)
func `a peer that sends and never reads does not grow memory`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { server in
    server.onData = { server in
      server.transport?.write(server.takeReceived())
    }
  }
  let client = try conversation.connect()
  let server = conversation.served[0]
  client.transport?.pauseProducing()
  var written = 0
  var unsentMax = 0
  var turnsWithoutProgress = 0
  while turnsWithoutProgress < 20 {
    if client.transport?.unsentBytes == 0 {
      client.transport?.write(bytes(32_768))
      written += 32_768
      turnsWithoutProgress = 0
    }
    reactor.turn(waitingAtMost: .milliseconds(1))
    turnsWithoutProgress += 1
    unsentMax = max(unsentMax, server.transport?.unsentBytes ?? 0)
  }
  #expect(unsentMax > OutputLimits.highWaterBytes, "the echo has come to stand still")
  #expect(unsentMax <= OutputLimits.highWaterBytes + 65_536)
  client.transport?.resumeProducing()
  try reactor.wait { client.received.count == written }
}

@Test(arguments: PollerKind.allCases)
func `a peer that leaves too much unsent is a slow reader`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  conversation.served[0].transport?.pauseProducing()
  client.transport?.outputBytesMax = 100_000
  let data = bytes(100_000)
  for _ in 0..<200 { client.transport?.write(data) }
  try reactor.wait { !client.lost.isEmpty }
  #expect(client.lost == [.slowReader])
}

@Test(arguments: PollerKind.allCases)
func `two peers that both send before they read do not wait for each other for ever`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let sendMuch = { (speaker: RecordingProtocol) in
    speaker.transport?.outputBytesMax = 64 << 20
    speaker.transport?.outputStallMax = .milliseconds(50)
    speaker.transport?.write(bytes(16_000_000))
  }
  let client = try conversation.connect()
  let server = conversation.served[0]
  for speaker in [client, server] { sendMuch(speaker) }
  try reactor.wait { client.lost.count == 1 && server.lost.count == 1 }
  #expect(client.lost == [.slowReader] || server.lost == [.slowReader])
}
