package import BridgeCore
package import JSON

/// A finding as the admin API and `doctor --json` write it.
extension Finding {
    package var json: JSONValue {
        [
            "severity": .string(severity.rawValue), "subject": .string(subject), "what": .string(what),
            "meaning": .text(meaning), "mend": .text(mend),
        ]
    }

    /// Nil for what ``json`` did not write.
    package init?(_ json: JSONValue) {
        guard let severity = json["severity"]?.string.flatMap(Severity.init(rawValue:)),
            let subject = json["subject"]?.string, let what = json["what"]?.string
        else { return nil }
        self.init(severity, subject, what, meaning: json["meaning"]?.string, mend: json["mend"]?.string)
    }
}
