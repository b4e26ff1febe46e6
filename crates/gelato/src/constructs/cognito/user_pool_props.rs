//! The properties of a user pool.

use crate::terraform::Value;

/// The properties of a user pool. The defaults let administrators create users, who sign in with their e-mail address, a
/// password of 12 characters and, if they like, an authenticator app.
#[derive(Debug, Clone, Default)]
pub struct UserPoolProps {
    /// Its name: 1 to 128 characters. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// What users sign in with. Changing it replaces the pool, with all users.
    pub sign_in: SignIn,
    /// Who creates users.
    pub sign_up: SignUp,
    /// Whether users need a second factor.
    pub mfa: Mfa,
    /// The rules for passwords.
    pub password: PasswordPolicy,
    /// Whether AWS refuses to delete it. The default is as the environment says.
    pub deletion_protection: Option<Value<bool>>,
}

/// What users sign in with, besides their password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignIn {
    /// Their e-mail address.
    #[default]
    Email,
    /// A name that they choose, in any case.
    Username,
}

/// Who creates users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignUp {
    /// Administrators.
    #[default]
    Administrators,
    /// Anyone, for themselves.
    Anyone,
}

/// Whether users need a second factor: a code from an authenticator app.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mfa {
    /// None can have one.
    Off,
    /// Each user decides.
    #[default]
    Optional,
    /// All need one.
    Required,
}

/// The rules for passwords.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The fewest characters: 6 to 99.
    pub minimum_length: u8,
    /// Whether a password needs lowercase and uppercase letters, digits and symbols.
    pub all_kinds_of_characters: bool,
    /// For how many days a password that an administrator gave is valid: 1 to 365.
    pub temporary_days: u16,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { minimum_length: 12, all_kinds_of_characters: true, temporary_days: 3 }
    }
}

impl Mfa {
    /// Its name in the API of Cognito.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Optional => "OPTIONAL",
            Self::Required => "ON",
        }
    }
}
