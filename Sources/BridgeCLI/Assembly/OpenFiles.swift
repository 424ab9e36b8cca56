#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How many files and sockets the process may have open. Shells and older systemd units start programs with 1024.
enum OpenFiles {
    /// What is not for the public listener: the operators' 256 connections, the connections that are accepted while others
    /// leave, the store with its readers, and calls to Zyntro.
    private static let reserve = 448

    /// Raises the limit as far as the system lets this user, and returns it.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        let soft = limit.rlim_cur
        // macOS says "unlimited" and takes no more than OPEN_MAX.
        limit.rlim_cur = min(limit.rlim_max, 1 << 20)
        #if canImport(Darwin)
            limit.rlim_cur = min(limit.rlim_cur, rlim_t(OPEN_MAX))
        #endif
        guard limit.rlim_cur > soft, setrlimit(resource, &limit) == 0 else { return Int(min(soft, 1 << 20)) }
        return Int(limit.rlim_cur)
    }

    /// How many of the connections that are wanted so many open files leave room for.
    static func connections(_ wanted: Int, within openFiles: Int) -> Int {
        min(wanted, max(openFiles - reserve, openFiles / 4, 1))
    }

    #if canImport(Glibc)
        static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        static var resource: CInt { RLIMIT_NOFILE }
    #endif
}
