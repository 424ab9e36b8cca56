/// How a number is written: with which prefix, how long, and what stands between its digits.
struct PhoneForm {
    private let text: String
    private let digits: String

    init(_ text: String) {
        self.text = text
        digits = text.filter(\.isNumber)
    }

    /// Another number in this form; `national` has ten digits, of which a shorter form takes the last.
    ///
    /// `(415) 555-2671` gives `(212) 555-0101`, `14155552671` gives `12125550101`, `07700 900123` gives `02125 550101`.
    func written(with national: String) -> String {
        let made = digits(of: national)
        guard made.count != digits.count else { return poured(made) }
        // Another country's length: the same kind of separators, in the places of home.
        let plus = text.hasPrefix("+") ? "+" : ""
        guard let separator = text.first(where: { !$0.isNumber && $0 != "+" && $0 != "(" && $0 != ")" }) else {
            return plus + made
        }
        let head = made.dropLast(10)
        let tail = made.suffix(10)
        let groups = [head, tail.prefix(3), tail.dropFirst(3).prefix(3), tail.suffix(4)].filter { !$0.isEmpty }
        return plus + groups.joined(separator: String(separator))
    }

    /// The digits with the prefix for other countries or for other towns that this form has.
    private func digits(of national: String) -> String {
        if digits.count <= 10 {
            let isTrunk = digits.hasPrefix("0") && digits.count == 10
            return isTrunk ? "0" + national.suffix(9) : String(national.suffix(digits.count))
        }
        if text.hasPrefix("+") { return "1" + national }
        if digits.hasPrefix("00") { return "001" + national }
        if digits.hasPrefix("011") { return "0111" + national }
        return (digits.hasPrefix("0") ? "0" : "1") + national
    }

    /// These digits in the places of the original's.
    private func poured(_ made: String) -> String {
        var rest = made[...]
        return String(text.map { $0.isNumber ? rest.popFirst() ?? $0 : $0 })
    }
}
