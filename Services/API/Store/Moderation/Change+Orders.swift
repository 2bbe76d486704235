package import Wire

/// Orders, and what is known of those whom they are about.
extension Change {
  /// An order and whom it is for.
  package struct NewOrder: Sendable, Equatable {
    package var id: String
    package var action: Order.Action
    package var recipients: [Recipient]
    /// Whom it is about; nil in an announcement.
    package var member: Int?
    package var name: String?
    /// The reason, or what is announced or said.
    package var text: String?
    /// When a mute ends: RFC 3339, UTC; nil is when it is lifted.
    package var until: String?
    /// The held line that it lets be said.
    package var held: Int?

    package init(
      id: String, action: Order.Action, recipients: [Recipient], member: Int? = nil,
      name: String? = nil, text: String?, until: String? = nil, held: Int? = nil
    ) {
      self.id = id
      self.action = action
      self.recipients = recipients
      self.member = member
      self.name = name
      self.text = text
      self.until = until
      self.held = held
    }
  }

  /// What a chat server knows of somebody about whom it had an order.
  package struct Finding: Sendable, Equatable {
    /// Where they come from, if that tells people apart.
    package var range: String?
    /// Mutes that they were unmuted from.
    package var mutes: [Int]

    package init(range: String? = nil, mutes: [Int] = []) {
      self.range = range
      self.mutes = mutes
    }
  }

  /// What a ban or a mute has from now on; what is nil stays as it is.
  package struct NewTerms: Sendable, Equatable {
    package var reason: String?
    package var end: End?

    package enum End: Sendable, Equatable {
      case never
      /// RFC 3339, UTC.
      case at(String)

      var until: String? { if case .at(let time) = self { time } else { nil } }
    }

    package init(reason: String? = nil, end: End? = nil) {
      self.reason = reason
      self.end = end
    }
  }

  /// A process that is to carry out an order.
  package struct Recipient: Sendable, Equatable {
    /// Empty is every server that follows the configuration.
    package var server: String
    package var instance: String?

    package init(server: String, instance: String?) {
      self.server = server
      self.instance = instance
    }
  }
}
