//! Arguments for Terraform itself: those that `gelato` passes or replaces are refused.

/// Terraform's own arguments that have another name here.
const ELSEWHERE: [(&str, &str); 5] = [
    ("-auto-approve", "use `--yes` before the `--`"),
    ("-out", "`plan` saves its plan itself, for `apply --saved`"),
    ("-json", "`plan --json`, before the `--`, prints JSON"),
    ("-destroy", "use `destroy`"),
    ("-detailed-exitcode", "`plan` always exits with 2 when something would change"),
];

/// Refuses arguments that `gelato` has itself.
pub(super) fn check(arguments: &[String]) -> anyhow::Result<()> {
    for argument in arguments {
        let name = argument.split('=').next().unwrap_or_default().replacen("--", "-", 1);
        if let Some((_, hint)) = ELSEWHERE.iter().find(|(refused, _)| *refused == name) {
            anyhow::bail!("`{argument}` cannot be passed to Terraform\nhint: {hint}");
        }
    }
    Ok(())
}
