import Testing
import TinyHTTP

/// Two parsers that disagree about where a message ends let a request hide in another's body. Whatever
/// could be read in two ways is refused (RFC 9112 §11.2).
@Suite struct SmugglingTests {
  private static func post(_ fields: String, _ rest: String = "") -> String {
    "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(rest)"
  }

  private static func chunks(_ body: String) -> String { post("Transfer-Encoding: chunked", body) }

  static let table: [Case] = [
    // Two lengths
    Case(
      "CL.TE", post("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      "400 bothLengths"),
    Case(
      "TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n"),
      "400 bothLengths"),
    Case(
      "two lengths that differ", post("Content-Length: 1\r\nContent-Length: 2", "ab"),
      "400 repeatedContentLength"),
    Case(
      "the same length twice", post("Content-Length: 1\r\ncontent-length: 1", "a"),
      "400 repeatedContentLength"),
    Case("a list of lengths", post("Content-Length: 1, 1", "a"), "400 badContentLength"),
    Case("a signed length", post("Content-Length: +1", "a"), "400 badContentLength"),
    Case("a negative length", post("Content-Length: -1", "a"), "400 badContentLength"),
    Case("a space in a length", post("Content-Length: 1 0", "a"), "400 badContentLength"),
    Case("a hexadecimal length", post("Content-Length: 0x1", "a"), "400 badContentLength"),
    Case("an empty length", post("Content-Length:", "a"), "400 badContentLength"),
    Case("a fraction", post("Content-Length: 1.0", "a"), "400 badContentLength"),
    Case("digits of another script", post("Content-Length: ١", "a"), "400 badContentLength"),
    Case(
      "a length of 2^64 + 1", post("Content-Length: 18446744073709551617", "a"),
      "400 badContentLength"),

    // Transfer-Encoding in disguise
    Case(
      "1.0 with chunks", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "400 transferEncodingInHTTP10"),
    Case("gzip", post("Transfer-Encoding: gzip"), "400 notChunkedLast"),
    Case("gzip, chunked", post("Transfer-Encoding: gzip, chunked"), "501 unknownTransferEncoding"),
    Case(
      "two, then chunked", post("Transfer-Encoding: x-a,gzip ,\tCHUNKED"),
      "501 unknownTransferEncoding"),
    Case("chunked, gzip", post("Transfer-Encoding: chunked, gzip"), "400 notChunkedLast"),
    Case("chunked, chunked", post("Transfer-Encoding: chunked, chunked"), "400 notChunkedLast"),
    Case(
      "chunked, gzip, chunked", post("Transfer-Encoding: chunked, gzip, chunked"),
      "400 notChunkedLast"),
    Case("identity", post("Transfer-Encoding: identity"), "400 notChunkedLast"),
    Case("identity, in vain", post("Transfer-Encoding: chunked, identity"), "400 notChunkedLast"),
    Case("xchunked", post("Transfer-Encoding: xchunked"), "400 notChunkedLast"),
    Case("quoted", post("Transfer-Encoding: \"chunked\""), "400 notChunkedLast"),
    Case("with a parameter", post("Transfer-Encoding: chunked;x"), "400 notChunkedLast"),
    Case("a parameter before", post("Transfer-Encoding: gzip;q=1, chunked"), "400 notChunkedLast"),
    Case("empty", post("Transfer-Encoding:"), "400 notChunkedLast"),
    Case("a comma alone", post("Transfer-Encoding: ,"), "400 notChunkedLast"),
    Case("a comma first", post("Transfer-Encoding: , chunked"), "400 notChunkedLast"),
    Case("a comma last", post("Transfer-Encoding: chunked,"), "400 notChunkedLast"),
    Case("two words", post("Transfer-Encoding: gzip chunked"), "400 notChunkedLast"),
    Case(
      "twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
      "400 repeatedTransferEncoding"),
    Case(
      "one good, one bad", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
      "400 repeatedTransferEncoding"),
    Case(
      "a space before the colon", post("Transfer-Encoding : chunked"), "400 spaceBeforeColon"),
    Case("a tab before the colon", post("Content-Length\t: 1"), "400 spaceBeforeColon"),
    Case("a space before the name", post(" Transfer-Encoding: chunked"), "400 foldedField"),
    Case("folded", post("Transfer-Encoding:\r\n chunked"), "400 foldedField"),
    Case(
      "hidden behind a bare CR", post("X: y\rTransfer-Encoding: chunked"),
      "400 bareCarriageReturn"),
    Case("hidden behind a bare LF", post("X: y\nTransfer-Encoding: chunked"), "400 bareLineFeed"),
    Case("hidden behind NUL", post("X: y\0Transfer-Encoding: chunked"), "400 controlCharacter"),
    Case("a vertical tab", post("Transfer-Encoding:\u{B}chunked"), "400 controlCharacter"),
    Case("in capitals", post("TRANSFER-ENCODING: CHUNKED", "0\r\n\r\n"), "POST / keep"),

    // Chunks
    Case("one chunk", chunks("5\r\nhello\r\n0\r\n\r\n"), "POST / keep hello"),
    Case("two chunks", chunks("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), "POST / keep hello"),
    Case("none", chunks("0\r\n\r\n"), "POST / keep"),
    Case(
      "hexadecimal sizes", chunks("a\r\n0123456789\r\nB\r\n0123456789a\r\n00\r\n\r\n"),
      "POST / keep 01234567890123456789a"),
    Case("an extension", chunks("2;a=b;c=\"d\"\r\nhi\r\n0;e\r\n\r\n"), "POST / keep hi"),
    Case(
      "an extension of each kind",
      chunks("2 ;\ta ;b\t=\t\"c;\\\"\td\" ; e=f;g=\"\"\r\nhi\r\n0;ü=\r\n\r\n"),
      "400 badChunkExtension"),
    Case(
      "space, quotes and escapes in extensions",
      chunks("2 ;\ta ;b\t=\t\"c;\\\"\té\" ; e=f;g=\"\"\r\nhi\r\n0\t;\th\r\n\r\n"), "POST / keep hi"),
    Case("an extension without a name", chunks("2;\r\nhi\r\n"), "400 badChunkExtension"),
    Case("an extension that is a space", chunks("2; \r\nhi\r\n"), "400 badChunkExtension"),
    Case("two semicolons", chunks("2;;a\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a value without a name", chunks("2;=a\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a name without a value", chunks("2;a=\r\nhi\r\n"), "400 badChunkExtension"),
    Case("two values", chunks("2;a=b=c\r\nhi\r\n"), "400 badChunkExtension"),
    Case("two words in a value", chunks("2;a=b c\r\nhi\r\n"), "400 badChunkExtension"),
    Case("two words in a name", chunks("2;a b\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a space at the end", chunks("2;a=b \r\nhi\r\n"), "400 badChunkExtension"),
    Case("a quote that stays open", chunks("2;a=\"b\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a quote within a word", chunks("2;a=b\"c\"\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a word behind a quote", chunks("2;a=\"b\"c\r\nhi\r\n"), "400 badChunkExtension"),
    Case("an escaped end", chunks("2;a=\"b\\\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a control in quotes", chunks("2;a=\"\u{1B}\"\r\nhi\r\n"), "400 badChunkExtension"),
    Case("a comma in an extension", chunks("2;a,b\r\nhi\r\n"), "400 badChunkExtension"),
    Case("an extension of the last chunk", chunks("0;a=/\r\n\r\n"), "400 badChunkExtension"),
    Case("a trailer", chunks("2\r\nhi\r\n0\r\nX: y\r\nZ:\r\n\r\n"), "POST / keep hi"),
    Case("a chunk that holds CR LF", chunks("4\r\n\r\n\r\n\r\n0\r\n\r\n"), "POST / keep \r\n\r\n"),
    Case("no size", chunks("\r\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("a signed size", chunks("+2\r\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("a negative size", chunks("-2\r\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("0x", chunks("0x2\r\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("a space before a size", chunks(" 2\r\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("a space behind a size", chunks("2 \r\nhi\r\n0\r\n\r\n"), "400 badChunkExtension"),
    Case("a size of 16 digits", chunks("0000000000000002\r\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("a size that overflows", chunks("10000000000000002\r\nhi\r\n"), "400 badChunkSize"),
    Case("LF behind a size", chunks("2\nhi\r\n0\r\n\r\n"), "400 badChunkSize"),
    Case("LF in an extension", chunks("2;a\nhi\r\n0\r\n\r\n"), "400 badChunkExtension"),
    Case("NUL in an extension", chunks("2;\0\r\nhi\r\n0\r\n\r\n"), "400 badChunkExtension"),
    Case("CR behind a size", chunks("2\rhi\r\n0\r\n\r\n"), "400 bareCarriageReturn"),
    Case("a chunk longer than its size", chunks("2\r\nhij\r\n0\r\n\r\n"), "400 missingChunkEnd"),
    Case("a chunk shorter than its size", chunks("3\r\nhi\r\n0\r\n\r\n"), "400 missingChunkEnd"),
    Case("a chunk that ends in LF", chunks("2\r\nhi\n0\r\n\r\n"), "400 missingChunkEnd"),
    Case("a chunk that ends in CR CR", chunks("2\r\nhi\r\r0\r\n\r\n"), "400 missingChunkEnd"),
    Case("a trailer without a colon", chunks("0\r\nX\r\n\r\n"), "400 badTrailer"),
    Case("a folded trailer", chunks("0\r\nX: y\r\n z\r\n\r\n"), "400 badTrailer"),
    Case("a trailer that ends in LF", chunks("0\r\nX: y\n\r\n"), "400 badTrailer"),
    Case("a trailer with a bare CR", chunks("0\r\nX: y\rZ\r\n\r\n"), "400 bareCarriageReturn"),
    Case("an end without LF", chunks("0\r\n\rX"), "400 bareCarriageReturn"),
    Case("a trailer is no field", chunks("0\r\nContent-Length: 9\r\n\r\n"), "POST / keep"),
    Case("a body that goes on", chunks("2\r\nhi\r\n"), "…"),
  ]

  @Test(arguments: table)
  func `where a message ends is beyond doubt, however it is cut`(_ item: Case) {
    for chunks in cuttings(of: item.raw) {
      #expect(requests(in: chunks) == item.outcome, "cut at \(chunks[0].count)")
    }
  }
}
