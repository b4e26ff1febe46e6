//! Patterns for numbers that no model checks.
//!
//! Paths and query strings contain text. Engines differ in how a template compares text with numbers, so a pattern
//! enforces bounds and decimals. This needs no arithmetic, and rejects text that only resembles a number (`+1`, `0x1`,
//! `NaN`, ` 1`, digits of another script).

use super::declaration::Decimal;

/// A number, in JSON as in DynamoDB.
pub(super) const NUMBER: &str = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";

impl Decimal {
    /// The pattern of the allowed numbers. With any constraint, they are in plain digits.
    pub(super) fn pattern(self) -> String {
        if self == Self::default() {
            return NUMBER.to_owned();
        }
        let below_zero = self.minimum.is_none_or(|least| least < 0).then(|| {
            let least = self.maximum.filter(|most| *most < 0).map_or(0, i64::unsigned_abs);
            format!("-(?:{})", self.magnitudes(least, self.minimum.map(i64::unsigned_abs)))
        });
        let above = self.maximum.is_none_or(|most| most >= 0).then(|| {
            let least = self.minimum.filter(|least| *least > 0).map_or(0, i64::unsigned_abs);
            self.magnitudes(least, self.maximum.map(i64::unsigned_abs))
        });
        below_zero.into_iter().chain(above).collect::<Vec<_>>().join("|")
    }

    /// The pattern of the unsigned numbers between two bounds.
    fn magnitudes(self, least: u64, most: Option<u64>) -> String {
        match most {
            None => format!("(?:{}){}", at_least(least), self.fraction("[0-9]")),
            Some(most) if self.decimals == Some(0) => between(least, most),
            Some(most) if least == most => format!("{most}{}", self.fraction("0")),
            Some(most) => {
                let (below, exactly) = (between(least, most - 1), self.fraction("0"));
                format!("(?:{below}){}|{most}{exactly}", self.fraction("[0-9]"))
            }
        }
    }

    /// The pattern of the decimals.
    fn fraction(self, digit: &str) -> String {
        match self.decimals {
            None => format!(r"(?:\.{digit}+)?"),
            Some(0) => String::new(),
            Some(most) => format!(r"(?:\.{digit}{{1,{most}}})?"),
        }
    }

    /// Whether DynamoDB accepts every number that it allows.
    pub(super) fn is_bounded(self) -> bool {
        self.minimum.is_some() && self.maximum.is_some() && self.decimals.is_some()
    }
}

/// A pattern of the whole numbers between two bounds, both included.
pub(super) fn between(least: u64, most: u64) -> String {
    let (shortest, longest) = (least.to_string().len(), most.to_string().len());
    let lengths = (shortest..=longest).flat_map(|length| {
        let least = if length == shortest { least.to_string() } else { format!("1{}", "0".repeat(length - 1)) };
        let most = if length == longest { most.to_string() } else { "9".repeat(length) };
        of_length(&least, &most)
    });
    lengths.collect::<Vec<_>>().join("|")
}

/// A pattern of the whole numbers from a lower bound.
fn at_least(least: u64) -> String {
    if least == 0 {
        return "0|[1-9][0-9]*".to_owned();
    }
    let text = least.to_string();
    let mut patterns = of_length(&text, &"9".repeat(text.len()));
    patterns.push(format!("[1-9][0-9]{{{},}}", text.len()));
    patterns.join("|")
}

/// Patterns of the whole numbers between two bounds with the same number of digits.
fn of_length(least: &str, most: &str) -> Vec<String> {
    let (Some(low), Some(high)) = (least.chars().next(), most.chars().next()) else { return vec![String::new()] };
    let (low_rest, high_rest) = (&least[1..], &most[1..]);
    let (from_zero, to_nine) = ("0".repeat(low_rest.len()), "9".repeat(low_rest.len()));
    let behind = |digit: char, rest: Vec<String>| rest.into_iter().map(move |rest| format!("{digit}{rest}"));
    if low == high {
        return behind(low, of_length(low_rest, high_rest)).collect();
    }
    let (mut patterns, mut from, mut to) = (Vec::new(), low, high);
    if low_rest != from_zero {
        patterns.extend(behind(low, of_length(low_rest, &to_nine)));
        from = next(low);
    }
    let mut highest = Vec::new();
    if high_rest != to_nine {
        highest.extend(behind(high, of_length(&from_zero, high_rest)));
        to = previous(high);
    }
    if from <= to {
        patterns.push(format!("{}{}", digit(from, to), digits(low_rest.len())));
    }
    patterns.extend(highest);
    patterns
}

