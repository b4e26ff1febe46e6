//! Multiple configurations of a provider in a root, and the region of a document, checked with the real Terraform.

use gelato::aws::{SnsTopic, SsmParameter, SsmParameterRequired};
use gelato::constructs::region;
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Error, Extent, synthesise, write};
use gelato::terraform::{Block, Expression, ProviderConfiguration};
use tempfile::TempDir;

use super::programs::{Shop, one_module, synthesised};
use super::project_copy::environment_of;
use super::real_terraform::Terraform;

/// A provider in a region that makes no calls to AWS.
fn aws(region: &str, alias: Option<&str>) -> ProviderConfiguration {
    let mut block = Block::new();
    for name in ["access_key", "secret_key"] {
        block.set(name, "none");
    }
    for name in ["skip_credentials_validation", "skip_metadata_api_check", "skip_requesting_account_id"] {
        block.set(name, true);
    }
    block.set("region", region);
    let tags = Expression::Object([("region".to_owned(), region.into())].into());
    block.nest("default_tags", [Block::from_iter([("tags", tags)])]);
    if let Some(alias) = alias {
        block.set("alias", alias);
    }
    ProviderConfiguration::with_block("aws", block)
}

/// An environment on this machine that is in the region `eu-central-1`.
fn here() -> Environment {
    environment_of("local", "target = \"local\"\nregion = \"eu-central-1\"\n[tags]\nregion = \"eu-central-1\"\n")
}

/// Outputs the region of a module and of its root.
fn regions(service: &Description) {
    let told = service.module("told", "A parameter that tells the region.", |m| {
        let (value, again) = (region(m), region(m));
        let required = SsmParameterRequired { name: "region".into(), r#type: "String".into() };
        m.resource("region", SsmParameter { value: Some(value), ..SsmParameter::new(required) });
        again
    });
    service.output("told", "Where the module is.", told);
    service.root(|root, _| {
        root.resource("here", SnsTopic { name: Some("here".into()), ..SnsTopic::default() });
        root.output("here", "Where the root is.", region(root));
    });
}

/// Topics and a second call of the module in another region.
fn elsewhere(service: &Description) {
    service.root(|root, _| {
        let virginia = root.provider(aws("us-east-1", Some("virginia")));
        let meta = Meta { provider: Some(virginia.clone()), ..Meta::default() };
        root.resource_with("meant", SnsTopic { name: Some("meant".into()), ..SnsTopic::default() }, meta);
        root.call_again_with_providers("elsewhere", "told", [], [("aws", virginia)]);
    });
}

/// A hand-written resource next to generated files, for a provider that is not the default.
const BY_HAND: &str = "resource \"aws_sns_topic\" \"there\" {\n  provider = aws.virginia\n  name     = \"there\"\n}\n";

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn a_root_with_two_configurations_of_a_provider_plans_and_so_does_the_region() {
    let service = Shop(|service: &Description| {
        regions(service);
        elsewhere(service);
    });
    let synthesis = synthesised(&service, &[here()], Extent::Complete).unwrap();
    let exceptions: Vec<_> = synthesis.exceptions.iter().map(|(document, one)| format!("{document}: {one}")).collect();
    assert_eq!(exceptions.len(), 2, "{exceptions:#?}");
    for (exception, document) in exceptions.iter().zip(["told", "local"]) {
        let begin =
            format!("{document}: deprecated: data.aws_region.current.id: no attribute of `aws_region` is welcome");
        assert!(
            exception.starts_with(&begin) && exception.contains("crates/gelato/tests/suite/providers.rs:"),
            "{exception}"
        );
    }
    let project = TempDir::new().unwrap();
    write(&synthesis, project.path()).unwrap();
    let root = project.path().join("terraform/local");
    std::fs::write(root.join("by_hand.tf"), BY_HAND).unwrap();
    let terraform = Terraform::in_folder(&root);
    terraform.validate();
    let plan = terraform.plan();
    let after = plan.after();
    let tags = |address: &str| after[address]["after"]["tags_all"]["region"].clone();
    assert_eq!(tags("aws_sns_topic.here"), "eu-central-1");
    for address in ["aws_sns_topic.there", "aws_sns_topic.meant", "module.elsewhere.aws_ssm_parameter.region"] {
        assert_eq!(tags(address), "us-east-1", "{address}");
    }
    assert_eq!(after["module.elsewhere.aws_ssm_parameter.region"]["after"]["value"], "us-east-1");
    assert_eq!(after["module.told.aws_ssm_parameter.region"]["after"]["value"], "eu-central-1");
    for output in ["here", "told"] {
        assert_eq!(plan.0["planned_values"]["outputs"][output]["value"], "eu-central-1", "{output}");
    }
}

#[test]
fn indistinguishable_configurations_are_refused_before_anything_is_written() {
    let service = Shop(|service: &Description| {
        service.root(|root, _| {
            root.provider(aws("us-east-1", None));
        });
    });
    let program = Program::of(&service).unwrap();
    let Err(Error::Problems(problems)) = synthesise(&program, &[here()], Extent::Complete) else {
        panic!("two default configurations are accepted");
    };
    assert!(problems.to_string().contains("`local` configures the default provider `aws` twice"), "{problems}");
}

/// The message about an attribute that one version deprecates names the form that works in both.
#[test]
fn the_regions_own_attributes_are_refused_with_what_to_use() {
    let named = one_module("named", |m| {
        let name = m.data("current", gelato::aws::data::Region::default()).name();
        m.output("region", "Where it is.", name);
    });
    let said = synthesised(&named, &[], Extent::Complete).unwrap_err();
    for part in ["`output.region` in `named`", "deprecates this (hashicorp/aws 6.69.1)", "`gelato::constructs::region`"]
    {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}
