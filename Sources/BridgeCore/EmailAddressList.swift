extension EmailAddress {
    /// The addresses of a header such as `To`, in their order, with the names beside them (RFC 5322 §3.4 and §4.4, names
    /// of RFC 2047 as what they stand for).
    ///
    /// Lenient where mail programs are careless: missing spaces and commas, commas in unquoted names, semicolons,
    /// groups, comments, trailing commas, quotes and brackets left open. What is no address is left out. The time it
    /// takes grows with the length of the text, whatever stands in it.
    package static func list(_ text: String) -> [(name: String?, address: EmailAddress)] {
        // A header of this length names thousands; what follows is not read.
        var reader = AddressListReader(text.utf8.prefix(1 << 20))
        return reader.read()
    }
}

/// Takes a header apart. What opens and never closes is a mark like any other; once that is known of one, it holds for
/// all that follow, so that nothing is searched for twice.
private struct AddressListReader {
    private let bytes: [UInt8]
    private var index = 0
    private var found: [(name: String?, address: EmailAddress)] = []
    private var phrase = MailPhrase()
    private var angle = MailPhrase()
    private var isInAngle = false
    /// What stood before a comma and may be the first half of a name.
    private var heldName = ""
    /// The comment of the piece: the name beside a bare address.
    private var comment: String?
    /// Where the piece's addresses begin in `found`.
    private var pieceStart = 0
    private var hasClosingQuotes = true
    private var hasClosingParentheses = true

    init(_ text: some Sequence<UInt8>) { bytes = Array(text) }

    mutating func read() -> [(name: String?, address: EmailAddress)] {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): takeQuoted()
            case UInt8(ascii: "("): takeComment()
            case UInt8(ascii: "<"): takeAngle()
            case UInt8(ascii: ">"): index += 1
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                finishPiece(keepsName: bytes[index] == UInt8(ascii: ","))
                index += 1
            case UInt8(ascii: ":"): takeColon()
            case UInt8(ascii: "="): takeEncodedWord()
            default: takeByte()
            }
        }
        finishPiece(keepsName: false)
        return found
    }

    private mutating func takeByte() {
        append(bytes[index], isQuoted: false)
        index += 1
    }

    private mutating func append(_ byte: UInt8, isQuoted: Bool) {
        if isInAngle { angle.append(byte, isQuoted: isQuoted) } else { phrase.append(byte, isQuoted: isQuoted) }
    }

    /// Some programs leave in an encoded word what would end a name.
    private mutating func takeEncodedWord() {
        let end = MIMEEncodedWords.end(of: bytes[index...], withBlanks: false) ?? index + 1
        while index < end { takeByte() }
    }

    private mutating func takeQuoted() {
        // Behind a letter it is a mark in a name.
        let endsInWord = isInAngle ? angle.endsInWord : phrase.endsInWord
        guard hasClosingQuotes, !endsInWord else { return takeByte() }
        var end = index + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < bytes.count else {
            hasClosingQuotes = false
            return takeByte()
        }
        var position = index + 1
        while position < end {
            if bytes[position] == UInt8(ascii: "\\") { position += 1 }
            if bytes[position] != 0x0D, bytes[position] != 0x0A { append(bytes[position], isQuoted: true) }
            position += 1
        }
        index = end + 1
    }

    /// Comments may hold comments.
    private mutating func takeComment() {
        guard hasClosingParentheses else { return takeByte() }
        var depth = 0
        var end = index
        var text: [UInt8] = []
        repeat {
            switch bytes[end] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\"): end += 1
            default: break
            }
            if end < bytes.count { text.append(bytes[end]) }
            end += 1
        } while depth > 0 && end < bytes.count
        guard depth == 0 else {
            hasClosingParentheses = false
            return takeByte()
        }
        // A comment within an address is about a part of it.
        if !isInAngle, phrase.isBlank || phrase.hasOpenAt {
            comment = MailPhrase.name(of: String(decoding: text.dropFirst().dropLast(), as: UTF8.self))
        }
        index = end
    }

    private mutating func takeAngle() {
        index += 1
        isInAngle = true
        let isClosed = readAngle()
        isInAngle = false
        let address = angle.address
        let isEmpty = !isClosed && angle.isBlank
        angle = MailPhrase()
        if let address {
            found.append((MailPhrase.name(of: heldName + String(decoding: phrase.bytes, as: UTF8.self)), address))
            forgetName()
        } else if !isEmpty, !phrase.hasAt {
            // Of `Ana <<ana@example.com>` the name waits; what stands before other angles belongs to nobody.
            forgetName()
        }
    }

    /// True where the angle is closed; one left open ends before the next comma or angle.
    private mutating func readAngle() -> Bool {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): takeQuoted()
            case UInt8(ascii: "("): takeComment()
            case UInt8(ascii: ">"):
                index += 1
                return true
            case UInt8(ascii: "<"): return false
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                guard angle.isRoute else { return false }
                takeByte()
            default: takeByte()
            }
        }
        return false
    }

    private mutating func forgetName() {
        phrase = MailPhrase()
        heldName = ""
    }

    /// Ends the name of a group, and stays in `mailto:`.
    private mutating func takeColon() {
        let isURI = phrase.words.count == 1 && phrase.words[0].bytes.map { $0 | 0x20 } == Array("mailto".utf8)
        if isURI { return takeByte() }
        if phrase.hasAt { finishPiece(keepsName: false) }
        forgetName()
        index += 1
    }

    /// `keepsName` is true at a comma: `Ruiz, Ana <ana@example.com>` is one person.
    private mutating func finishPiece(keepsName: Bool) {
        defer {
            phrase = MailPhrase()
            comment = nil
            pieceStart = found.count
        }
        if phrase.hasAt {
            heldName = ""
            takeBareAddresses()
        } else {
            // Longer than any name: it must not be copied again at every comma.
            let isHeld = keepsName && heldName.utf8.count + phrase.bytes.count < 200 && !phrase.isBlank
            heldName = isHeld ? heldName + String(decoding: phrase.bytes, as: UTF8.self) + "," : ""
        }
        if let comment, found.count == pieceStart + 1, found[pieceStart].name == nil {
            found[pieceStart].name = comment
        }
    }

    private mutating func takeBareAddresses() {
        if let address = phrase.address {
            found.append((nil, address))
            return
        }
        var name: [UInt8] = []
        for word in phrase.words {
            if let address = word.address {
                found.append((MailPhrase.name(of: String(decoding: name, as: UTF8.self)), address))
                name = []
            } else {
                name += word.bytes + [UInt8(ascii: " ")]
            }
        }
    }
}
