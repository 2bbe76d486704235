/// Takes telnet commands out of a stream of bytes (RFC 854) and says what to answer.
///
/// Whatever the peer asks for is refused: `DO` is answered `WONT`, `WILL` is answered `DONT`, and refusals
/// (`DONT`, `WONT`) need no answer since everything is off already (RFC 1143). All that is ever offered to it
/// is to echo, while a password is typed (`EchoOption`). Commands that edit (EC, EL) become the keys that do
/// the same, and those that end the conversation (EOF, IP) end the text. UTF-8 never contains the byte 255, so
/// plain clients pass untouched.
package struct TelnetFilter {
  /// Options answered on one connection; a real client asks for about ten.
  package static let answersMax = 32
  /// Bytes skipped in search of the end of a subnegotiation, after which text is text again.
  package static let subnegotiationBytesMax = 1_024

  private enum State: Equatable {
    case text
    case command
    case option(verb: UInt8)
    case subnegotiation(skipped: UInt16)
    case subnegotiationCommand(skipped: UInt16)
  }

  private var state = State.text
  private var answered: [UInt16] = []
  private var replies: [UInt8] = []
  private var echo = EchoOption()
  /// The peer has sent a command, as only a telnet client does.
  package private(set) var isSpoken = false
  /// The peer has asked for the end. What comes after is not text, but its commands are still
  /// answered: telnet shows nothing more until they are (RFC 860).
  package private(set) var isOver = false
  /// Whether the end was a Ctrl-C.
  package private(set) var isInterrupted = false

  package init() {}

  /// Whether the peer was told last to show nothing of what is typed.
  package var hidesTyping: Bool { echo.isOffered }
  /// The peer goes on showing it all the same.
  package var refusesToHide: Bool { echo.isRefused }

  /// Returns what to send to a peer that is to show nothing of what is typed, or all again.
  package mutating func hideTyping(_ hides: Bool) -> [UInt8] {
    guard hides != echo.isOffered else { return [] }
    let verb = hides ? echo.offer() : echo.withdraw()
    return verb.map { [Telnet.iac, $0, Telnet.echo] } ?? []
  }

  /// What to send to the peer for all that was fed so far.
  package mutating func takeReplies() -> [UInt8] {
    guard !replies.isEmpty else { return [] }
    defer { replies = [] }
    return replies
  }

  /// Appends the text in `data` to `text`. A command may be cut anywhere between two calls.
  package mutating func feed(_ data: Span<UInt8>, into text: inout [UInt8]) {
    if state == .text, !isOver, !data.contains(Telnet.iac) {
      data.withUnsafeBufferPointer { text.append(contentsOf: $0) }
      return
    }
    for index in data.indices {
      let wasOver = isOver
      if let byte = filter(data[index]), !wasOver { text.append(byte) }
    }
  }

  /// Takes one byte; returns it, or what it stands for, when it is text.
  private mutating func filter(_ byte: UInt8) -> UInt8? {
    switch state {
    case .text:
      guard byte == Telnet.iac else { return byte }
      state = .command
    case .command:
      return command(byte)
    case .option(let verb):
      refuse(verb, byte)
      state = .text
    case .subnegotiation(let skipped):
      if byte == Telnet.iac {
        state = .subnegotiationCommand(skipped: skipped)
      } else {
        skip(after: skipped)
      }
    case .subnegotiationCommand(let skipped):
      if byte == Telnet.iac {
        skip(after: skipped)  // an escaped 255 inside
      } else if byte == Telnet.se {
        state = .text
      } else {
        return command(byte)  // the end is missing
      }
    }
    return nil
  }

  private mutating func command(_ byte: UInt8) -> UInt8? {
    if byte >= Telnet.eof, byte != Telnet.iac { isSpoken = true }
    switch byte {
    case Telnet.will, Telnet.wont, Telnet.do, Telnet.dont:
      state = .option(verb: byte)
    case Telnet.sb:
      state = .subnegotiation(skipped: 0)
    case Telnet.iac:
      state = .text
      return byte
    case Telnet.ec:
      state = .text
      return EditingKey.backspace
    case Telnet.el:
      state = .text
      return EditingKey.eraseLine
    case Telnet.ip:
      state = .text
      (isOver, isInterrupted) = (true, true)
      return EditingKey.eraseLine  // as a terminal does at Ctrl-C
    case Telnet.eof:
      state = .text
      isOver = true
    case Telnet.eof...:
      state = .text  // NOP, AYT, GA …: nothing to do
    default:
      state = .text
      return byte  // no command at all: a stray 255 must not swallow a line ending
    }
    return nil
  }

  private mutating func skip(after skipped: UInt16) {
    let skipped = skipped + 1
    state = skipped < Self.subnegotiationBytesMax ? .subnegotiation(skipped: skipped) : .text
  }

  private mutating func refuse(_ verb: UInt8, _ option: UInt8) {
    if option == Telnet.echo, let answer = echo.answer(to: verb) {
      replies += answer.map { [Telnet.iac, $0, option] } ?? []
      return
    }
    let answer: UInt8
    switch verb {
    case Telnet.do: answer = Telnet.wont
    case Telnet.will: answer = Telnet.dont
    default: return
    }
    // A timing mark is a question, not a state: telnet shows nothing more after Ctrl-C until each
    // is answered (RFC 860).
    if option != Telnet.timingMark {
      let key = UInt16(verb) << 8 | UInt16(option)
      guard answered.count < Self.answersMax, !answered.contains(key) else { return }
      answered.append(key)
    }
    replies += [Telnet.iac, answer, option]
  }
}

/// The bytes of RFC 854 that matter here.
enum Telnet {
  /// End of file (RFC 1184), the lowest command in use; plink sends it at the end of its input.
  static let eof: UInt8 = 236
  static let se: UInt8 = 240
  /// Interrupt process: Ctrl-C.
  static let ip: UInt8 = 244
  /// Erase character, and erase line.
  static let ec: UInt8 = 247
  static let el: UInt8 = 248
  static let sb: UInt8 = 250
  static let will: UInt8 = 251
  static let wont: UInt8 = 252
  static let `do`: UInt8 = 253
  static let dont: UInt8 = 254
  static let iac: UInt8 = 255
  static let echo: UInt8 = 1
  static let timingMark: UInt8 = 6
}

extension Span<UInt8> {
  /// Computed as a minimum, which the compiler turns into vector instructions.
  fileprivate func contains(_ byte: UInt8) -> Bool {
    var least = UInt8.max
    for index in indices { least = Swift.min(least, self[unchecked: index] ^ byte) }
    return least == 0
  }
}
