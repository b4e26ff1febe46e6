//! The tokens of a template.

/// The kind of a token, with Velocity's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    End,
    IndexOpen,
    IndexClose,
    ListOpen,
    ListClose,
    Comma,
    Range,
    Colon,
    MapOpen,
    MapClose,
    Open,
    /// With the spaces and tabs after it, if a newline ends them.
    Close,
    /// Of a method, without the whitespace after it.
    MethodClose,
    EscapedDirective,
    Set,
    DoubleBackslash,
    Backslash,
    Text,
    LineComment,
    LineCommentEnd,
    Comment,
    TextBlock,
    Whitespace,
    String,
    True,
    False,
    Minus,
    Plus,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Not,
    Assign,
    EndDirective,
    If,
    ElseIf,
    Else,
    Integer,
    Float,
    Word,
    BracedWord,
    Name,
    Dot,
    BraceOpen,
    BraceClose,
    EmptyIndex,
    /// A character that is not allowed in this state.
    Bad,
}

/// A piece of the source. It is small because it is copied often: templates of more than 4 GB are refused earlier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    signs: u32,
    start: u32,
    end: u32,
}

impl Token {
    pub(super) fn new(kind: Kind, signs: usize, start: usize, end: usize) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { kind, signs: place(signs), start: place(start), end: place(end) }
    }

    /// The start of the text before it that started no token. Its special characters are printed with the token.
    pub(crate) fn signs(self) -> usize {
        self.signs as usize
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn end(self) -> usize {
        self.end as usize
    }
}
