//! Functions on timestamps, and UUIDs.
//! <https://developer.hashicorp.com/terraform/language/functions#date-and-time-functions>

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{Arguments, Outcome};
use crate::load::convert;

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "timestamp" | "plantimestamp" => written(now()),
        "timeadd" => timeadd(given),
        "timecmp" => timecmp(given),
        "formatdate" => formatdate(given),
        "uuid" => Ok(Uuid::new_v4().to_string().into()),
        "uuidv5" => uuidv5(given),
        _ => return None,
    })
}

/// Precise to the second, as in Terraform.
fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now)
}

fn written(moment: OffsetDateTime) -> Outcome {
    moment.format(&Rfc3339).map(Value::String).map_err(|error| error.to_string())
}

fn moment(given: &Arguments<'_>, index: usize) -> Result<OffsetDateTime, String> {
    let text = given.text(index)?;
    OffsetDateTime::parse(&text, &Rfc3339).map_err(|error| format!("`{text}` is not a timestamp in RFC 3339: {error}"))
}

fn timeadd(given: &Arguments<'_>) -> Outcome {
    let sum = moment(given, 0)?.checked_add(duration(&given.text(1)?)?);
    written(sum.ok_or("the timestamp is out of range")?)
}

fn timecmp(given: &Arguments<'_>) -> Outcome {
    Ok(Value::from(moment(given, 0)?.cmp(&moment(given, 1)?) as i8))
}

/// A duration in Go's syntax, such as `1h30m` or `-10s`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration such as `1h30m` or `-10s`");
    let (sign, mut rest) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let mut seconds = 0.0;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').ok_or_else(wrong)?;
        let (number, after) = rest.split_at(digits);
        let unit = after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let size = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return Err(wrong()),
        };
        seconds += number.parse::<f64>().map_err(|_| wrong())? * size;
        rest = after;
    }
    Duration::checked_seconds_f64(sign * seconds).ok_or_else(|| format!("`{text}` is too long a duration"))
}

/// <https://developer.hashicorp.com/terraform/language/functions/formatdate#specification-syntax>
fn formatdate(given: &Arguments<'_>) -> Outcome {
    let (pattern, moment) = (given.text(0)?, moment(given, 1)?);
    let mut text = String::new();
    let mut rest = pattern.as_str();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (quoted, after) = quoted(&rest[1..]).ok_or("a quoted text is not closed")?;
            text.push_str(&quoted);
            rest = after;
            continue;
        }
        let run = rest.find(|letter| letter != first).unwrap_or(rest.len());
        let (letters, after) = rest.split_at(run);
        text.push_str(&part(letters, moment)?);
        rest = after;
    }
    Ok(Value::String(text))
}

/// Text between quotation marks; two quotation marks in it are an escaped one.
fn quoted(rest: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = rest;
    loop {
        let (before, after) = rest.split_once('\'')?;
        text.push_str(before);
        match after.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return Some((text, after)),
        }
    }
}

fn part(letters: &str, moment: OffsetDateTime) -> Result<String, String> {
    let twelve = match moment.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let half = if moment.hour() < 12 { "am" } else { "pm" };
    let (month, day) = (moment.month().to_string(), moment.weekday().to_string());
    let offset = moment.offset();
    let (sign, hours, minutes) =
        (if offset.is_negative() { '-' } else { '+' }, offset.whole_hours().abs(), offset.minutes_past_hour().abs());
    Ok(match letters {
        "YYYY" => format!("{:04}", moment.year()),
        "YY" => format!("{:02}", moment.year().rem_euclid(100)),
        "MMMM" => month,
        "MMM" => month.chars().take(3).collect(),
        "MM" => format!("{:02}", u8::from(moment.month())),
        "M" => u8::from(moment.month()).to_string(),
        "DD" => format!("{:02}", moment.day()),
        "D" => moment.day().to_string(),
        "EEEE" => day,
        "EEE" => day.chars().take(3).collect(),
        "hh" => format!("{:02}", moment.hour()),
        "h" => moment.hour().to_string(),
        "HH" => format!("{twelve:02}"),
        "H" => twelve.to_string(),
        "AA" => half.to_uppercase(),
        "aa" => half.to_owned(),
        "mm" => format!("{:02}", moment.minute()),
        "m" => moment.minute().to_string(),
        "ss" => format!("{:02}", moment.second()),
        "s" => moment.second().to_string(),
        "Z" if offset.is_utc() => "Z".to_owned(),
        "ZZZZZ" | "Z" => format!("{sign}{hours:02}:{minutes:02}"),
        "ZZZ" if offset.is_utc() => "UTC".to_owned(),
        "ZZZZ" | "ZZZ" => format!("{sign}{hours:02}{minutes:02}"),
        other if other.chars().all(|letter| letter.is_ascii_alphabetic()) => {
            return Err(format!("`{other}` is not a part of a timestamp; literal letters must be quoted: '…'"));
        }
        other => other.to_owned(),
    })
}

fn uuidv5(given: &Arguments<'_>) -> Outcome {
    let (space, name) = (convert::text(given.value(0)?)?, given.text(1)?);
    let space = match space.as_str() {
        "dns" => Uuid::NAMESPACE_DNS,
        "url" => Uuid::NAMESPACE_URL,
        "oid" => Uuid::NAMESPACE_OID,
        "x500" => Uuid::NAMESPACE_X500,
        other => Uuid::parse_str(other).map_err(|_| format!("`{other}` is neither dns, url, oid, x500 nor a UUID"))?,
    };
    Ok(Uuid::new_v5(&space, name.as_bytes()).to_string().into())
}
