/// A stretch of an address header: comments left out, quoted strings opened.
struct MailPhrase {
    private(set) var bytes: [UInt8] = []
    /// For each byte, whether it stood in a quoted string.
    private var quoted: [Bool] = []
    /// True where an `@` stands in it.
    private(set) var hasAt = false
    /// True where one of them is not quoted.
    private(set) var hasOpenAt = false
    private var hasColon = false
    private var first: UInt8?

    init() {}

    private init(bytes: some Collection<UInt8>, quoted: some Collection<Bool>) {
        self.bytes = Array(bytes)
        self.quoted = Array(quoted)
        hasAt = bytes.contains(UInt8(ascii: "@"))
        first = bytes.first
    }

    mutating func append(_ byte: UInt8, isQuoted: Bool) {
        bytes.append(byte)
        quoted.append(isQuoted)
        if byte == UInt8(ascii: "@") {
            hasAt = true
            if !isQuoted { hasOpenAt = true }
        }
        if byte == UInt8(ascii: ":") { hasColon = true }
        if first == nil, !MailPhrase.isBlank(byte) { first = byte }
    }

    /// True behind `<@a.example`, until the colon that ends a route: only a route holds commas.
    var isRoute: Bool { first == UInt8(ascii: "@") && !hasColon }

    var isBlank: Bool { first == nil }

    /// True where the next quotation mark could not open a quoted string: behind a letter it is a mark in a name.
    var endsInWord: Bool {
        guard let last = bytes.last, quoted.last == false else { return false }
        return (last | 0x20) >= 0x61 && (last | 0x20) <= 0x7A || (0x30...0x39).contains(last) || last >= 0x80
    }

    /// A display name: blanks made one, without quotation marks, encoded words of RFC 2047 as what they stand for.
    static func name(of raw: String) -> String? {
        let text = MIMEEncodedWords.decode(raw)
        let visible = text.unicodeScalars.filter { scalar in
            scalar != "\"" && (scalar.properties.isWhitespace || scalar.properties.generalCategory != .control)
        }
        let words = String(String.UnicodeScalarView(visible)).split(whereSeparator: \.isWhitespace)
        let name = words.joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    /// Split at blanks that are not in quotes.
    var words: [MailPhrase] {
        var words: [MailPhrase] = []
        var start = 0
        for index in 0...bytes.count where index == bytes.count || !quoted[index] && MailPhrase.isBlank(bytes[index]) {
            if index > start { words.append(MailPhrase(bytes: bytes[start..<index], quoted: quoted[start..<index])) }
            start = index + 1
        }
        return words
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension MailPhrase {
    /// The address that the whole phrase is; nil where it is more, or none.
    var address: EmailAddress? {
        guard hasAt, bytes.count <= 1000 else { return nil }
        if !quoted.contains(false) { return MailPhrase.address(ofPlain: String(decoding: bytes, as: UTF8.self)) }
        guard let (bytes, quoted) = trimmed() else { return nil }
        let isURI = bytes.count > 7 && bytes[..<7].map { $0 | 0x20 }.elementsEqual("mailto:".utf8)
        if isURI { return MailPhrase.address(ofURI: String(decoding: bytes[7...], as: UTF8.self)) }
        guard let at = bytes.indices.last(where: { bytes[$0] == UInt8(ascii: "@") && !quoted[$0] }) else { return nil }
        // The route of RFC 5322 §4.4 ends at a colon: <@a.example,@b.example:ana@example.com>.
        var start = 0
        if bytes[0] == UInt8(ascii: "@"), !quoted[0] {
            let colon = bytes[..<at].indices.last { bytes[$0] == UInt8(ascii: ":") && !quoted[$0] }
            guard let colon else { return nil }
            start = colon + 1
        }
        return MailPhrase.address(
            local: bytes[start..<at],
            domain: bytes[(at + 1)...],
            isQuoted: quoted[start..<at].contains(true)
        )
    }

    private static func address(local: ArraySlice<UInt8>, domain: ArraySlice<UInt8>, isQuoted: Bool) -> EmailAddress? {
        EmailAddress(
            local: visible(String(decoding: local, as: UTF8.self), isQuoted: isQuoted),
            domain: visible(String(decoding: domain, as: UTF8.self), isQuoted: false),
            isQuoted: isQuoted
        )
    }

    /// Quoted as a whole, as `"ana@example.com"`: what stands in the quotes is the address.
    private static func address(ofPlain text: String) -> EmailAddress? {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        return EmailAddress(
            local: visible(String(text[..<at]), isQuoted: false),
            domain: visible(String(text[text.utf8.index(after: at)...]), isQuoted: false),
            isQuoted: false
        )
    }

    /// RFC 6068, of one recipient.
    private static func address(ofURI text: String) -> EmailAddress? {
        address(ofPlain: PercentEncoding.decoded(text.prefix { $0 != "?" }))
    }

    /// Without blanks around dots and at the ends (RFC 5322 §4.4), and without what is not seen.
    private func trimmed() -> ([UInt8], [Bool])? {
        var keptBytes: [UInt8] = []
        var keptQuoted: [Bool] = []
        var isBlankPending = false
        for (byte, isQuoted) in zip(bytes, quoted) {
            if !isQuoted, MailPhrase.isBlank(byte) {
                isBlankPending = true
                continue
            }
            let isJoined = keptBytes.last.map(MailPhrase.joins) ?? true
            if isBlankPending, !isJoined, isQuoted || !MailPhrase.joins(byte) { return nil }
            isBlankPending = false
            keptBytes.append(byte)
            keptQuoted.append(isQuoted)
        }
        // 'ana@example.com', as some programs write; an apostrophe may begin a local part, but end no domain.
        if keptBytes.count > 2, keptBytes.last == UInt8(ascii: "'"), keptQuoted.last == false {
            keptBytes.removeLast()
            keptQuoted.removeLast()
            if keptBytes[0] == UInt8(ascii: "'"), !keptQuoted[0] {
                keptBytes.removeFirst()
                keptQuoted.removeFirst()
            }
        }
        return keptBytes.isEmpty ? nil : (keptBytes, keptQuoted)
    }

    private static func joins(_ byte: UInt8) -> Bool { ".@:,".utf8.contains(byte) }

    private static func visible(_ text: String, isQuoted: Bool) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return isQuoted ? text : text.trimmingBlanks }
        let scalars = text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xAD: false
            default: true
            }
        }
        let text = String(String.UnicodeScalarView(scalars))
        return isQuoted ? text : text.trimmingBlanks
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = self[...].drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
