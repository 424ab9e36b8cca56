import Adapters
import BridgeCore
import Foundation

extension ConfigurationReader {
    /// A credential that must be there: the text, or the first line of the file that `file:/path` names,
    /// or the whole file where it is a PEM.
    mutating func secret(_ key: String, in reader: inout MappingReader) -> Secret? {
        guard let text = reader.required(key) else { return nil }
        return resolve(text, at: reader.valuePlace(key), in: &reader)
    }

    /// A list of credentials, or a single one.
    mutating func secrets(_ key: String, in reader: inout MappingReader) -> [(secret: Secret, place: SourcePlace)] {
        var secrets: [(Secret, SourcePlace)] = []
        for element in reader.list(key) ?? [] {
            guard case .scalar(let text, _) = element.content else {
                reader.report(
                    element.place,
                    "a secret must be text, not a mapping or a list",
                    mend: "write it in quotes, or as file:/path or ${NAME}"
                )
                continue
            }
            guard !element.isNothing, !text.allSatisfy(\.isWhitespace) else {
                reader.report(element.place, "this secret is empty", mend: "write the secret, or remove it")
                continue
            }
            if let secret = resolve(text, at: element.place, in: &reader) { secrets.append((secret, element.place)) }
        }
        return secrets
    }

    /// The path behind `file:`; nil for a text that is the secret itself.
    static func secretFile(_ text: String, in folder: String) -> String? {
        guard text.hasPrefix("file:") else { return nil }
        let name = String(text.dropFirst("file:".count))
        return name.hasPrefix("/") ? name : folder + "/" + name
    }

    private func resolve(_ text: String, at place: SourcePlace, in reader: inout MappingReader) -> Secret? {
        guard let path = Self.secretFile(text, in: folder) else { return Secret(text) }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            reader.report(
                place,
                "the secret's file \(path) cannot be read",
                mend: "create it, readable for the service alone (chmod 0600)"
            )
            return nil
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("-----BEGIN ") { return Secret(text) }
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else {
            reader.report(
                place,
                "the secret's file \(path) has an empty first line",
                mend: "write the secret into its first line"
            )
            return nil
        }
        return Secret(String(line))
    }
}
