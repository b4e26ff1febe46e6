//! Checks the patrons' phone numbers before Terraform starts. They are never printed.

use gelato::terraform::Refusal;

/// Checks a variable's value: a JSON list of strings in E.164.
pub(crate) fn check(text: &str) -> Result<(), Refusal> {
    let numbers: Vec<String> = serde_json::from_str(text).map_err(|_| {
        Refusal::new("this is not a JSON list of strings").hint("write it as [\"+…\", \"+…\"], or [] for none")
    })?;
    let Some(index) = numbers.iter().position(|number| !is_e164(number)) else { return Ok(()) };
    let found = format!("number {} of {} is not in E.164 (it is not shown here)", index + 1, numbers.len());
    Err(Refusal::new(found).allowing("`+`, then 8 to 15 digits that begin with the country code"))
}

fn is_e164(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::check;

    fn number(digits: usize) -> String {
        format!("+{}", "7".repeat(digits))
    }

    #[test]
    fn lists_of_numbers_are_accepted() {
        for list in [vec![], vec![number(8), number(15)]] {
            assert_eq!(check(&serde_json::json!(list).to_string()), Ok(()));
        }
    }

    #[test]
    fn anything_but_a_list_of_strings_is_refused() {
        for wrong in ["", "x", "{}", "[1]", &number(10)] {
            assert!(check(wrong).unwrap_err().found.starts_with("this is not a JSON list of strings"), "{wrong}");
        }
    }

    #[test]
    fn a_refusal_shows_no_number() {
        for wrong in [number(7), number(16), "7".repeat(10), format!("{} 7", number(9))] {
            let refused = check(&serde_json::json!([number(10), wrong]).to_string()).unwrap_err().to_string();
            assert!(refused.starts_with("number 2 of 2 is not in E.164") && !refused.contains("777"), "{refused}");
        }
    }
}
