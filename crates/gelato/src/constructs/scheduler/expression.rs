//! The expression of a schedule: `rate(…)`, `cron(…)` or `at(…)`, checked before AWS sees it.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>

use crate::terraform::Refusal;

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A field of a `cron` expression.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    /// Names of its values, from the least on.
    names: &'static [&'static str],
    /// Whether `?`, `L`, `W` and `#` have a meaning.
    special: &'static str,
}

const FIELDS: [Field; 6] = [
    Field { name: "minutes", least: 0, most: 59, names: &[], special: "" },
    Field { name: "hours", least: 0, most: 23, names: &[], special: "" },
    Field { name: "day of the month", least: 1, most: 31, names: &[], special: "?LW" },
    Field { name: "month", least: 1, most: 12, names: &MONTHS, special: "" },
    Field { name: "day of the week", least: 1, most: 7, names: &DAYS, special: "?L#" },
    Field { name: "year", least: 1970, most: 2199, names: &[], special: "" },
];

/// Checks the expression of a schedule.
pub(super) fn check(text: &str) -> Result<(), Refusal> {
    let inside = |kind: &str| text.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')');
    let checked = match (inside("rate"), inside("cron"), inside("at")) {
        (Some(rate), ..) => check_rate(rate),
        (_, Some(cron), _) => check_cron(cron),
        (.., Some(moment)) => check_moment(moment),
        _ => {
            let refused = Refusal::new("it is neither a rate nor a time");
            Err(refused.allowing("`rate(5 minutes)`, `cron(0 2 * * ? *)`, `at(2030-01-31T08:00:00)`"))
        }
    };
    checked.map_err(|refused| refused.within(format!("`{text}`")))
}

fn check_rate(rate: &str) -> Result<(), Refusal> {
    let mut words = rate.split(' ');
    let (number, unit, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next());
    let is_unit = ["minute", "hour", "day"].contains(&unit.strip_suffix('s').unwrap_or(unit));
    let is_number = is_digits(number) && number.parse::<u32>().is_ok_and(|number| number > 0);
    if is_number && is_unit && rest.is_none() {
        return Ok(());
    }
    let allowed = "a whole number from 1 on, and `minutes`, `hours` or `days`: `rate(5 minutes)`";
    Err(Refusal::new(format!("`{rate}` is not a rate")).allowing(allowed))
}

fn check_cron(cron: &str) -> Result<(), Refusal> {
    let parts: Vec<&str> = cron.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        let refused = Refusal::new(format!("it has {} fields", parts.len()));
        return Err(refused.allowing("6: minutes, hours, day of the month, month, day of the week, year"));
    }
    for (field, part) in FIELDS.iter().zip(&parts) {
        field.check(part)?;
    }
    if (parts[2] == "?") == (parts[4] == "?") {
        let found = format!("the day of the month is `{}`, and the day of the week is `{}`", parts[2], parts[4]);
        let refused = Refusal::new(found).allowing("`?` in exactly one of them");
        return Err(refused.hint("write `?` for the one that does not matter, and `*` for every day in the other"));
    }
    Ok(())
}

impl Field {
    fn check(&self, part: &str) -> Result<(), Refusal> {
        if part == "?" && self.special.contains('?') || part.split(',').all(|item| self.is_item(item)) {
            return Ok(());
        }
        let refused = Refusal::new(format!("the field for the {} is `{part}`", self.name));
        Err(refused.allowing(self.allowed()))
    }

