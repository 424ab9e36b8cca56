import BridgeCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Small files beside the store, and the steps by which a large one is put in its place: readable by the owner alone, on
/// disk before it has its name.
enum PrivateFile {
    /// Puts `text` at `path` at once: whoever reads it sees the old text or the new one.
    static func write(_ text: String, to path: String) throws(StoreError) {
        let partial = "\(path).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot write \(partial): \(systemReason())") }
        let bytes = Array(text.utf8)
        let isWritten = pwrite(descriptor, bytes, bytes.count, 0) == bytes.count && fsync(descriptor) == 0
        let reason = systemReason()
        close(descriptor)
        guard isWritten else { throw StoreError(.failing, "cannot write \(partial): \(reason)") }
        guard rename(partial, path) == 0 else { throw StoreError(.failing, "cannot write \(path): \(systemReason())") }
    }

    /// The text of a file of at most 4096 bytes; nil where there is none.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    static func isDirectory(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// The permissions of a file; nil where there is none.
    static func mode(of path: String) -> UInt16? {
        var info = stat()
        return stat(path, &info) == 0 ? UInt16(info.st_mode & 0o777) : nil
    }

    /// An empty file (0600) that was not there before.
    static func create(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot write \(path): \(systemReason())") }
        close(descriptor)
    }

    /// Gives a finished file its name, never that of another file, once its contents are on disk.
    static func publish(_ partial: String, as path: String) throws(StoreError) {
        try sync(partial)
        if link(partial, path) == 0 {
            unlink(partial)
        } else {
            guard errno != EEXIST, !exists(path) else { throw StoreError(.conflict, "\(path) exists already") }
            // Some file systems know no second names.
            guard rename(partial, path) == 0 else {
                throw StoreError(.failing, "cannot write \(path): \(systemReason())")
            }
        }
        try sync(directory(of: path))
    }

    static func move(_ path: String, to other: String) throws(StoreError) {
        guard rename(path, other) == 0 else {
            throw StoreError(.failing, "cannot move \(path) to \(other): \(systemReason())")
        }
    }

    static func remove(_ path: String) { unlink(path) }

    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Returns once the file's contents, or the names in the directory, are on disk.
    static func sync(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot open \(path): \(systemReason())") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError(.failing, "cannot write \(path): \(systemReason())") }
    }
}
