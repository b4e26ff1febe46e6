//! The first position of a byte in a text. Most texts of a mapping template are so short that preparing a vectorized
//! search costs more than it saves: the first bytes are compared eight at a time, and only the rest is searched.

/// The number of bytes that are compared without a search.
const NEAR: usize = 16;

/// A word whose bytes are all this one.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks zero bytes with their highest bit. Only the first mark is reliable: bytes after it may be marked by mistake.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(each(1)) & !word & each(0x80)
}

/// The position of the first byte that equals `sought`.
#[inline]
pub(crate) fn position(bytes: &[u8], sought: u8) -> Option<usize> {
    position_of_two(bytes, sought, sought)
}

/// The position of the first byte that equals one of the two.
#[inline]
pub(crate) fn position_of_two(bytes: &[u8], one: u8, other: u8) -> Option<usize> {
    let place = |word: u64| {
        let marks = zeros(word ^ each(one)) | zeros(word ^ each(other));
        (marks.trailing_zeros() / 8) as usize
    };
    let (near, far) = bytes.split_at(bytes.len().min(NEAR));
    let (words, rest) = near.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let at = place(u64::from_le_bytes(*word));
        if at < 8 {
            return Some(number * 8 + at);
        }
    }
    if near.len() == NEAR {
        return memchr::memchr2(one, other, far).map(|at| NEAR + at);
    }
    let last = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
    let at = place(last);
    (at < rest.len()).then(|| words.len() * 8 + at)
}

#[cfg(test)]
mod tests {
    use super::{position, position_of_two};

    #[test]
    fn finds_the_first_at_any_position() {
        for length in 0..40 {
            for at in 0..length {
                for sought in [b'"', 0, 0x7F, 0x80, 0xFF] {
                    let mut bytes = vec![b' '; length];
                    bytes[at..].fill(sought);
                    assert_eq!(position(&bytes, sought), Some(at), "{sought} at {at} of {length}");
                    assert_eq!(position_of_two(&bytes, b'\\', sought), Some(at), "{sought} at {at} of {length}");
                    assert_eq!(position_of_two(&bytes, sought, b'\\'), Some(at), "{sought} at {at} of {length}");
                    assert_eq!(position(&bytes[..at], sought), None, "{sought} after {at}");
                }
            }
        }
    }

    /// A byte that differs by one, or by one bit, is not a match.
    #[test]
    fn finds_nothing_else() {
        for sought in [0, 1, b'\\', 0x80, 0xFF] {
            for byte in 0..=u8::MAX {
                let found = [1, 7, 8, 13, 16, 30].map(|length| position(&vec![byte; length], sought));
                assert!(found.iter().all(|at| *at == Some(0).filter(|_| byte == sought)), "{byte} for {sought}");
            }
        }
    }
}
