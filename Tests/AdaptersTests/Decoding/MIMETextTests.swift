import Adapters
import Foundation
import JMESPath
import JSON
import Testing

/// Headers, transfer encodings and charsets of mails, by the function `mime`.
struct MIMETextTests {
    static func mime(_ bytes: [UInt8]) throws -> JSONValue {
        let expression = try Expression("mime(@)", functions: DomainFunctions.table)
        return try expression.evaluate(.string(Data(bytes).base64EncodedString()))
    }

    static func mime(_ text: String) throws -> JSONValue {
        try Expression("mime(@)", functions: DomainFunctions.table).evaluate(.string(text))
    }

    static let subjects = [
        ("plain", "plain"), ("=?utf-8?Q?caf=C3=A9?=", "café"), ("=?UTF-8?B?Y2Fmw6k=?= au lait", "café au lait"),
        ("=?iso-8859-1?q?caf=E9_noir?=", "café noir"), ("=?windows-1251?B?z/Do4uXy?=", "Привет"),
        ("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"), ("=?utf-8?Q?a?=\r\n =?iso-8859-1?Q?=E9?=", "aé"),
        // One character in two words.
        ("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
        ("x =?utf-8?Q?a?= y =?utf-8?Q?b?= z", "x a y b z"), ("=?utf-8*en?Q?a?=", "a"),
        ("=?broken", "=?broken"), ("=?utf-8?X?a?=", "=?utf-8?X?a?="), ("a\r\n\tfolded", "a\tfolded"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"), ("=?unknown-x?Q?=E9?=", "é"),
    ]

    @Test(arguments: subjects)
    func decodesHeaders(written: String, meant: String) throws {
        let mail = try Self.mime("From: a@example.com\r\nSubject: \(written)\r\n\r\nhello")

        #expect(mail["subject"]?.string == meant)
        #expect(mail["text"]?.string == "hello")
    }

    static let charsets: [(String, [UInt8], String)] = [
        ("utf-8", Array("né".utf8), "né"), ("iso-8859-1", [0x6E, 0xE9], "né"), ("us-ascii", [0x6E, 0xE9], "né"),
        ("windows-1252", [0x93, 0x80, 0x94, 0x81], "\u{201C}€\u{201D}\u{81}"), ("iso-8859-2", [0xE9, 0xB1], "éą"),
        ("ISO-8859-15", [0xA4], "€"), ("windows-1250", [0xE9, 0x9A], "éš"), ("windows-1251", [0xCF, 0xF0], "Пр"),
        ("koi8-r", [0xF0, 0xD2], "Пр"), ("\"Shift_JIS\"", [0x83, 0x65], "テ"), ("gb2312", [0xC4, 0xE3], "你"),
        ("gb18030", [0xC4, 0xE3], "你"), ("big5", [0xA7, 0x41], "你"), ("euc-kr", [0xB0, 0xA1], "가"),
        ("windows-1254", [0xF0], "ğ"), ("utf-8", [0x6E, 0xE9], "né"), ("no-such-charset", [0x6E, 0xE9], "né"),
    ]

    @Test(arguments: charsets)
    func readsCharsets(charset: String, bytes: [UInt8], meant: String) throws {
        let head = "Content-Type: text/plain; charset=\(charset)\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

        #expect(try Self.mime(Array(head.utf8) + bytes)["text"]?.string == meant)
    }

    static let bodies = [
        ("quoted-printable", "caf=C3=A9 =\r\nau lait  \r\nend=20=", "café au lait\nend "),
        ("Quoted-Printable", "1=2 =zz =C3=A", "1=2 =zz \u{C3}=A"), ("base64", "Y2Fm\r\nw6k=\r\n", "café"),
        ("base64", "Y2Fmw6k", "café"), ("base64", "Y2E=Zg==", "caf"), ("7bit", "a\r\nb\rc\n", "a\nb\nc\n"),
        ("x-unknown", "as it is", "as it is"),
    ]

    @Test(arguments: bodies)
    func undoesTransferEncodings(encoding: String, body: String, meant: String) throws {
        let mail = try Self.mime(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n\(body)"
        )

        #expect(mail["text"]?.string == meant)
    }

    /// A tenth of a second each here; with the square of the length it would be minutes.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["=?utf", "=?utf-8?q?a", "=?utf-8?x?a?", "=?utf-8?q?a?= ", "=?", "?=", "=?a b?q?c?="]
    )
    func readsHeadersInTimeLinearInTheirLength(piece: String) throws {
        let header = String(repeating: piece, count: 100_000 / piece.count)

        #expect(try Self.mime("Subject: \(header)\r\n\r\nhello")["text"]?.string == "hello")
    }

    @Test func survivesWhateverItIsGiven() throws {
        var seed: UInt64 = 7
        let alphabet = Array("\r\n\r\n:;= ?-\"abc--b\u{E9}".utf8)
        for _ in 0..<3000 {
            let bytes = (0..<120).map { _ -> UInt8 in
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return alphabet[Int(seed >> 33) % alphabet.count]
            }
            let text = "Content-Type: multipart/mixed; boundary=b\n" + String(decoding: bytes, as: UTF8.self)
            #expect(try Self.mime(text)["headers"] != nil)
        }
    }
}
