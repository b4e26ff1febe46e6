//! Records are delivered to functions in order, and what fails is tried again as the mapping says.
