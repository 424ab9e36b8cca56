import Foundation

/// A progress bar on standard error; silent where that is no terminal.
struct Progress {
    private let total: Int
    private let label: String
    private var done = 0
    private let isShown = isatty(STDERR_FILENO) == 1

    init(total: Int, label: String) {
        self.total = total
        self.label = label
    }

    mutating func advance(by count: Int) {
        done += count
        guard isShown, total > 0 else { return }
        let width = 30
        let filled = min(width, done * width / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        write("\r\(label) [\(bar)] \(done)/\(total)")
    }

    func finish() {
        if isShown, total > 0 { write("\n") }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
