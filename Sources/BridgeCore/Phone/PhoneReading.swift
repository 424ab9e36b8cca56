extension DialledText {
    /// The number, national ones completed by `region`; nil where it is none or in doubt.
    func number(in region: String) -> PhoneNumber? {
        let home = NumberingPlan.plan(ofRegion: region)
        if letterCount > 0 {
            // Vanity numbers are a habit of North America, and what they replace stands behind the area code.
            let isNorthAmerican = hasPlus ? digits.first == UInt8(ascii: "1") : home?.isNorthAmerican == true
            guard isNorthAmerican, digitsBeforeLetters >= 3, letterCount >= 3 else { return nil }
        }
        if hasPlus { return international(dropping: 0) }
        guard let home else { return digits.starts(with: "00".utf8) ? international(dropping: 2) : nil }
        var abroad: PhoneNumber?
        var isDialledAbroad = false
        for exit in home.exits where digits.starts(with: exit) && digits.dropFirst(exit.count).first != 0x30 {
            isDialledAbroad = true
            abroad = abroad ?? international(dropping: exit.count)
        }
        // People write 00 everywhere, whatever their network wants.
        let habitual = digits.starts(with: "00".utf8) ? international(dropping: 2) : nil
        let national = isDialledAbroad ? nil : home.number(fromNational: digits)
        let readings = Set([abroad, habitual, national].compactMap { $0 })
        return readings.count == 1 ? readings.first : nil
    }

    private func international(dropping count: Int) -> PhoneNumber? {
        var rest = digits[count...]
        guard let plan = NumberingPlan.plan(ofInternational: rest) else { return nil }
        let codeCount = plan.code.count
        if let bracketedZero, bracketedZero == count + codeCount {
            let isTrunk = plan.trunks.contains([UInt8(ascii: "0")])
            if isTrunk, !plan.isValid(rest.dropFirst(codeCount)) { rest.remove(at: bracketedZero) }
        }
        // What was written with a plus by a network is believed; what was dialled, spelled or joined has to fit the plan.
        let isExplicit = hasPlus && letterCount == 0 && !isJoined
        return plan.number(fromInternational: rest.dropFirst(codeCount), isExplicit: isExplicit)
    }
}

extension NumberingPlan {
    /// The number of which `national` stands behind the calling code, without a trunk prefix or a former mobile digit
    /// that does not belong there.
    func number(fromInternational national: ArraySlice<UInt8>, isExplicit: Bool) -> PhoneNumber? {
        if isValid(national) { return number(national) }
        if isArgentine, let mobile = NumberingPlan.argentineMobile(national) { return number(mobile[...]) }
        if let rest = withoutTrunk(national) { return number(rest) }
        if !formerMobile.isEmpty, national.starts(with: formerMobile), isValid(national.dropFirst(formerMobile.count)) {
            return number(national.dropFirst(formerMobile.count))
        }
        if isLocal(national) { return number((localPrefix + national)[...]) }
        return isExplicit && mayFollow(national) ? number(national) : nil
    }

    /// Completes what was dialled within the region; nil where it is no number or could be two.
    func number(fromNational digits: [UInt8]) -> PhoneNumber? {
        if isArgentine, let mobile = NumberingPlan.argentineMobile(digits[...]) { return number(mobile[...]) }
        if let rest = withoutTrunk(digits[...]), !isUntrunked(rest) {
            return isArgentine && NumberingPlan.lacksArgentineSubscriber(rest) ? nil : number(rest)
        }
        let isBare = isValid(digits) && shortestBare.map { digits.count >= $0 } == true
        let afterCode = digits.starts(with: code) ? digits.dropFirst(code.count) : []
        if isBare || isUntrunked(digits[...]) { return isValid(afterCode) ? nil : number(digits[...]) }
        return isValid(afterCode) && !isValid(digits) ? number(afterCode) : nil
    }

    private func isUntrunked(_ digits: ArraySlice<UInt8>) -> Bool { NumberPattern.isFitting(digits, one: untrunked) }

    private func number(_ national: ArraySlice<UInt8>) -> PhoneNumber? {
        let text = String(unsafeUninitializedCapacity: 1 + code.count + national.count) { buffer in
            buffer[0] = UInt8(ascii: "+")
            var index = 1
            for digit in code { (buffer[index], index) = (digit, index + 1) }
            for digit in national { (buffer[index], index) = (digit, index + 1) }
            return index
        }
        return HiddenCaller.isHiddenNumber(text) ? nil : PhoneNumber(e164: text)
    }
}

extension NumberingPlan {
    /// True where `15` stands behind the area code of a number that is too short for a mobile: somebody left digits out.
    static func lacksArgentineSubscriber(_ national: ArraySlice<UInt8>) -> Bool {
        let areaCount = argentineAreaCount(NumberPattern.leading(of: national))
        return areaCount > 0 && national.dropFirst(areaCount).starts(with: "15".utf8)
    }

    /// Argentina dials mobiles as area code, `15` and subscriber at home, and as `9`, area code and subscriber from
    /// abroad; area code and subscriber are ten digits together. Nil for what is not written with `15`.
    static func argentineMobile(_ dialled: ArraySlice<UInt8>) -> [UInt8]? {
        let digits = dialled.first == UInt8(ascii: "0") ? dialled.dropFirst() : dialled
        guard digits.count == 12 else { return nil }
        let areaCount = argentineAreaCount(NumberPattern.leading(of: digits))
        let area = digits.prefix(areaCount)
        let rest = digits.dropFirst(areaCount)
        guard areaCount > 0, rest.starts(with: "15".utf8) else { return nil }
        return [UInt8(ascii: "9")] + area + rest.dropFirst(2)
    }

    /// How many of the first four digits are the area code (ENACOM, plan fundamental de numeración): 11, the three-digit
    /// codes of cities, four digits elsewhere.
    private static func argentineAreaCount(_ leading: Int) -> Int {
        if leading / 100 == 11 { return 2 }
        if argentineCities.contains(leading / 10) { return 3 }
        return (2000...3999).contains(leading) ? 4 : 0
    }

    private static let argentineCities: Set<Int> = [
        220, 221, 223, 230, 236, 237, 249, 260, 261, 263, 264, 266, 280, 291, 294, 297, 298, 299, 336, 341, 342, 343,
        345, 348, 351, 353, 358, 362, 364, 370, 376, 379, 380, 381, 383, 385, 387, 388,
    ]
}
