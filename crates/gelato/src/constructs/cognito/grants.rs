//! Grants on a user pool, as statements for a role.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html>

use crate::constructs::iam::Statement;

use super::user_pool::UserPool;

/// The actions that read users.
const READ: [&str; 3] = ["cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsers"];

/// The actions that create, change and remove users.
const MANAGE: [&str; 6] = [
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminResetUserPassword",
    "cognito-idp:AdminUpdateUserAttributes",
];

impl UserPool {
    /// Allows reading the pool's users.
    pub fn read_users(&self) -> Statement {
        self.allow("ReadUsers", &READ)
    }

    /// Allows creating, changing and removing the pool's users. It does not allow reading them, or setting their passwords.
    pub fn manage_users(&self) -> Statement {
        self.allow("ManageUsers", &MANAGE)
    }

    fn allow(&self, sid: &str, actions: &[&str]) -> Statement {
        Statement {
            sid: sid.into(),
            actions: actions.iter().copied().map(str::to_owned).collect(),
            resources: vec![self.arn()],
            ..Statement::default()
        }
    }
}
