import Adapters
import Foundation

/// Warns where other users of the machine can read a credential or change the configuration.
enum PrivateFiles {
    private static let credentials: Set<String> = ["secrets", "api_key", "developer_secret", "token"]

    /// What is wrong with the rights of `bridge.yaml` and of the files that its `file:` values name.
    static func problems(path: String) -> [SourceProblem] {
        guard let bytes = FileManager.default.contents(atPath: path), let own = rights(of: path),
            let root = try? SourceDocument.parse(String(decoding: bytes, as: UTF8.self), file: path)
        else { return [] }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var problems: [SourceProblem] = []
        if own & 0o002 != 0 {
            let place = SourcePlace(file: path, line: 1, column: 1)
            problems.append(warning(place, "every user of the machine can change the configuration", path))
        }
        visit(root, key: "") { text, place, key in
            if let file = ConfigurationReader.secretFile(text, in: folder) {
                guard let rights = rights(of: file), rights & 0o006 != 0 else { return }
                let message = "every user of the machine can read or change the secret's file \(file)"
                problems.append(warning(place, message, file))
            } else if credentials.contains(key), own & 0o004 != 0, !text.isEmpty, !text.contains("${") {
                let message = "a secret stands in a file that every user of the machine can read"
                problems.append(warning(place, message, path))
            }
        }
        return problems
    }

    private static func warning(_ place: SourcePlace, _ message: String, _ file: String) -> SourceProblem {
        SourceProblem(.warning, at: place, message, mend: "take the others' rights away: chmod o-rw \(file)")
    }

    private static func visit(_ node: SourceNode, key: String, _ body: (String, SourcePlace, String) -> Void) {
        switch node.content {
        case .scalar(let text, _): body(text, node.place, key)
        case .sequence(let elements): for element in elements { visit(element, key: key, body) }
        case .mapping(let members): for member in members { visit(member.value, key: member.name, body) }
        }
    }

    private static func rights(of path: String) -> Int? {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return attributes?[.posixPermissions] as? Int
    }
}
