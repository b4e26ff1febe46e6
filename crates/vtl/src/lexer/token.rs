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

/// A piece of the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Where the text before it starts that turned out to start nothing; its signs are printed with texts.
    pub(crate) signs: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}
