/// What the engine pretends, by the Chrome DevTools protocol.
extension Browser {
  /// Makes the page as wide as a phone's, which no window can be.
  func becomePhone(width: Int = 360) throws {
    struct Screen: Encodable {
      let width: Int
      let height = 800
      let deviceScaleFactor = 1
      let mobile = false  // a mobile browser would zoom out until all fits
    }
    try tellEngine("Emulation.setDeviceMetricsOverride", Screen(width: width))
  }

  /// Shows pages as to somebody who likes them dark, or light.
  func prefer(_ scheme: String) throws {
    struct Media: Encodable { let features: [[String: String]] }
    try tellEngine(
      "Emulation.setEmulatedMedia",
      Media(features: [["name": "prefers-color-scheme", "value": scheme]]))
  }

  /// Shows pages as to somebody in that time zone, by its IANA name.
  func live(in zone: String) throws {
    try tellEngine("Emulation.setTimezoneOverride", ["timezoneId": zone])
  }

  /// Lets pages do what their servers have forbidden them.
  func ignoreContentSecurityPolicy() throws {
    try tellEngine("Page.setBypassCSP", ["enabled": true])
  }

  /// Runs a script on all pages that are opened from now on, before their own.
  func precede(with script: String) throws {
    try tellEngine("Page.addScriptToEvaluateOnNewDocument", ["source": script])
  }

  /// Takes something away from all pages that are opened from now on, as in a browser without it.
  func forget(_ name: String) throws { try precede(with: "delete window.\(name)") }

  /// A command of the Chrome DevTools protocol.
  func tellEngine(_ name: String, _ parameters: some Encodable) throws {
    let _: EngineAnswer = try post(
      session + "/goog/cdp/execute", EngineCommand(cmd: name, params: parameters))
  }
}

private struct EngineCommand<Parameters: Encodable>: Encodable {
  let cmd: String
  let params: Parameters
}

private struct EngineAnswer: Decodable {}
