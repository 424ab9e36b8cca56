#if canImport(Glibc)
    import Glibc
#endif

/// How the process deals with memory that it has freed.
enum ProcessMemory {
    /// glibc gives what is free at the end of a heap back to the system from 128 KB on and takes it again a moment later,
    /// which cost the store's writer 10 µs a request in page faults (perf, 2026). A heap keeps 8 MB and grows by one.
    ///
    /// Swift's module of glibc has no malloc.h: the function is looked up, and without it everything stays as it is.
    static func keepFreedMemory() {
        #if canImport(Glibc)
            typealias Setting = @convention(c) (_ parameter: CInt, _ value: CInt) -> CInt
            guard let symbol = dlsym(nil, "mallopt") else { return }
            let set = unsafeBitCast(symbol, to: Setting.self)
            let trimThreshold: CInt = -1
            let topPad: CInt = -2
            _ = set(trimThreshold, 8 << 20)
            _ = set(topPad, 1 << 20)
        #endif
    }
}
