//! What the lexer cuts a template into.

/// The kind of a token, named as Velocity names it.
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
    /// With the blanks after it, where a newline ends them.
    Close,
    /// Of a method: it leaves alone what follows.
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
    Blanks,
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
    /// A character that cannot stand where it is.
    Bad,
}

/// A piece of the source. It is small, for it is handed on often: sources of more than 4 GB are refused before.
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

    /// Where the text before it starts that turned out to start nothing; its signs are printed with texts.
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
