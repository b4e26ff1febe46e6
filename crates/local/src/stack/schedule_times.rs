//! The times of a schedule: `rate(…)`, `cron(…)` and `at(…)`, in a time zone.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When a schedule acts.
#[derive(Debug, Clone)]
pub enum Times {
    /// Each time that this time has passed.
    Every(SignedDuration),
    /// At the times of a `cron` expression.
    Cron(Box<Cron>, TimeZone),
    /// Once.
    Once(Timestamp),
}

impl Times {
    /// Parses an expression.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(expression: &str, zone: &str) -> Result<Self, String> {
        let zone = TimeZone::get(zone).map_err(|_| format!("`{zone}` is not a time zone"))?;
        let inside = |kind: &str| expression.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(rate) = inside("rate") {
            return every(rate).map(Self::Every).ok_or_else(|| "a rate is such as `rate(5 minutes)`".to_owned());
        }
        if let Some(cron) = inside("cron") {
            return parsed(cron).map(|cron| Self::Cron(Box::new(cron), zone));
        }
        let moment = inside("at").ok_or("it is neither a rate nor a time")?;
        let civil: DateTime = moment.parse().map_err(|_| "a time is such as `at(2030-01-31T08:00:00)`".to_owned())?;
        let moment = zone.to_ambiguous_timestamp(civil).compatible().map_err(|error| error.to_string())?;
        Ok(Self::Once(moment))
    }

    /// The first time after a moment; `None` if there is none.
    pub fn next_after(&self, moment: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Every(time) => moment.checked_add(*time).ok(),
            Self::Cron(cron, zone) => {
                cron.find_next_occurrence(&moment.to_zoned(zone.clone()), false).ok().map(|next| next.timestamp())
            }
            Self::Once(once) => Some(*once).filter(|once| *once > moment),
        }
    }
}

fn every(rate: &str) -> Option<SignedDuration> {
    let (number, unit) = rate.split_once(' ')?;
    let seconds = match unit.strip_suffix('s').unwrap_or(unit) {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    Some(SignedDuration::from_secs(i64::from(number) * seconds))
}

/// The weekdays are 1 to 7 from Sunday, and both days must fit: AWS wants `?` for one of them.
fn parsed(cron: &str) -> Result<Cron, String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    if fields.len() != 6 || (fields.get(2) == Some(&"?")) == (fields.get(4) == Some(&"?")) {
        return Err("it needs six fields, and `?` in exactly one of those for days".to_owned());
    }
    let parser = CronParser::builder().seconds(Seconds::Required).year(Year::Required);
    let parser = parser.dom_and_dow(true).alternative_weekdays(true).sloppy_ranges(true).build();
    parser.parse(&format!("0 {}", fields.join(" ").replace('?', "*"))).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn next(expression: &str, zone: &str, after: &str) -> String {
        let times = Times::parse(expression, zone).unwrap();
        let next = times.next_after(after.parse().unwrap());
        next.map_or_else(|| "never".to_owned(), |next| next.to_string())
    }

    #[test]
    fn times_are_those_of_aws() {
        let sunday = "2026-11-29T12:00:00Z";
        for (expression, zone, expected) in [
            ("rate(5 minutes)", "UTC", "2026-11-29T12:05:00Z"),
            ("cron(0 2 * * ? *)", "UTC", "2026-11-30T02:00:00Z"),
            ("cron(0 2 * * ? *)", "Europe/Berlin", "2026-11-30T01:00:00Z"),
            ("cron(0/15 8-17 ? * MON-FRI *)", "UTC", "2026-11-30T08:00:00Z"),
            ("cron(30 12 ? * 1 *)", "UTC", "2026-11-29T12:30:00Z"),
            ("cron(0 18 L * ? *)", "UTC", "2026-11-30T18:00:00Z"),
            ("cron(0 9 ? * 3#1 *)", "UTC", "2026-12-01T09:00:00Z"),
            ("cron(15 10 ? * 6L 2027)", "UTC", "2027-01-29T10:15:00Z"),
            ("at(2030-01-31T08:00:00)", "America/New_York", "2030-01-31T13:00:00Z"),
            ("at(2020-01-31T08:00:00)", "UTC", "never"),
        ] {
            assert_eq!(next(expression, zone, sunday), expected, "{expression} {zone}");
        }
    }

    #[test]
    fn others_are_refused() {
        for (expression, zone) in [
            ("rate(0 minutes)", "UTC"),
            ("cron(0 2 * * *)", "UTC"),
            ("cron(0 2 * * * *)", "UTC"),
            ("cron(0 25 * * ? *)", "UTC"),
            ("at(tomorrow)", "UTC"),
            ("every day", "UTC"),
            ("rate(5 minutes)", "Europe/Nowhere"),
        ] {
            assert!(Times::parse(expression, zone).is_err(), "{expression} {zone}");
        }
    }
}
