/// Made-up values in the place of real ones: the same value always gets the same stand-in, and each has the shape of what
/// it stands for. Numbers are of the range 555-01xx, mail is at example.com: nobody has either.
struct StandIns {
    private static let people = [
        "Nora Vance", "Omar Finch", "Lena Brook", "Hugo Marsh", "Tess Alder", "Karl Stone", "Ivy North", "Paul Reed",
    ]
    private static let sentence = """
        Good morning this is a made up text in the place of the real one and it says nothing about anybody at all
        """.split(separator: " ").map(String.init)

    /// Every original with what stands for it.
    private(set) var replaced: [String: String] = [:]
    /// Names, numbers and addresses, in lower case: what must not be found inside other texts either.
    private var personal = Set<String>()
    private var counts: [String: Int] = [:]

    /// How many values of a kind there are with this one, from 1.
    private mutating func next(_ kind: String) -> Int {
        counts[kind, default: 0] += 1
        return counts[kind, default: 1]
    }

    private mutating func standIn(for original: String, _ make: (inout StandIns) -> String) -> String {
        if let known = replaced[original] { return known }
        let made = make(&self)
        replaced[original] = made
        return made
    }

    /// Numbers with the same digits get the same stand-in, however they are written; its form is that of the original.
    mutating func phone(_ text: String) -> String {
        let digits = text.filter(\.isNumber)
        let national = digits.count == 11 && digits.hasPrefix("1") ? String(digits.dropFirst()) : digits
        let number = standIn(for: national) { "212555\(String($0.next("phone") + 10_100).suffix(4))" }
        let made = PhoneForm(text).written(with: number)
        replaced[text] = made
        personal.formUnion([text, national])
        return made
    }

    mutating func email(_ text: String) -> String {
        personal.formUnion([text.lowercased(), String(text.lowercased().prefix { $0 != "@" })])
        return standIn(for: text.lowercased()) { "person\($0.next("email"))@example.com" }
    }

    /// `Ana Ruiz` for a whole name, one word of it for one word.
    mutating func person(_ text: String, isLast: Bool = false) -> String {
        let words = text.split(whereSeparator: { !$0.isLetter })
        let made = standIn(for: text) { standIns in
            let person = Self.people[(standIns.next("person") - 1) % Self.people.count].split(separator: " ")
            guard words.count < 2 else { return person.joined(separator: " ") }
            return String(isLast ? person[1] : person[0])
        }
        // Parts of the name are looked for elsewhere too.
        personal.formUnion(([text] + words.map(String.init)).map { $0.lowercased() })
        for word in words where word.count >= 3 && replaced[String(word)] == nil { replaced[String(word)] = made }
        return made
    }

    mutating func url(_ text: String) -> String {
        standIn(for: text) { standIns in
            let path = text.prefix { $0 != "?" && $0 != "#" }
            let name = path.split(separator: "/").last ?? ""
            let ending =
                name.contains(".") && !name.contains("@") ? name.split(separator: ".").last.map(String.init) : nil
            let suffix = ending.flatMap { $0.count <= 4 && $0 != "com" ? ".\($0.lowercased())" : nil } ?? ""
            return "https://files.example.com/\(standIns.next("url"))\(suffix)"
        }
    }

    /// A text of about the same length, never longer.
    mutating func text(_ text: String) -> String {
        standIn(for: text) { _ in
            guard !text.contains("</") else { return "<p>\(Self.filler(min(text.count, 200)))</p>" }
            return Self.filler(text.count)
        }
    }

    private static func filler(_ length: Int) -> String {
        var made = ""
        var index = 0
        while index < 2000 {
            let word = sentence[index % sentence.count]
            guard made.count + word.count < length else { break }
            made += (made.isEmpty ? "" : " ") + word
            index += 1
        }
        return made.isEmpty ? "Hi" : made + "."
    }

    /// The same shape in other letters and digits: a digit for a digit, a letter for a letter, hexadecimal for hexadecimal.
    ///
    /// Two letters at the beginning are kept where they name the kind of an id (`SM…`, `CA…`), and no more.
    mutating func identifier(_ text: String) -> String {
        standIn(for: text) { standIns in
            let isHex = text.allSatisfy { $0.isHexDigit || $0 == "-" || !($0.isLetter || $0.isNumber) }
            var state = UInt32(truncatingIfNeeded: standIns.next("identifier") &* 7919)
            let kept = text.prefix { $0.isLetter }.count
            let keepsKind = kept >= 2 && text.count >= 10 && (kept == 2 || text.dropFirst(kept).first == "_")
            return String(
                text.enumerated().map { index, character -> Character in
                    if keepsKind, index < kept { return character }
                    state = state &* 1_664_525 &+ 1_013_904_223
                    let number = Int(state >> 24)
                    if character.isNumber { return Character("\(index == 0 ? 1 + number % 9 : number % 10)") }
                    guard character.isLetter else { return character }
                    let letters = isHex ? "abcdef" : "abcdefghijkmnpqrstuvwxyz"
                    let letter = letters[letters.index(letters.startIndex, offsetBy: number % letters.count)]
                    return character.isUppercase ? Character(letter.uppercased()) : letter
                }
            )
        }
    }

    /// Remembers that a value was personal and what stands for it.
    mutating func note(_ original: String, _ standIn: String) { replaced[original] = standIn }

    /// True where a text that would be kept holds something that was replaced elsewhere.
    func betrays(_ text: String) -> Bool {
        let folded = text.lowercased()
        guard folded.count >= 4 else { return false }
        return personal.contains { $0.count >= 4 && folded.contains($0) }
    }
}
