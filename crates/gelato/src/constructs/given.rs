//! The value that a program gives, or else a declared one.
//!
//! A declaration inside a closure, such as that of `unwrap_or_else`, would get its place from this library instead of
//! from the program.

/// What the option has, or else the expression, which is evaluated only then.
macro_rules! given {
    ($option:expr, or $usual:expr $(,)?) => {
        match $option {
            Some(given) => given,
            None => $usual,
        }
    };
}

pub(in crate::constructs) use given;
