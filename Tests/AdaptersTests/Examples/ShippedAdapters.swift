import Adapters
import Foundation

/// The adapters of this repository.
enum ShippedAdapters {
    /// The folder `adapters/`, found from this file, so that tests run from anywhere.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "adapters").path()
        .trimmingSuffix("/")

    static let names: [String] = (try? AdapterLibrary.names(in: folder)) ?? []

    static func load(_ name: String) throws -> Adapter {
        let (adapter, problems) = Adapter.load(folder: "\(folder)/\(name)")
        guard let adapter else { throw RecordedRequestError(problems.map(\.description).joined(separator: "\n")) }
        return adapter
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
