import JSON

/// Where contents of attachments sit in a JSON body: `Attachments[].Content`.
struct AttachmentPath: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        /// A member, by the bytes of its name.
        case member([UInt8])
        /// Every element of an array.
        case elements
    }

    let steps: [Step]

    /// Dotted names, each followed by any number of `[]`; a leading `[]` is an array at the root.
    init(_ text: String) {
        steps = text.split(separator: ".").flatMap { part -> [Step] in
            var name = part
            var steps: [Step] = []
            while name.hasSuffix("[]") {
                name = name.dropLast(2)
                steps.append(.elements)
            }
            return (name.isEmpty ? [] : [.member(Array(name.utf8))]) + steps
        }
    }
}

extension AttachmentPath {
    /// Whether a text stands at the end of the path.
    func leadsToText(in value: JSONValue) -> Bool { Self.leadsToText(steps[...], in: value) }

    private static func leadsToText(_ steps: ArraySlice<Step>, in value: JSONValue) -> Bool {
        switch (steps.first, value) {
        case (nil, .string): return true
        case (.member(let name)?, .object(let object)):
            guard let member = object[String(decoding: name, as: UTF8.self)] else { return false }
            return leadsToText(steps.dropFirst(), in: member)
        case (.elements?, .array(let elements)):
            return elements.contains { leadsToText(steps.dropFirst(), in: $0) }
        default: return false
        }
    }
}
