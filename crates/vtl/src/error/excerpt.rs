//! The line of a template with carets under a place in it.

/// A line and carets under a column, counted from 1. It shows about a hundred characters of the line at most, and the
/// spaces before the carets keep tabs, so that both lines stay aligned.
pub fn excerpt(line: &str, column: usize, width: usize) -> String {
    let skipped = column.saturating_sub(60);
    let shown: String = line.chars().skip(skipped).take(100).filter(|&c| c != '\r').collect();
    let indent: String = line
        .chars()
        .chain(std::iter::once(' '))
        .skip(skipped)
        .take(column - 1 - skipped)
        .map(|c| if c == '\t' { c } else { ' ' })
        .collect();
    format!("  | {shown}\n  | {indent}{}", "^".repeat(width.clamp(1, 40)))
}
