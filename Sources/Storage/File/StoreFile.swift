import BridgeCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The place of the database file: made when absent, readable by its owner alone.
struct StoreFile {
    let path: String

    /// Makes the file (0600) where it is absent and takes rights of others away.
    func prepare() throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot open \(path): \(systemReason())") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else {
            throw StoreError(.failing, "cannot make \(path) private: \(systemReason())")
        }
    }

    /// Removes a file that holds nothing, and what SQLite would take for a part of it.
    func discard() {
        for companion in ["", "-journal", "-wal", "-shm"] { PrivateFile.remove(path + companion) }
    }

    /// Makes the directory (0700), and those above it, where they are absent.
    func prepareDirectory() throws(StoreError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let directory = String(path[..<slash])
        var partial = ""
        for part in directory.split(separator: "/", omittingEmptySubsequences: true) {
            partial += partial.isEmpty && !directory.hasPrefix("/") ? String(part) : "/\(part)"
            if mkdir(partial, 0o700) != 0, errno != EEXIST, errno != EROFS, errno != EACCES {
                throw StoreError(.failing, "cannot make the directory \(partial): \(systemReason())")
            }
        }
    }
}
