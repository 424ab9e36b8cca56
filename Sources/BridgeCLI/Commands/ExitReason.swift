import ArgumentParser
import Foundation

/// Ends a command with one of the documented exit codes after saying why on standard error.
struct ExitReason {
    static func failed(_ message: String) -> ExitCode { say(message, code: 1) }
    /// EX_UNAVAILABLE of sysexits.h.
    static func unavailable(_ message: String) -> ExitCode { say(message, code: 69) }
    /// EX_CONFIG of sysexits.h.
    static func configuration(_ message: String) -> ExitCode { say(message, code: 78) }

    private static func say(_ message: String, code: Int32) -> ExitCode {
        FileHandle.standardError.write(Data((message.withoutControls() + "\n").utf8))
        return ExitCode(code)
    }
}
