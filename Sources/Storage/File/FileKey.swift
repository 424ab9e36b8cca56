#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What tells a file from a copy of it: its inode with the moment of its birth, which a file keeps when it is renamed and
/// a copy cannot have. Where the file system records no birth, the device stands for it.
struct FileKey: Sendable, Equatable {
    let inode: UInt64
    let device: UInt64
    /// Nanoseconds since 1970.
    let bornAt: Int64?

    init(inode: UInt64, device: UInt64, bornAt: Int64?) {
        self.inode = inode
        self.device = device
        self.bornAt = bornAt
    }

    /// Nil where there is no file at `path`. The file is not opened: closing it again would drop SQLite's locks on it.
    init?(of path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        inode = UInt64(info.st_ino)
        device = UInt64(bitPattern: Int64(info.st_dev))
        #if canImport(Darwin)
            bornAt = Int64(info.st_birthtimespec.tv_sec) * 1_000_000_000 + Int64(info.st_birthtimespec.tv_nsec)
        #else
            bornAt = Self.birth(of: path)
        #endif
    }

    /// Numbers of devices change between starts of a machine, so that they count only where there is no birth to compare.
    func isSameFile(as other: FileKey) -> Bool {
        guard inode == other.inode else { return false }
        guard let bornAt, let otherBirth = other.bornAt else { return device == other.device }
        return bornAt == otherBirth
    }

    #if !canImport(Darwin)
        private typealias Statx =
            @convention(c) (CInt, UnsafePointer<CChar>, CInt, UInt32, UnsafeMutableRawPointer) -> CInt

        /// By statx(2), which the headers that Swift imports leave out: the mask at 0, seconds at 80, nanoseconds at 88 of
        /// 256 bytes (linux/stat.h).
        private static func birth(of path: String) -> Int64? {
            let wantsBirth: UInt32 = 0x800
            guard let symbol = dlsym(nil, "statx") else { return nil }
            let statx = unsafeBitCast(symbol, to: Statx.self)
            return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
                guard let start = buffer.baseAddress else { return nil }
                buffer.initializeMemory(as: UInt8.self, repeating: 0)
                guard statx(AT_FDCWD, path, 0, wantsBirth, start) == 0,
                    start.load(as: UInt32.self) & wantsBirth != 0
                else { return nil }
                let seconds = start.load(fromByteOffset: 80, as: Int64.self)
                return seconds * 1_000_000_000 + Int64(start.load(fromByteOffset: 88, as: UInt32.self))
            }
        }
    #endif
}