fn next(digit: char) -> char {
    char::from_u32(u32::from(digit) + 1).unwrap_or(digit)
}

fn previous(digit: char) -> char {
    char::from_u32(u32::from(digit) - 1).unwrap_or(digit)
}

fn digit(first: char, last: char) -> String {
    if first == last { first.to_string() } else { format!("[{first}-{last}]") }
}

fn digits(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "[0-9]".to_owned(),
        _ => format!("[0-9]{{{count}}}"),
    }
}

#[cfg(test)]
mod tests {
    use gelato_vtl::Template;
    use gelato_vtl::api_gateway::Request;

    use super::*;
    use crate::constructs::api_gateway::vtl::quoted;

    /// The texts that a template accepts.
    fn matching<'a>(pattern: &str, texts: &[&'a str]) -> Vec<&'a str> {
        assert!(texts.len() <= 1000, "a loop sees no more");
        let list = texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
        let source = format!("#foreach($text in [{list}])$text.matches({}) #end", quoted(pattern));
        let rendered = Template::parse("pattern", source).unwrap().render(&Request::default()).unwrap();
        let matched = rendered.output.split_whitespace().zip(texts).filter(|(matched, _)| *matched == "true");
        matched.map(|(_, text)| *text).collect()
    }

    #[test]
    fn whole_numbers_between_bounds_match_and_no_others() {
        let bounds = [(0, 0), (0, 9), (1, 100), (1, 25), (7, 999), (10, 19), (98, 103), (109, 921), (90, 999)];
        for (least, most) in bounds {
            let all: Vec<_> = (0_u64..1000).map(|number| number.to_string()).collect();
            let all: Vec<_> = all.iter().map(String::as_str).collect();
            let expected: Vec<_> = (least..=most).map(|number| number.to_string()).collect();
            assert_eq!(matching(&between(least, most), &all), expected, "{least} to {most}");
            let expected: Vec<_> = (least..1000).map(|number| number.to_string()).collect();
            assert_eq!(matching(&at_least(least), &all), expected, "from {least}");
        }
        assert_eq!(between(1, 100), "[1-9]|[1-9][0-9]|100");
        assert_eq!(between(1, 1000), "[1-9]|[1-9][0-9]|[1-9][0-9]{2}|1000");
    }

    #[test]
    fn a_bound_holds_for_decimals_and_below_zero() {
        let all =
            ["-5.01", "-5.0", "-5", "-4.99", "-0.5", "-0", "0", "0.25", "0.255", "6.99", "7", "7.00", "7.01", "8"];
        let (minimum, maximum, decimals) = (Some(-5), Some(7), Some(2));
        let within = Decimal { minimum, maximum, decimals }.pattern();
        let expected = ["-5.0", "-5", "-4.99", "-0.5", "-0", "0", "0.25", "6.99", "7", "7.00"];
        assert_eq!(matching(&within, &all), expected);
        let from = Decimal { minimum: Some(7), ..Decimal::default() }.pattern();
        assert_eq!(matching(&from, &all), ["7", "7.00", "7.01", "8"]);
        let to = Decimal { maximum: Some(-5), ..Decimal::default() }.pattern();
        assert_eq!(matching(&to, &all), ["-5.01", "-5.0", "-5"]);
        let whole = Decimal { decimals: Some(0), ..Decimal::default() }.pattern();
        assert_eq!(matching(&whole, &all), ["-5", "-0", "0", "7", "8"]);
    }

    #[test]
    fn text_that_only_resembles_a_number_is_refused() {
        let long = "1".repeat(40);
        let hostile = ["", " 1", "1 ", "1\n", "+1", "01", "1.", ".5", "0x1", "1e", "NaN", "Infinity", "1,5", "1_000"];
        let others = ["١", "１", "1\u{200b}", "--1", "-", "1e400", "1E+2", &long];
        let all = [&hostile[..], &others[..]].concat();
        assert_eq!(matching(NUMBER, &all), ["1e400", "1E+2", &long], "DynamoDB refuses the first and the last");
        let bounded = Decimal { minimum: Some(0), maximum: Some(9), decimals: None };
        assert_eq!(matching(&bounded.pattern(), &all), [""; 0]);
    }
}
