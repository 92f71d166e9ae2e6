//! Decimals as scaled integers, exact or not at all.

/// `decimal` times ten to the `scale`, where that is a whole number of at most `digits` digits.
///
/// | decimal | scale | result |
/// | --- | --- | --- |
/// | `0.1` | 4 | 1000 |
/// | `-12.50` | 1 | -125 |
/// | `0.00001` | 4 | nothing: it would lose a digit |
pub fn scaled(decimal: &str, scale: usize, digits: u32) -> Option<i128> {
    let (negative, number) = match decimal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, decimal),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let padding = scale.checked_sub(fraction.len())?;
    let mut value: i128 = 0;
    let zeros = std::iter::repeat_n(b'0', padding);
    for digit in whole.bytes().chain(fraction.bytes()).chain(zeros) {
        value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    if value >= 10_i128.checked_pow(digits)? {
        return None;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn exact_or_nothing() {
        assert_eq!(scaled("0.1", 4, 18), Some(1000));
        assert_eq!(scaled("-12.50", 1, 18), Some(-125));
        assert_eq!(scaled("007.0000000", 0, 18), Some(7));
        assert_eq!(scaled("12345678901234.5678", 4, 18), Some(123_456_789_012_345_678));
        assert_eq!(scaled("123456789012345.6789", 4, 18), None);
        assert_eq!(scaled("0.00001", 4, 18), None);
        assert_eq!(scaled("9".repeat(28).as_str(), 10, 38), Some(10_i128.pow(38) - 10_i128.pow(10)));
        assert_eq!(scaled(&"9".repeat(60), 10, 38), None);
        for not in ["", "-", ".5", "1e3", "1.2.3", "一", "2024-03"] {
            assert_eq!(scaled(not, 4, 18), None, "{not}");
        }
    }
}
