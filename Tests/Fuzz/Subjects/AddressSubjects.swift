import BridgeCore

extension Subject {
    /// What an address is folded to reads as itself, alone, in a list and without its tag.
    static let email = Subject("email", corpus: emailCorpus, words: emailWords) { chance in
        Sample(
            (0...chance.number(below: 3)).map { _ in chance.mailbox() }.joined(
                separator: chance.pick([", ", ",", "; ", "\n"])
            )
        )
    } check: { sample in
        let text = sample.text
        let found = EmailAddress.list(text)
        for (name, address) in found {
            try require(EmailAddress(address.normalized) == address, "\(address) is read as another address")
            try require(address.normalized.utf8.count <= text.utf8.count * 4, "an address is longer than the text")
            let bare = address.withoutTag
            try require(EmailAddress(bare.normalized) == bare, "without its tag \(address) is read as another")
            try require(bare.withoutTag == bare || bare.normalized.contains("+"), "a tag remains")
            try require(name.map { !$0.isEmpty } ?? true, "a name is empty")
        }
        let joined = found.map(\.address.normalized).joined(separator: ", ")
        try require(EmailAddress.list(joined).map(\.address) == found.map(\.address), "a list is read as another list")
        if let single = EmailAddress(text) {
            try require(found.allSatisfy { $0.address == single }, "one address is read out of several")
            return true
        }
        return !found.isEmpty
    }

    /// A number in E.164 reads as itself in every region, and has 7 to 15 digits.
    static let phone = Subject("phone", corpus: phoneCorpus, words: phoneWords) { chance in
        Sample(chance.dialled())
    } check: { sample in
        let text = sample.text
        var isRead = false
        for region in ["US", "DE", "GB", "BR", "IT", "ZZ", ""] {
            guard let number = PhoneNumber(text, region: region) else { continue }
            isRead = true
            try require(PhoneNumber(e164: number.e164) == number, "\(number) is not E.164")
            for other in ["US", "DE", "FR", "AU", "ZZ"] {
                let again = PhoneNumber(number.e164, region: other)
                try require(again == number, "\(number) is read as \(again?.e164 ?? "nothing") in \(other)")
            }
        }
        if !isRead { _ = UnusableNumber(text) }
        return isRead
    }

    private static let emailCorpus = [
        "\"Ruiz, Ana\" <Ana@Example.com>, sam+tag@example.com; Lee Lin <lee@xn--bcher-kva.example>",
        "mailto:ana@example.com?subject=a, 'ana@example.com' <ana@example.com>",
        "undisclosed-recipients:;, Group: a@example.com, b@example.org;",
        "ana(comment (nested))@example.com, \"a b\"@example.com, <@relay.example:ana@example.com>, ana@example.com.",
    ]
    private static let emailWords = [
        "@", "<", ">", "\"", "\\", ",", ";", ":", "(", ")", "'", ".", "..", "+", "mailto:", "%40", "@example.com",
        "<a@b.example>", "\u{200B}",
        "\u{E9}", "xn--", "[127.0.0.1]", " ", "=?utf-8?Q?a?=", "\u{1E9E}@\u{130}.example", "\"'a'\"@b.example",
    ]
    private static let phoneCorpus = [
        "+1 (212) 555-0142", "tel:+1-212-555-0142;ext=5", "whatsapp:+12125550142", "sip:+442079460018@example.com",
        "0049 (0)30 1234567",
        "011 44 20 7946 0018", "212.555.0142 x12", "+7378742833", "Anonymous", "020 7946 0018", "+39 06 1234567",
        "+55 (11) 91234-5678",
    ]
    private static let phoneWords = [
        "+", "00", "011", "0", "1", "(0)", "(", ")", "-", ".", " ", "/", "ext", "x", "#", ";ext=", "tel:", "whatsapp:",
        "sip:", "@", "p:", ",",
        "+1", "+44", "+49", "+7", "+999", "\u{FF0B}", "\u{FF11}\u{FF12}", "\u{661}", "\u{A0}", "\u{202A}", "555",
        "2125550142",
    ]
}

extension Chance {
    fileprivate mutating func mailbox() -> String {
        let local = pick([word(), "\(word()).\(word())", "\(word())+\(word())", "\"\(text(upTo: 6))\"", text(upTo: 5)])
        let domain = pick([
            "example.com", "\(word(upTo: 4)).example", "b\u{FC}cher.example", text(upTo: 6), "EXAMPLE.ORG.",
        ])
        let address = "\(local)@\(domain)"
        return pick([
            address, "<\(address)>", "\(text()) <\(address)>", "\"\(text())\" <\(address)>", "mailto:\(address)",
            text(),
        ])
    }

    fileprivate mutating func dialled() -> String {
        let prefix = pick([
            "+", "+1", "00", "011", "0", "", "", "tel:+", "+44 (0)", "whatsapp:+", "+49", "+39", "+7", "(", "1-", "+0",
        ])
        let separators = ["", "", "", " ", "-", ".", "/", ")", "\u{A0}"]
        let digits = (0..<number(below: 18)).map { _ in "\(number(below: 10))\(pick(separators))" }.joined()
        return prefix + digits + pick(["", "", "", " x12", ";ext=3", " ext. 4", "#5", "@example.com", ",,6"])
    }
}
