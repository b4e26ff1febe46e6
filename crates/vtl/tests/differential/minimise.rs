//! Removes pieces of a template as long as it still shows the difference.

/// The smallest template that is found by removing pieces.
pub(crate) fn minimise(source: &str, mut differs: impl FnMut(&str) -> bool) -> String {
    let mut characters: Vec<char> = source.chars().collect();
    let mut size = characters.len().div_ceil(2).max(1);
    loop {
        let mut start = 0;
        let mut shorter = false;
        while start < characters.len() {
            let end = (start + size).min(characters.len());
            let candidate: Vec<char> = characters[..start].iter().chain(&characters[end..]).copied().collect();
            if differs(&candidate.iter().collect::<String>()) {
                characters = candidate;
                shorter = true;
            } else {
                start += size;
            }
        }
        if size > 1 {
            size /= 2;
        } else if !shorter {
            return characters.into_iter().collect();
        }
    }
}
