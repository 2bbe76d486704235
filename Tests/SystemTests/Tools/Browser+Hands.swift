/// A mouse and a keyboard.
extension Browser {
  /// Strikes keys, whatever has the focus.
  func press(_ keys: String) throws {
    struct Actions: Encodable {
      struct Keyboard: Encodable {
        let type = "key"
        let id = "keyboard"
        let actions: [[String: String]]
      }
      let actions: [Keyboard]
    }
    let strokes = keys.flatMap { key in
      ["keyDown", "keyUp"].map { ["type": $0, "value": String(key)] }
    }
    let _: String? = try post(session + "/actions", Actions(actions: [.init(actions: strokes)]))
  }

  /// Moves the mouse there, so many pixels right of the middle.
  func point(at selector: String, off pixels: Int = 0) throws {
    struct Actions: Encodable {
      struct Mouse: Encodable {
        let type = "pointer"
        let id = "mouse"
        let actions: [Move]
      }
      struct Move: Encodable {
        let type = "pointerMove"
        let duration = 0
        let x: Int
        let y = 0
        let origin: [String: String]
      }
      let actions: [Mouse]
    }
    // The name by which a reference to an element is known (W3C WebDriver, 12.1).
    let origin = ["element-6066-11e4-a52e-4f735466cecf": try find(selector)]
    let move = Actions(actions: [.init(actions: [.init(x: pixels, origin: origin)])])
    let _: String? = try post(session + "/actions", move)
  }
}
