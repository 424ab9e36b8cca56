import JSON

/// Where contents of attachments sit in a JSON body: `Attachments[].Content`, or `RawEmail beside From` where they only
/// repeat what else is there.
struct AttachmentPath: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        /// A member, by the bytes of its name; with `beside`, only in an object where the member of that name is not null.
        case member([UInt8], beside: [UInt8]? = nil)
        /// Every element of an array.
        case elements
    }

    let steps: [Step]

    /// Dotted names, each followed by any number of `[]`; a leading `[]` is an array at the root. Behind ` beside ` stands
    /// the member without which the last named one stays.
    init(_ text: String) {
        let halves = text.split(separator: " beside ", maxSplits: 1)
        var steps = (halves.first ?? "").split(separator: ".").flatMap { part -> [Step] in
            var name = part
            var steps: [Step] = []
            while name.hasSuffix("[]") {
                name = name.dropLast(2)
                steps.append(.elements)
            }
            return (name.isEmpty ? [] : [.member(Array(name.utf8))]) + steps
        }
        if halves.count == 2, let last = steps.lastIndex(where: { $0 != .elements }),
            case .member(let name, _) = steps[last]
        {
            steps[last] = .member(name, beside: Array(halves[1].utf8))
        }
        self.steps = steps
    }
}

extension AttachmentPath {
    /// Whether a text, or a list of numbers, stands at the end of the path.
    func leadsToContents(in value: JSONValue) -> Bool { Self.leadsToContents(steps[...], in: value) }

    private static func leadsToContents(_ steps: ArraySlice<Step>, in value: JSONValue) -> Bool {
        switch (steps.first, value) {
        case (nil, .string): return true
        case (nil, .array(let elements)):
            guard case .number? = elements.first else { return false }
            return true
        case (.member(let name, let beside)?, .object(let object)):
            guard let member = object[String(decoding: name, as: UTF8.self)],
                beside.map({ !(object[String(decoding: $0, as: UTF8.self)] ?? .null).isNull }) ?? true
            else { return false }
            return leadsToContents(steps.dropFirst(), in: member)
        case (.elements?, .array(let elements)):
            return elements.contains { leadsToContents(steps.dropFirst(), in: $0) }
        default: return false
        }
    }
}
