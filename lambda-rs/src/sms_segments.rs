//! The number of SMS segments that a text is billed as, and shortening to fit.
//!
//! A segment has 160 characters of the GSM-7 alphabet, or 70 UTF-16 units if any character is outside of it. In a text of
//! several segments, a header takes some of each (leaving 153 and 67). Each segment is billed.
//! See <https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html> and 3GPP TS 23.038, section 6.2.1.

use unicode_segmentation::UnicodeSegmentation;

/// The end of a shortened text. It is outside of GSM-7, so that a shortened text is always counted in UCS-2.
pub const ELLIPSIS: &str = "…";

const GSM7_BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM7_EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The alphabet of a text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The default alphabet of GSM, counted in septets; characters of the extension table take two.
    Gsm7,
    /// All other text, counted in UTF-16 units.
    Ucs2,
}

impl Encoding {
    /// The alphabet that `text` needs.
    pub fn of(text: &str) -> Self {
        if text.chars().all(|character| septets(character).is_some()) { Self::Gsm7 } else { Self::Ucs2 }
    }

    /// The units of one character, which are never split over two segments: an escape sequence or a surrogate pair.
    fn units(self, character: char) -> usize {
        match self {
            Self::Gsm7 => septets(character).unwrap_or(1),
            Self::Ucs2 => character.len_utf16(),
        }
    }

    fn single_segment(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    fn joined_segment(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// The number of segments that `text` is sent and billed as. An empty text is one.
pub fn segment_count(text: &str) -> usize {
    if text.len() <= Encoding::Ucs2.single_segment() {
        // A text has at most twice as many septets as bytes, and at most as many UTF-16 units as bytes. A usual
        // announcement is short enough that its characters need not be counted.
        return 1;
    }
    let encoding = Encoding::of(text);
    let total: usize = text.chars().map(|character| encoding.units(character)).sum();
    if total <= encoding.single_segment() {
        return 1;
    }
    joined_segment_count(text, encoding)
}

/// The longest prefix of `text` that fits in `segments` with an ellipsis; `None` if the whole text fits.
///
/// The cut is between grapheme clusters, so that no accent or emoji is split. If the first cluster does not fit, only the
/// ellipsis remains.
pub fn shortened(text: &str, segments: usize) -> Option<String> {
    if segment_count(text) <= segments {
        return None;
    }
    let mut kept = String::new();
    for character in text.graphemes(true) {
        if segment_count(&format!("{kept}{character}{ELLIPSIS}")) > segments {
            break;
        }
        kept.push_str(character);
    }
    Some(format!("{}{ELLIPSIS}", kept.trim_end()))
}

fn septets(character: char) -> Option<usize> {
    if character.is_ascii_alphanumeric() || GSM7_BASIC.contains(character) {
        return Some(1);
    }
    GSM7_EXTENSION.contains(character).then_some(2)
}

fn joined_segment_count(text: &str, encoding: Encoding) -> usize {
    let (mut segments, mut filled) = (1, 0);
    for character in text.chars() {
        let units = encoding.units(character);
        if filled + units > encoding.joined_segment() {
            segments += 1;
            filled = 0;
        }
        filled += units;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, encoding: Encoding, segments: usize) {
        assert_eq!((Encoding::of(text), segment_count(text)), (encoding, segments));
    }

    #[test]
    fn gsm_7_segments() {
        check("", Encoding::Gsm7, 1);
        check(&"a".repeat(160), Encoding::Gsm7, 1);
        check(&"a".repeat(161), Encoding::Gsm7, 2);
        check(&"a".repeat(306), Encoding::Gsm7, 2);
        check(&"a".repeat(307), Encoding::Gsm7, 3);
    }

    #[test]
    fn the_extension_table_counts_double_and_is_not_split() {
        check(&"€".repeat(80), Encoding::Gsm7, 1);
        check(&"€".repeat(81), Encoding::Gsm7, 2);
        check(&"€".repeat(152), Encoding::Gsm7, 2);
        check(&"€".repeat(153), Encoding::Gsm7, 3);
    }

    #[test]
    fn one_character_outside_of_gsm_7_makes_it_ucs_2() {
        check(&"ñ".repeat(160), Encoding::Gsm7, 1);
        check(&"ç".repeat(70), Encoding::Ucs2, 1);
        check(&"ç".repeat(71), Encoding::Ucs2, 2);
        check(&"ç".repeat(134), Encoding::Ucs2, 2);
        check(&"ç".repeat(135), Encoding::Ucs2, 3);
    }

    #[test]
    fn surrogate_pairs_count_double_and_are_not_split() {
        check(&"🍨".repeat(35), Encoding::Ucs2, 1);
        check(&"🍨".repeat(36), Encoding::Ucs2, 2);
        check(&"🍨".repeat(66), Encoding::Ucs2, 2);
        check(&"🍨".repeat(67), Encoding::Ucs2, 3);
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(shortened(&"a".repeat(160), 1), None);
        assert_eq!(shortened(&"🍨".repeat(66), 2), None);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(shortened(&"a".repeat(161), 1), Some(format!("{}…", "a".repeat(69))));
        assert_eq!(shortened(&"🍨".repeat(36), 1), Some(format!("{}…", "🍨".repeat(34))));
        assert_eq!(shortened(&"a".repeat(400), 2), Some(format!("{}…", "a".repeat(133))));
    }

    #[test]
    fn user_perceived_characters_stay_whole() {
        let family = "👨‍👩‍👧";
        let shortened = shortened(&family.repeat(20), 1).unwrap();
        assert_eq!(shortened, format!("{}…", family.repeat(8)));
    }

    #[test]
    fn a_character_that_does_not_fit_leaves_the_ellipsis() {
        assert_eq!(shortened(&format!("e{}", "\u{301}".repeat(100)), 1).as_deref(), Some(ELLIPSIS));
    }

    proptest! {
        #[test]
        fn shortened_texts_fit(text in "\\PC{0,300}", segments in 1_usize..4) {
            let sent = shortened(&text, segments).unwrap_or_else(|| text.clone());
            prop_assert!(segment_count(&sent) <= segments);
            prop_assert!(sent == text || text.starts_with(sent.trim_end_matches(ELLIPSIS).trim_end()));
        }
    }
}
