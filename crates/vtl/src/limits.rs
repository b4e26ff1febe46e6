//! The limits of a template: no input costs unbounded memory, recursion or time.

/// The limits of parsing and rendering. The defaults are API Gateway's where it documents one.
///
/// ```
/// let limits = gelato_vtl::Limits { foreach_iterations: 10, ..Default::default() };
/// assert_eq!(limits.template_bytes, 300 * 1024);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The size of a template's source; API Gateway accepts 300 KB.
    pub template_bytes: usize,
    /// The iterations of a `#foreach`, which then ends without an error.
    pub foreach_iterations: usize,
    /// The size of the output, and of each string: 10 MB is API Gateway's payload limit.
    pub output_bytes: usize,
    /// How deep blocks, expressions and values may nest.
    pub nesting: usize,
    /// The steps of work in one rendering: a node visited, an element read, or 16 bytes written is a step. The default
    /// takes some tenths of a second: 100 times as much as a loop of 1,000 iterations inside a loop of 100.
    pub work: u64,
    /// The memory that one rendering may allocate in total, freed or not, so that it never holds more than this. The
    /// body, the variables and the output count.
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
