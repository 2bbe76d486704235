import Glibc
import ServiceKit
import Support
import Testing

/// Values in files, by way of `NAME_FILE`.
@Suite struct SettingFileTests {
  @Test func `in a file quotes are part of the value, and a byte-order mark is not`() throws {
    let file = try TemporaryFile(Array("\u{FEFF}\"secret\"\r\n".utf8))
    var reader = SettingsReader(environment: ["TOKEN_FILE": file.path])
    #expect(reader.bearerToken("TOKEN", help: "") == "\"secret\"")
    #expect(reader.problems.isEmpty)
  }

  @Test(arguments: [
    ("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"),
    (" spaced ", " spaced "), ("zwölf\n", "zwölf"),
  ]) func `a file holds the value, without one trailing newline`(contents: String, value: String)
    throws
  {
    let file = try TemporaryFile(Array(contents.utf8))
    var reader = SettingsReader(environment: ["TOKEN_FILE": file.path])
    #expect(reader.secret("TOKEN", help: "") == value)
    #expect(reader.problems.isEmpty)
  }

  @Test(arguments: ["", "\n"]) func `an empty file opens nothing`(_ contents: String) throws {
    let file = try TemporaryFile(Array(contents.utf8))
    var reader = SettingsReader(environment: ["TOKEN_FILE": file.path])
    #expect(reader.secret("TOKEN", help: "") == nil)
    #expect(reader.problems.joined().contains("TOKEN_FILE"))
  }

  @Test func `a second newline belongs to the value, which then is not one line`() throws {
    let file = try TemporaryFile(Array("s3cret\n\n".utf8))
    var reader = SettingsReader(environment: ["TOKEN_FILE": file.path])
    #expect(reader.secret("TOKEN", help: "") == nil)
    #expect(reader.problems.count == 1)
    #expect(!reader.problems.joined().contains("s3cret"))
  }

  @Test func `a value and a file at once are refused`() throws {
    let file = try TemporaryFile(Array("1".utf8))
    var reader = SettingsReader(environment: ["TOKEN": "2", "TOKEN_FILE": file.path])
    #expect(reader.secret("TOKEN", help: "") == nil)
    #expect(reader.problems == ["TOKEN and TOKEN_FILE are both set; set one of them"])
  }

  @Test func `a file that cannot be read is named with the reason`() {
    var reader = SettingsReader(environment: ["A_FILE": "/no/such/file", "B_FILE": "/"])
    _ = reader.secret("A", help: "")
    _ = reader.secret("B", help: "")
    #expect(
      reader.problems == [
        "A_FILE names \"/no/such/file\", which cannot be read: No such file or directory",
        "B_FILE names \"/\", which cannot be read: Is a directory",
      ])
  }

  @Test func `a secret may be mounted as a link to a link to a file`() throws {
    let file = try TemporaryFile(Array("s3cret\n".utf8))
    let folder = try TemporaryFolder()
    symlink(file.path, "\(folder.path)/..data")
    symlink("..data", "\(folder.path)/token")
    var reader = SettingsReader(environment: ["TOKEN_FILE": "\(folder.path)/token"])
    #expect(reader.secret("TOKEN", help: "") == "s3cret")
  }

  @Test func `nobody is waited for who might write into a FIFO`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/fifo"
    mkfifo(path, 0o600)
    var reader = SettingsReader(environment: ["A_FILE": path, "B_FILE": "/dev/zero"])
    #expect(reader.secret("A", help: "") == nil)
    #expect(reader.secret("B", help: "") == nil)
    let why = "which cannot be read: It is a pipe or a device, not a file"
    #expect(
      reader.problems == ["A_FILE names \"\(path)\", \(why)", "B_FILE names \"/dev/zero\", \(why)"])
  }

  @Test func `a pipe that we are started with holds a value, if it ends`() throws {
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    write(ends[1], "s3cret\n", 7)
    let environment = ["TOKEN_FILE": "/dev/fd/\(ends[0])"]
    var late = SettingsReader(environment: environment, pipePatience: .milliseconds(10))
    #expect(late.secret("TOKEN", help: "") == nil)
    #expect(late.problems.joined().hasSuffix("which cannot be read: It has no end"))
    write(ends[1], "s3cret\n", 7)
    close(ends[1])
    var reader = SettingsReader(environment: environment)
    #expect(reader.secret("TOKEN", help: "") == "s3cret")
  }

  @Test(arguments: [[UInt8](repeating: 0x61, count: 65_537), [0x61, 0xFF]])
  func `a file that is too long or not text is refused`(_ contents: [UInt8]) throws {
    let file = try TemporaryFile(contents)
    var reader = SettingsReader(environment: ["A_FILE": file.path])
    #expect(reader.text("A", default: "usual", help: "") == "usual")
    #expect(reader.problems.count == 1)
    #expect(reader.problems.joined().contains("not text of at most 64 KiB"))
  }
}
