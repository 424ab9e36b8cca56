extension Duration {
    /// Reads a whole number with its unit: `500ms`, `2s`, `10m`, `1h`, `30d`; nil for anything else.
    package init?(written text: String) {
        guard let (number, unit) = quantity(text) else { return nil }
        let units: [Substring: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let milliseconds = units[unit] else { return nil }
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: Int64(number))
        guard !overflow else { return nil }
        self = .milliseconds(product)
    }
}

extension Int {
    /// Reads a number of bytes with its unit: `512B`, `64KiB` (powers of 1024), `60MB` (powers of 1000), or a bare
    /// number; nil for anything else.
    package init?(byteCount text: String) {
        guard let (number, unit) = quantity(text) else { return nil }
        let units: [Substring: Int] = [
            "": 1, "B": 1, "KB": 1000, "kB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10,
            "MiB": 1 << 20, "GiB": 1 << 30,
        ]
        guard let factor = units[unit] else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        self = product
    }
}

/// Splits `60MB` or `60 MB` into its number and its unit.
private func quantity(_ text: String) -> (number: Int, unit: Substring)? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard let number = Int(digits) else { return nil }
    return (number, text.dropFirst(digits.count).drop { $0 == " " })
}
