//! The names in `[api.access]`: holders of keys, user pools, scopes and reasons.

use super::text_type::text_type;

text_type!(
    /// The holder of an API key, which is the suffix of the key's name.
    KeyHolder, InvalidKeyHolder, "a key holder's name", "1 to 64 letters, digits, `_` and `-`",
    |text| (1..=64).contains(&text.len()) && text.chars().all(|one| one.is_ascii_alphanumeric() || "_-".contains(one))
);

text_type!(
    /// The ARN of a Cognito user pool.
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html>
    UserPoolArn, InvalidUserPoolArn, "a user pool's ARN",
    "those such as `arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab12Cd34E`",
    is_user_pool_arn
);

text_type!(
    /// An OAuth scope, such as `shop/write`.
    /// <https://datatracker.ietf.org/doc/html/rfc6749#section-3.3>
    Scope, InvalidScope, "a scope", "1 to 256 visible ASCII characters without `\"` and `\\`",
    |text| (1..=256).contains(&text.len()) && text.chars().all(|one| one.is_ascii_graphic() && one != '"' && one != '\\')
);

text_type!(
    /// The reason for an exception, for reviewers.
    Reason, InvalidReason, "a reason", "sentences of 10 characters and more",
    |text| text.trim().chars().count() >= 10
);

fn is_user_pool_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let [arn, partition, service, region, account, pool] = parts.as_slice() else { return false };
    let is_account = account.len() == 12 && account.chars().all(|digit| digit.is_ascii_digit());
    let id = pool.strip_prefix("userpool/").and_then(|id| id.strip_prefix(region)?.strip_prefix('_'));
    let is_id = id.is_some_and(|id| !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric()));
    *arn == "arn" && partition.starts_with("aws") && *service == "cognito-idp" && is_account && is_id
}
