/// A name in double quotes that stands where a text would: `event == "call.ended"` compares two fields.
///
/// Whether that is meant only the payloads tell: where none has a field of the name, it is not.
struct QuotedName: Sendable, Equatable {
    let name: String
    let place: SourcePlace
}

extension Adapter {
    /// A warning for each quoted name that no payload has as a field; `fields` are the names of all fields of all payloads.
    package func problems(ofNamesAbsentFrom fields: Set<String>) -> [SourceProblem] {
        // With brackets in it, as forms have them, a name is meant as one.
        quotedNames.filter { !fields.contains($0.name) && !$0.name.contains("[") }.map { quoted in
            SourceProblem(
                .warning,
                at: quoted.place,
                "\"\(quoted.name)\" in double quotes is a field, and no example has one of this name",
                mend: "write '\(quoted.name)' for the text"
            )
        }
    }
}
