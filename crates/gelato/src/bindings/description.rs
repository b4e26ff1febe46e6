//! A schema's descriptions as documentation: one line each, without rustdoc markup.

/// The characters that end a URL.
const URL_ENDS: [char; 4] = [' ', ')', ',', ';'];

/// A description on one line, without a full stop.
pub(super) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    linked(line.replace(['<', '>', '[', ']'], "").trim_end_matches('.'))
}

/// The text with `<…>` around each URL.
fn linked(text: &str) -> String {
    let Some(start) = ["https://", "http://"].into_iter().filter_map(|scheme| text.find(scheme)).min() else {
        return text.to_owned();
    };
    let (before, url) = text.split_at(start);
    let (url, after) = url.split_at(url.find(URL_ENDS).unwrap_or(url.len()));
    format!("{before}<{url}>{}", linked(after))
}
