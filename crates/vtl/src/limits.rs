//! What a template may use up, so that no input costs unbounded memory, recursion or time.

/// The limits of parsing and rendering; the defaults are those of API Gateway where it states any.
///
/// ```
/// let limits = gelato_vtl::Limits { foreach_iterations: 10, ..Default::default() };
/// assert_eq!(limits.template_bytes, 300 * 1024);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The size of a template's source; API Gateway takes 300 KB.
    pub template_bytes: usize,
    /// After so many iterations a `#foreach` ends without an error.
    pub foreach_iterations: usize,
    /// The size of the output, and of any one string: 10 MB is API Gateway's payload limit.
    pub output_bytes: usize,
    /// How deep blocks, expressions and values may nest.
    pub nesting: usize,
    /// How many steps of work one rendering may do: nodes visited, elements looked at, and bytes made by the sixteen. The
    /// default takes some tenths of a second, and is 100 times what a loop of 1,000 iterations in a loop of 100 needs.
    pub work: u64,
    /// How much memory one rendering may ask for, all in all, whether or not it is given back: what it holds at any
    /// time is less. The values of its body and variables count, and so does its output.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            template_bytes: 300 * 1024,
            foreach_iterations: 1000,
            output_bytes: 10 * 1024 * 1024,
            nesting: 64,
            work: 32 * 1024 * 1024,
            memory_bytes: 1024 * 1024 * 1024,
        }
    }
}
