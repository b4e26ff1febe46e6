//! The lexer's states, which decide the tokens that are possible.

/// A state, named after the construct that the lexer is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Text.
    Default,
    /// After a `$` or a name.
    Reference,
    /// After the dot of a reference.
    Member,
    /// In the arguments of a method.
    Arguments,
    /// In the brackets of a reference.
    Index,
    /// Directly after a `#`.
    Hash,
    /// In the arguments of a directive.
    Directive,
    LineComment,
    Comment,
    TextBlock,
}

/// A state that the lexer returns to, with its count of parentheses.
#[derive(Debug, Clone, Copy)]
struct Saved {
    state: State,
    open: u32,
    closed: u32,
}

/// The stack of states, with the current one on top.
#[derive(Debug)]
pub(super) struct States {
    pub(super) now: State,
    below: Vec<Saved>,
    /// The opening parentheses in this state.
    pub(super) open: u32,
    closed: u32,
}

impl States {
    pub(super) fn new() -> Self {
        Self { now: State::Default, below: Vec::new(), open: 0, closed: 0 }
    }

    pub(super) fn push(&mut self, state: State) {
        self.below.push(Saved { state: self.now, open: self.open, closed: self.closed });
        self.open = 0;
        self.now = state;
    }

    /// Returns to the state below, or to text if there is none.
    pub(super) fn pop(&mut self) -> bool {
        let Some(saved) = self.below.pop() else {
            self.open = 0;
            self.now = State::Default;
            return false;
        };
        *self =
            Self { now: saved.state, open: saved.open, closed: saved.closed, below: std::mem::take(&mut self.below) };
        true
    }

    /// A closing parenthesis of a directive closes the nearest state that has an open one.
    pub(super) fn close(&mut self) {
        while self.open == 0 {
            if !self.pop() {
                return;
            }
        }
        if self.open == self.closed + 1 {
            self.pop();
        } else {
            self.closed += 1;
        }
    }
}
