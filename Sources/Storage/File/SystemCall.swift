#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The reason of the last failed system call as text.
func systemReason() -> String { String(cString: strerror(errno)) }

/// Free bytes for this process on the file system that holds `path`; nil where the system does not say.
func freeBytes(at path: String) -> Int? {
    var info = statvfs()
    guard statvfs(path, &info) == 0 else { return nil }
    return Int(info.f_bavail) * Int(info.f_frsize)
}

/// Bytes of the file at `path`; zero where there is none.
func fileBytes(at path: String) -> Int {
    var info = stat()
    guard stat(path, &info) == 0 else { return 0 }
    return Int(info.st_size)
}
