package import TinyReactor
package import Wire

/// Somebody in the room: a name, and a way to write to them.
package final class Member {
  /// Never given twice, unlike a name.
  package let id: Int
  package let transport: any Transport
  package internal(set) var name: Nickname
  var presence = Presence.here
  package var isHere: Bool { presence == .here }
  /// What they still say is not heard.
  package var isGone: Bool { departure != nil }
  /// Nil until they are gone.
  var departure: Departure? { if case .gone(let how) = presence { how } else { nil } }
  /// When they came.
  package let since: Duration
  /// When they last said something or gave a command.
  package internal(set) var lastHeard: Duration?
  /// Lines they have said to everybody.
  package internal(set) var linesSaid = 0
  /// Their input has ended, and lines of theirs wait.
  package internal(set) var isFinishing = false
  /// Their program is telnet, which says itself when a connection is closed.
  package internal(set) var speaksTelnet = false
  /// Searches whose answers they wait for.
  var searches = 0
  package var isMuted: Bool { muting != .none }

  // The room's own notes.

  var muting = Muting.none
  /// Who last wrote to them alone.
  weak var correspondent: Member? { didSet { if correspondent != nil { farCorrespondent = nil } } }
  /// Or somebody on another server.
  weak var farCorrespondent: Neighbour? {
    didSet { if farCorrespondent != nil { correspondent = nil } }
  }
  /// The name that they are to have when the log says so. Until then nothing of theirs is said, or
  /// it would be under the old one.
  package internal(set) var claimed: Nickname?
  /// The name that they want when the other servers are within reach again.
  var wanted: Nickname?
  /// What the others have been told of their name.
  var standing = MembershipNews.Standing.unannounced
  /// The name by which the others know them; nil while the others have not read of them.
  var knownName: Nickname?
  /// The others have been told that they joined, or of their new name.
  var isAnnounced = false
  /// Until then, nobody from their address can ask for their name again.
  var keepsNameUntil = Duration.zero
  var reader = Reader()
  /// How they stand with the rules of the room. It is looked at for each of their lines, and stands behind
  /// what is looked at for each that they are told.
  package internal(set) var talking = TalkStanding()

  init(id: Int, name: Nickname, transport: any Transport, since: Duration) {
    self.id = id
    self.name = name
    self.transport = transport
    self.since = since
  }

  enum Presence: Equatable {
    case here
    /// Their connection is lost, and lines of theirs wait to be said.
    case leaving
    case gone(Departure)
  }

  enum Muting {
    case none
    /// Nobody hears them.
    case muted
    /// As `muted`, and told so when a line was refused: the next ones are refused silently.
    case reminded
  }
}
