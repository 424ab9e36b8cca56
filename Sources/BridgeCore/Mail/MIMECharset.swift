import Foundation

/// Bytes of mails as text, in the charset that the mail names.
///
/// A mail is never lost for its charset: what cannot be read is read as UTF-8 and, failing that, as windows-1252, in which
/// every byte is a character (as https://encoding.spec.whatwg.org reads ISO 8859-1 too).
package enum MIMECharset {
    /// `charset` as a mail names it; nil is UTF-8.
    package static func text(_ bytes: some Collection<UInt8>, charset: String?) -> String {
        let name = (charset ?? "utf-8").lowercased().filter { $0 != "\"" && $0 != "'" && $0 != " " }
        if latin1.contains(name) { return windows1252(bytes) }
        if let encoding = encodings[name], let text = String(bytes: bytes, encoding: encoding) { return text }
        return String(validating: bytes, as: UTF8.self) ?? windows1252(bytes)
    }

    /// https://encoding.spec.whatwg.org/index-windows-1252.txt from 0x80 to 0x9F; unused bytes stay control characters.
    private static let highControls: [Unicode.Scalar] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ].compactMap { Unicode.Scalar($0 as UInt32) }

    static func windows1252(_ bytes: some Collection<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(0x80...0x9F ~= byte ? highControls[Int(byte) - 0x80] : Unicode.Scalar(byte)) }
        return String(text)
    }

    private static let latin1: Set<String> = [
        "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1", "windows-1252", "cp1252", "us-ascii", "ascii",
    ]

    private static let encodings: [String: String.Encoding] = {
        var encodings: [String: String.Encoding] = [
            "utf-16": .utf16, "utf-16le": .utf16LittleEndian, "utf-16be": .utf16BigEndian, "iso-8859-2": .isoLatin2,
            "windows-1250": .windowsCP1250, "cp1250": .windowsCP1250, "windows-1251": .windowsCP1251,
            "cp1251": .windowsCP1251, "euc-jp": .japaneseEUC, "shift_jis": .shiftJIS, "shift-jis": .shiftJIS,
            "sjis": .shiftJIS,
            "windows-31j": .shiftJIS, "iso-2022-jp": .iso2022JP,
        ]
        for (name, number) in coreFoundation { encodings[name] = String.Encoding(rawValue: 0x8000_0000 | number) }
        return encodings
    }()

    /// Numbers of CFStringEncodings (CFStringEncodingExt.h), which Foundation takes with the high bit set.
    private static let coreFoundation: [(String, UInt)] = [
        ("iso-8859-3", 0x203), ("iso-8859-4", 0x204), ("iso-8859-5", 0x205), ("iso-8859-6", 0x206),
        ("iso-8859-7", 0x207), ("iso-8859-8", 0x208), ("iso-8859-8-i", 0x208), ("iso-8859-9", 0x504),
        ("iso-8859-13", 0x20D), ("iso-8859-15", 0x20F), ("latin9", 0x20F), ("windows-1253", 0x502),
        ("windows-1254", 0x504), ("windows-1255", 0x505), ("windows-1256", 0x506), ("windows-1257", 0x507),
        ("windows-1258", 0x508), ("windows-874", 0x41D), ("tis-620", 0x41D), ("cp850", 0x410), ("ibm850", 0x410),
        ("koi8-r", 0xA02), ("koi8-u", 0xA08), ("macintosh", 0), ("gb2312", 0x632), ("gbk", 0x632), ("gb18030", 0x632),
        ("big5", 0xA03), ("euc-kr", 0x940), ("ks_c_5601-1987", 0x422), ("utf-7", 0x400_0100),
    ]
}
