package import RoomLog
package import Wire

/// The voices of people who lost the connection a short while ago: each is kept with the name, for the
/// address that it was lost from. Nobody gets a voice by an address alone, since many may share it.
package struct KeptVoices {
  /// Beyond this many, those who left first are forgotten.
  package static let voicesMax = 1_024

  private struct Kept {
    let name: Nickname
    let network: String
    let left: Duration
  }

  /// In the order in which they left.
  private var voices: [Kept] = []
  private let timeMax: Duration

  /// `timeMax` is how long names are kept.
  package init(timeMax: Duration) { self.timeMax = timeMax }

  package mutating func add(_ name: Nickname, network: String, left: Duration) {
    guard !name.isGuest else { return }
    // Several servers may tell of it.
    voices.removeAll { $0.name == name }
    if voices.count == Self.voicesMax { voices.removeFirst() }
    voices.append(Kept(name: name, network: network, left: left))
  }

  /// Somebody from `network` goes by that name now. True when the voice is theirs; it is kept no longer.
  package mutating func takeBack(
    _ name: Nickname, network: @autoclosure () -> String, at now: Duration
  ) -> Bool {
    guard !voices.isEmpty else { return false }
    voices.removeAll { now - $0.left >= timeMax }
    let index = voices.firstIndex { !Set($0.name.keys).isDisjoint(with: name.keys) }
    guard let kept = index.map({ voices.remove(at: $0) }) else { return false }
    return kept.network == network() && kept.name == name
  }

  /// All of them, for a server that has just started.
  package func records(at now: Duration) -> [LogRecord] {
    voices.filter { now - $0.left < timeMax }.map { kept in
      let age = max(1, Int((now - kept.left).components.seconds))
      let note = PersonNote(network: kept.network, isVoiced: true, keepsName: true, age: age)
      return LogRecord(.gone, name: kept.name.text, text: note.text)
    }
  }
}
