//! The lengths of words, whitespace and strings at the start of a text.

pub(super) fn character(rest: &str) -> Option<usize> {
    rest.chars().next().map(char::len_utf8)
}

pub(super) fn run(rest: &str, condition: impl Fn(u8) -> bool) -> usize {
    rest.bytes().position(|byte| !condition(byte)).unwrap_or(rest.len())
}

pub(super) fn backslashes(rest: &str) -> usize {
    run(rest, |byte| byte == b'\\')
}

pub(super) fn is_space_or_tab(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

pub(super) fn newline(rest: &str) -> Option<usize> {
    ["\r\n", "\n", "\r"].iter().find(|newline| rest.starts_with(**newline)).map(|newline| newline.len())
}

/// Spaces and tabs that a newline ends, with the newline.
pub(super) fn line_end(rest: &str) -> usize {
    let skipped = run(rest, is_space_or_tab);
    newline(&rest[skipped..]).map_or(0, |length| skipped + length)
}

pub(super) fn is_whitespace(byte: u8) -> bool {
    is_space_or_tab(byte) || byte == b'\n' || byte == b'\r'
}

/// `#set(` with the spaces and tabs before it.
pub(super) fn set(rest: &str) -> Option<usize> {
    let indent = run(rest, is_space_or_tab);
    let after = rest[indent..].strip_prefix("#set").or_else(|| rest[indent..].strip_prefix("#{set}"))?;
    let spaces = run(after, |byte| byte == b' ');
    let open = after[spaces..].strip_prefix('(')?;
    Some(rest.len() - open.len())
}

pub(super) fn empty_index(rest: &str) -> Option<usize> {
    ["$[", "$![", "$\\![", "$."].iter().find(|text| rest.starts_with(**text)).map(|text| text.len())
}

/// A directive after an odd number of backslashes.
pub(super) fn escaped_directive(rest: &str, backslashes: usize) -> Option<usize> {
    let after = rest[backslashes..].strip_prefix('#').filter(|_| backslashes % 2 == 1)?;
    word(after).or_else(|| braced_word(after)).map(|length| backslashes + 1 + length)
}

/// The name of a reference, which may have hyphens.
pub(super) fn name(rest: &str) -> Option<usize> {
    rest.bytes().next().filter(|byte| byte.is_ascii_alphabetic() || *byte == b'_')?;
    Some(run(rest, |byte| IN_NAMES[usize::from(byte)]))
}

/// The bytes that are allowed in names.
static IN_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        byte += 1;
    }
    table
};

/// The name of a directive, which has no hyphens.
pub(super) fn word(rest: &str) -> Option<usize> {
    rest.bytes().next().filter(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte == b'@')?;
    Some(run(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'@'))
}

pub(super) fn braced_word(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('{').filter(|after| !after.starts_with('@'))?;
    let length = word(after)?;
    after[length..].starts_with('}').then_some(length + 2)
}

/// A word, with or without braces.
pub(super) fn keyword(rest: &str, text: &str) -> Option<usize> {
    let braced = rest.strip_prefix('{');
    let after = braced.unwrap_or(rest).strip_prefix(text)?;
    let after = if braced.is_some() { after.strip_prefix('}')? } else { after };
    Some(rest.len() - after.len())
}

/// A word with the rest of its line, if that is blank.
pub(super) fn closed(rest: &str, text: &str) -> Option<usize> {
    keyword(rest, text).map(|length| length + line_end(&rest[length..]))
}

/// A string. Its quote is doubled inside, and backslashes have no meaning.
pub(super) fn string(rest: &str) -> Option<usize> {
    let quote = rest.as_bytes()[0];
    let mut closed = None;
    let mut at = 1;
    loop {
        let Some(found) = memchr::memchr(quote, &rest.as_bytes()[at..]) else { return closed };
        at += found + 1;
        closed = Some(at);
        if rest.as_bytes().get(at) != Some(&quote) {
            return closed;
        }
        at += 1;
    }
}

/// A run of characters that neither start nor end a token, or a single character.
pub(super) fn plain(rest: &str, ends: &[u8]) -> usize {
    let length = run(rest, |byte| !matches!(byte, b'$' | b'#' | b'\\') && !ends.contains(&byte));
    if length > 0 { length } else { rest.chars().next().map_or(0, char::len_utf8) }
}
