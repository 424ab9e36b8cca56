extension EmailAddress {
    /// The addresses of a header such as `To`, in their order, with the names beside them.
    ///
    /// Lenient where mail programs are careless: missing spaces and commas, commas in unquoted names, semicolons,
    /// groups, comments, trailing commas. What is no address is left out.
    package static func list(_ text: String) -> [(name: String?, address: EmailAddress)] {
        var reader = AddressListReader()
        // A header of this length names thousands; what follows is not read.
        for scalar in text.unicodeScalars.prefix(100_000) { reader.take(scalar) }
        reader.finishPiece(keepsName: false)
        return reader.found
    }
}

/// Takes a header apart, scalar by scalar (RFC 5322 §3.4).
private struct AddressListReader {
    private(set) var found: [(name: String?, address: EmailAddress)] = []
    private var name = ""
    /// What stood before a comma and may be the first half of a name.
    private var heldName = ""
    private var angle: String?
    private var isQuoted = false
    private var isEscaped = false
    private var commentDepth = 0

    mutating func take(_ scalar: Unicode.Scalar) {
        if isEscaped {
            isEscaped = false
            append(scalar)
        } else if scalar == "\\", isQuoted || commentDepth > 0 {
            isEscaped = true
        } else if isQuoted {
            if scalar == "\"" { isQuoted = false }
            append(scalar)
        } else if commentDepth > 0 {
            if scalar == "(" { commentDepth += 1 }
            if scalar == ")" { commentDepth -= 1 }
        } else {
            takePlain(scalar)
        }
    }

    private mutating func takePlain(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"":
            isQuoted = true
            append(scalar)
        case "(": commentDepth = 1
        case "<": angle = ""
        case ">": finishAngle()
        case "," where angle == nil, ";" where angle == nil: finishPiece(keepsName: scalar == ",")
        case ":" where angle == nil && name.lowercased().trimmed != "mailto":
            name = ""
            heldName = ""
        case _ where AddressListReader.isInvisible(scalar): break
        default: append(scalar)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xAD: true
        default: false
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        guard commentDepth == 0 else { return }
        if angle == nil {
            name.unicodeScalars.append(scalar)
        } else {
            angle?.unicodeScalars.append(scalar)
        }
    }

    private mutating func finishAngle() {
        defer {
            angle = nil
            name = ""
            heldName = ""
        }
        guard let angle, let address = AddressListReader.address(angle) else { return }
        found.append((AddressListReader.displayName(heldName + name), address))
    }

    /// `keepsName` is true at a comma: `Ruiz, Ana <ana@example.com>` is one person.
    mutating func finishPiece(keepsName: Bool) {
        if angle != nil { finishAngle() }
        guard name.utf8.contains(UInt8(ascii: "@")) else {
            // Longer than any name: it must not be copied again at every comma.
            let isHeld = keepsName && heldName.utf8.count + name.utf8.count < 200 && !name.trimmed.isEmpty
            heldName = isHeld ? heldName + name + "," : ""
            name = ""
            return
        }
        let piece = name
        name = ""
        heldName = ""
        if let address = AddressListReader.address(piece) {
            found.append((nil, address))
            return
        }
        var words: [Substring] = []
        for word in piece.unicodeScalars.split(whereSeparator: { $0.properties.isWhitespace || $0 == "," })
            .map(Substring.init)
        {
            if let address = AddressListReader.address(String(word)) {
                found.append((AddressListReader.displayName(words.joined(separator: " ")), address))
                words = []
            } else {
                words.append(word)
            }
        }
    }

    private static func displayName(_ raw: String) -> String? {
        let bare = raw.filter { $0 != "\"" }.trimmed
        let name = bare.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    private static func isSurplus(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar == "'" || scalar == "."
    }

    private static func address(_ raw: String) -> EmailAddress? {
        var text = String(String.UnicodeScalarView(raw.unicodeScalars.filter { !isInvisible($0) })).trimmed
        if text.lowercased().hasPrefix("mailto:") {
            text = PercentEncoding.decoded(text.dropFirst(7).prefix { $0 != "?" })
        }
        text = text.trimming { isSurplus($0) || $0 == "<" || $0 == ">" }
        guard let at = text.lastIndex(of: "@") else {
            return nil
        }
        var local = text[..<at]
        var domain = text[text.index(after: at)...]
        if local.first == "\"", domain.last == "\"" {
            local = local.dropFirst()
            domain = domain.dropLast()
        } else if local.count >= 2, local.first == "\"", local.last == "\"" {
            local = local.dropFirst().dropLast()
        }
        // What is cut from the ends of a text must not begin a local part that stood in quotes either.
        local = Substring(local.unicodeScalars.drop(while: isSurplus))
        return EmailAddress(local: String(local).trimmed, domain: String(domain).trimmed)
    }
}

extension String {
    fileprivate var trimmed: String { trimming(\.properties.isWhitespace) }

    /// By scalars: a mark behind a blank would else make one character of both.
    fileprivate func trimming(_ isSurplus: (Unicode.Scalar) -> Bool) -> String {
        var text = unicodeScalars[...].drop(while: isSurplus)
        while let last = text.last, isSurplus(last) { text.removeLast() }
        return String(text)
    }
}