    fn allowed(&self) -> String {
        let names = match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => format!(", `{first}` to `{last}`"),
            _ => String::new(),
        };
        let special = self.special.chars().fold(String::new(), |text, letter| text + &format!(", `{letter}`"));
        format!("{} to {}{names}, and lists (`,`), ranges (`-`), `*`, steps (`/`){special}", self.least, self.most)
    }

    fn is_item(&self, item: &str) -> bool {
        if self.is_special(item) {
            return true;
        }
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        let is_step = step.is_none_or(|step| is_digits(step) && step.parse::<u32>().is_ok_and(|step| step > 0));
        is_step && self.is_range(range)
    }

    fn is_range(&self, range: &str) -> bool {
        match range.split_once('-') {
            _ if range == "*" => true,
            None => self.value(range).is_some(),
            Some((from, to)) => self.value(from).zip(self.value(to)).is_some_and(|(from, to)| from <= to),
        }
    }

    /// The last day, the working day nearest to one, and the n-th weekday of a month.
    fn is_special(&self, item: &str) -> bool {
        let has = |letter| self.special.contains(letter);
        let last = has('L')
            && (item == "L" || has('#') && item.strip_suffix('L').is_some_and(|day| self.value(day).is_some()));
        let working = has('W') && (item == "LW" || item.strip_suffix('W').is_some_and(|day| self.value(day).is_some()));
        let nth = has('#')
            && item
                .split_once('#')
                .is_some_and(|(day, nth)| self.value(day).is_some() && matches!(nth, "1" | "2" | "3" | "4" | "5"));
        last || working || nth
    }

    fn value(&self, text: &str) -> Option<u32> {
        let named = self.names.iter().zip(self.least..).find(|(name, _)| name.eq_ignore_ascii_case(text));
        let number = || text.parse().ok().filter(|_| is_digits(text));
        named.map(|(_, number)| number).or_else(number).filter(|number| (self.least..=self.most).contains(number))
    }
}

fn check_moment(moment: &str) -> Result<(), Refusal> {
    let pattern = "dddd-dd-ddTdd:dd:dd";
    let fits = |(letter, wanted): (char, char)| if wanted == 'd' { letter.is_ascii_digit() } else { letter == wanted };
    if moment.chars().count() == pattern.len() && moment.chars().zip(pattern.chars()).all(fits) {
        return Ok(());
    }
    Err(Refusal::new(format!("`{moment}` is not a time")).allowing("`at(2030-01-31T08:00:00)`, without an offset"))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_the_documentation_are_accepted() {
        for text in [
            "rate(5 minutes)",
            "rate(1 hour)",
            "rate(7 days)",
            "at(2030-01-31T08:00:00)",
            "cron(0 2 * * ? *)",
            "cron(15 10 ? * 6L 2022-2023)",
            "cron(0/15 8-17 ? * MON-FRI *)",
            "cron(0 18 L * ? *)",
            "cron(0 18 LW * ? *)",
            "cron(0 9 3W JAN,jul ? *)",
            "cron(0 9 ? * 3#1 *)",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn others_are_refused_with_the_field() {
        for (text, found) in [
            ("0 2 * * *", "it is neither a rate nor a time"),
            ("rate(0 minutes)", "`0 minutes` is not a rate"),
            ("rate(5 seconds)", "`5 seconds` is not a rate"),
            ("rate(+5 minutes)", "`+5 minutes` is not a rate"),
            ("cron(0 2 * * *)", "it has 5 fields"),
            ("cron(60 2 * * ? *)", "the field for the minutes is `60`"),
            ("cron(0 2-1 * * ? *)", "the field for the hours is `2-1`"),
            ("cron(0 2 * FOO ? *)", "the field for the month is `FOO`"),
            ("cron(0 2 ? * 0 *)", "the field for the day of the week is `0`"),
            ("cron(0/0 2 * * ? *)", "the field for the minutes is `0/0`"),
            ("cron(0 2 * * * *)", "the day of the month is `*`, and the day of the week is `*`"),
            ("cron(0 2 ? * ? *)", "the day of the month is `?`, and the day of the week is `?`"),
            ("at(2030-01-31)", "`2030-01-31` is not a time"),
        ] {
            let refused = check(text).expect_err(text);
            assert_eq!(refused.found, format!("`{text}`: {found}"));
            assert!(refused.allowed.is_some(), "{text}");
        }
    }
}
