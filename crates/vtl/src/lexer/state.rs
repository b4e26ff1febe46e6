//! The lexer's states: which tokens there are depends on what was seen before.

/// A state, named after what the lexer is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Text.
    Default,
    /// After a `$`, and after a name.
    Reference,
    /// After the dot of a reference.
    Member,
    /// Among the arguments of a method.
    Arguments,
    /// Within the brackets of a reference.
    Index,
    /// Straight after a `#`.
    Hash,
    /// Among the arguments of a directive.
    Directive,
    LineComment,
    Comment,
    TextBlock,
}

/// A state that the lexer comes back to, with its count of parentheses.
#[derive(Debug, Clone, Copy)]
struct Saved {
    state: State,
    open: u32,
    closed: u32,
}

/// The states that are open, the current one last.
#[derive(Debug)]
pub(super) struct States {
    pub(super) now: State,
    below: Vec<Saved>,
    /// Parentheses in this state.
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

    /// Goes back to the state below; with none below it is text.
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
