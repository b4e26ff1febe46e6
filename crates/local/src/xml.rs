//! XML documents in AWS responses.

use std::borrow::Cow;
use std::io;

use quick_xml::escape::escape;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::{ElementWriter, Writer};

/// A named element.
pub(crate) type Member = (Cow<'static, str>, Element);

/// The content of an element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Element {
    /// Text.
    Text(String),
    /// Elements in order; names may be repeated.
    Members(Vec<Member>),
}

/// The layout of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// With line breaks and without a declaration: the query protocol.
    Indented,
    /// On one line after a declaration: S3.
    Declared,
}

impl Element {
    /// Text content.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Elements with static names.
    pub(crate) fn of<const N: usize>(members: [(&'static str, Element); N]) -> Self {
        Self::Members(members.into_iter().map(|(name, member)| (name.into(), member)).collect())
    }

    fn write_into<'w>(&self, element: ElementWriter<'w, Vec<u8>>) -> io::Result<&'w mut Writer<Vec<u8>>> {
        match self {
            Self::Text(text) => element.write_text_content(BytesText::from_escaped(escaped(text))),
            Self::Members(members) if members.is_empty() => element.write_empty(),
            Self::Members(members) => element.write_inner_content(|writer| {
                members
                    .iter()
                    .try_for_each(|(name, member)| member.write_into(writer.create_element(&**name)).map(drop))
            }),
        }
    }
}

/// A document.
pub(crate) fn document(layout: Layout, name: &str, namespace: Option<&str>, content: &Element) -> Vec<u8> {
    // Writing to memory does not fail.
    write(layout, name, namespace, content).unwrap_or_default()
}

fn write(layout: Layout, name: &str, namespace: Option<&str>, content: &Element) -> io::Result<Vec<u8>> {
    let mut writer = match layout {
        Layout::Indented => Writer::new_with_indent(Vec::new(), b' ', 2),
        Layout::Declared => Writer::new(Vec::new()),
    };
    if layout == Layout::Declared {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.get_mut().push(b'\n');
    }
    let root = writer.create_element(name);
    let root = match namespace {
        Some(namespace) => root.with_attribute(("xmlns", namespace)),
        None => root,
    };
    content.write_into(root)?;
    let mut text = writer.into_inner();
    if layout == Layout::Indented {
        text.push(b'\n');
    }
    Ok(text)
}

/// Escapes text. Characters that XML 1.0 cannot represent become U+FFFD. A carriage return becomes a character
/// reference, because parsers convert a bare one to a line feed.
fn escaped(text: &str) -> String {
    let holds = |letter: char| !matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let known: String = text.chars().map(|letter| if holds(letter) { letter } else { '\u{fffd}' }).collect();
    escape(&known).replace('\r', "&#13;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_gives_a_valid_document() {
        for (text, read) in [
            ("a<b>&\"c'", "a<b>&\"c'"),
            ("line\r\nnext\ttab", "line\r\nnext\ttab"),
            ("\u{0}\u{1}\u{b}\u{1f}\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            (" spaces ", " spaces "),
        ] {
            let written = document(Layout::Declared, "Key", None, &Element::text(text));
            let written = String::from_utf8(written).unwrap();
            let mut reader = quick_xml::Reader::from_str(&written);
            let mut found = String::new();
            loop {
                match reader.read_event().unwrap() {
                    Event::Text(part) => found.push_str(&part.xml10_content()),
                    Event::GeneralRef(part) => {
                        let reference = format!("&{};", &*part);
                        found.push_str(&quick_xml::escape::unescape(&reference).unwrap());
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(found.trim_start_matches('\n'), read, "{written}");
        }
    }
}
