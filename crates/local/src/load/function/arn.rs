//! The AWS provider's own functions.
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse>

use serde_json::{Value, json};

use super::{Arguments, Outcome};

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "provider::aws::arn_parse" => parse(given),
        "provider::aws::arn_build" => build(given),
        _ => return None,
    })
}

fn parse(given: &Arguments<'_>) -> Outcome {
    let arn = given.text(0)?;
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account_id, resource] = parts.as_slice() else {
        return Err(format!("`{arn}` is not an ARN, arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"));
    };
    Ok(json!({
        "partition": partition, "service": service, "region": region, "account_id": account_id, "resource": resource,
    }))
}

fn build(given: &Arguments<'_>) -> Outcome {
    let parts = (0..5).map(|index| given.text(index)).collect::<Result<Vec<_>, _>>()?;
    Ok(Value::String(format!("arn:{}", parts.join(":"))))
}
