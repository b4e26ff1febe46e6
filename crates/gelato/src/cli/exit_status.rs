//! The exit statuses that scripts can rely on, beside success and failure.

/// Of `synth --check` and `bindings --check`: files are out of date.
pub(super) const STALE: u8 = 2;

/// Of a plan that would change something, like that of `terraform plan -detailed-exitcode`.
pub(super) const CHANGES: u8 = 2;

/// Of a command whose reader closed the pipe: the status of a program that SIGPIPE ended.
pub(super) const UNREAD: u8 = 141;
