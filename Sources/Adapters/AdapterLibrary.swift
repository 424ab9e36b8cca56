package import BridgeCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Every adapter of a folder, compiled.
package struct AdapterLibrary: Sendable {
    package let adapters: [String: Adapter]

    package init(adapters: [String: Adapter]) { self.adapters = adapters }

    /// Reads `folder/*/adapter.yaml`; `certificates` is where their schemes find certificates, `spentTokens` where they note
    /// what vouches once. Every problem of every file is collected; an adapter with an error is left out.
    package static func load(
        folder: String,
        certificates: any CertificateSource = NoCertificates(),
        spentTokens: SpentTokens? = nil
    ) -> (library: AdapterLibrary, problems: [SourceProblem]) {
        var adapters: [String: Adapter] = [:]
        var problems: [SourceProblem] = []
        do {
            for name in try names(in: folder) {
                var (adapter, found) = Adapter.load(folder: "\(folder)/\(name)")
                adapter?.certificates = certificates
                adapter?.spentTokens = spentTokens
                problems += found
                adapters[name] = adapter
            }
        } catch {
            problems.append(
                SourceProblem(
                    at: SourcePlace(file: folder, line: 1, column: 1),
                    "the folder of adapters cannot be read",
                    mend: "check the path and its rights"
                )
            )
        }
        return (AdapterLibrary(adapters: adapters), problems)
    }

    /// The folders below `folder` that hold an `adapter.yaml`, sorted.
    package static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { name in
            FileManager.default.fileExists(atPath: "\(folder)/\(name)/adapter.yaml")
        }
    }
}

extension Adapter {
    /// Reads and compiles `folder/adapter.yaml`; the adapter is named after the folder.
    package static func load(folder: String) -> (adapter: Adapter?, problems: [SourceProblem]) {
        let file = "\(folder)/adapter.yaml"
        guard let bytes = FileManager.default.contents(atPath: file) else {
            let place = SourcePlace(file: file, line: 1, column: 1)
            return (nil, [SourceProblem(at: place, "the file cannot be read", mend: "check the path and its rights")])
        }
        let name = folder.split(separator: "/").last.map(String.init) ?? folder
        return AdapterCompiler.compile(String(decoding: bytes, as: UTF8.self), name: name, file: file)
    }
}
