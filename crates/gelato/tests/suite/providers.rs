//! Multiple configurations of a provider in a root, and the region of a document, checked with the real Terraform.

use gelato::aws::{SnsTopic, SsmParameter, SsmParameterRequired};
use gelato::constructs::region;
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Error, Extent, synthesise, write};
use gelato::terraform::{
    Backend, Block, Expression, ProviderConfiguration, ProviderRequirement, RemoteState, Untyped, each_key,
};
use serde_json::json;
use tempfile::TempDir;

use super::programs::{Shop, file, one_module, refused, synthesised, tried};
use super::project_copy::{bare_environment, environment_of};
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
        let meant = SnsTopic { name: Some("meant".into()), ..SnsTopic::default() };
        root.resource("meant", meant.with_provider(&virginia));
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

fn topic() -> SnsTopic {
    SnsTopic { name: Some("news".into()), ..SnsTopic::default() }
}

fn pet() -> Untyped {
    Untyped { kind: "random_pet".into(), block: Block::new() }
}

fn random() -> ProviderRequirement {
    ProviderRequirement::new("random", "hashicorp/random", "~> 3.6")
}

/// Two modules of which one uses another region, and one another provider.
fn two_regions(service: &Description) {
    let virginia = service.aws_provider("virginia", |_, environment| AwsProvider {
        role_arn: Some(format!("arn:aws:iam::000000000000:role/{}", environment.name)),
        ..AwsProvider::in_region("us-east-1")
    });
    let there = service.module("there", "", |m| m.resource("news", topic().with_provider(&virginia)));
    service.module("here", "", |m| {
        let names: Value<Set<String>> = ["a", "b"].into();
        let copy = SnsTopic { name: Some(each_key()), display_name: Some(there.arn()), ..SnsTopic::default() };
        m.resource("news", copy.for_each(names));
    });
}

#[test]
fn a_module_takes_another_configuration_from_each_root() {
    let synthesis = synthesised(&Shop(two_regions), &[here(), bare_environment("prod")], Extent::Complete).unwrap();
    let aws = |module: &str| {
        let versions = file(&synthesis, &format!("modules/{module}/versions.tf.json"));
        versions["terraform"]["required_providers"]["aws"].clone()
    };
    assert_eq!(aws("there")["configuration_aliases"], json!(["aws.virginia"]));
    assert_eq!(aws("here").get("configuration_aliases"), None);
    for (environment, more) in [("local", "endpoints"), ("prod", "assume_role")] {
        let main = file(&synthesis, &format!("terraform/{environment}/main.tf.json"));
        assert_eq!(main["module"]["there"]["providers"], json!({ "aws.virginia": "aws.virginia" }));
        assert_eq!(main["module"]["here"].get("providers"), None);
        let providers = file(&synthesis, &format!("terraform/{environment}/providers.tf.json"));
        let [own, virginia] = providers["provider"]["aws"].as_array().unwrap().as_slice() else {
            panic!("{providers}")
        };
        assert_eq!(virginia["region"], "us-east-1");
        assert_ne!(own["region"], virginia["region"]);
        assert_eq!((virginia["alias"].as_str(), &virginia["default_tags"]), (Some("virginia"), &own["default_tags"]));
        assert!(virginia.get(more).is_some(), "{virginia}");
    }
}

#[test]
fn another_provider_is_required_where_it_is_used() {
    let synthesis = tried(|service| {
        service.provider(random(), |_, _| Block::new());
        let old = service.provider_alias(random(), "old", |_, _| Block::new());
        service.module("pets", "", |m| {
            m.resource("pet", pet());
            m.resource("old", pet().with_provider(&old));
        });
        service.module("other", "", |m| m.resource("news", topic()));
    });
    let synthesis = synthesis.unwrap();
    let required = |path: &str| file(&synthesis, path)["terraform"]["required_providers"].clone();
    let expected =
        json!({ "source": "hashicorp/random", "version": "~> 3.6", "configuration_aliases": ["random.old"] });
    assert_eq!(required("modules/pets/versions.tf.json")["random"], expected);
    assert_eq!(required("modules/other/versions.tf.json").get("random"), None);
    let root = required("terraform/local/versions.tf.json")["random"].clone();
    assert_eq!(root, json!({ "source": "hashicorp/random", "version": "~> 3.6" }));
    let providers = file(&synthesis, "terraform/local/providers.tf.json");
    assert_eq!(providers["provider"]["random"], json!([{}, { "alias": "old" }]));
}

/// The data source of a check, and a module of others, use configurations too.
#[test]
fn checks_and_calls_use_provider_configurations() {
    let synthesis = tried(|service| {
        let virginia = service.aws_provider("virginia", |_, _| AwsProvider::in_region("us-east-1"));
        service.module("checked", "", |m| {
            m.check("there", |check| {
                let there = check.data("there", gelato::aws::data::Region::default().with_provider(&virginia));
                check.assert(there.description().is_not(""), "Nowhere.");
            });
        });
        service.module("calls", "", |m| {
            let other = gelato::terraform::UntypedModule::new(gelato::terraform::ModuleSource::local("../other"));
            m.call_module("other", other.with_provider("aws", &virginia));
        });
    });
    let synthesis = synthesis.unwrap();
    for module in ["checked", "calls"] {
        let versions = file(&synthesis, &format!("modules/{module}/versions.tf.json"));
        let aws = &versions["terraform"]["required_providers"]["aws"];
        assert_eq!(aws["configuration_aliases"], json!(["aws.virginia"]), "{module}");
    }
}

#[test]
fn what_no_provider_serves_is_refused() {
    refused(
        "FILE:LINE: `random_pet.pet` in `pets` needs the provider `random`; allowed: `aws`, and the providers that the \
         service declares\n\
         hint: declare it: `service.provider(ProviderRequirement::new(\"random\", \"hashicorp/random\", \"~> 1.0\"), …)`",
        |service| {
            service.module("pets", "", |m| m.resource("pet", pet()));
        },
    );
    refused(
        "FILE:LINE: `aws_sns_topic.news` in `pets` uses `random.old`, a configuration of another provider; allowed: a \
         configuration of the provider `aws`",
        |service| {
            let old = service.provider_alias(random(), "old", |_, _| Block::new());
            service.module("pets", "", |m| m.resource("news", topic().with_provider(&old)));
        },
    );
    refused(
        "FILE:LINE: provider `random` has another source or version here\nhint: write the same as at FILE:LINE",
        |service| {
            service.provider(random(), |_, _| Block::new());
            let other = ProviderRequirement::new("random", "hashicorp/random", "~> 2.0");
            service.provider_alias(other, "old", |_, _| Block::new());
        },
    );
    refused(
        "FILE:LINE: `local` configures provider `aws.virginia` twice: first at FILE:LINE\n\
         hint: keep one of them, or give one an `alias` that no other has",
        |service| {
            for region in ["us-east-1", "us-east-2"] {
                service.aws_provider("virginia", move |_, _| AwsProvider::in_region(region));
            }
        },
    );
}

/// A service for one major version of the provider.
struct OnlyFive;

impl Service for OnlyFive {
    const NAME: &'static str = "five";
    const AWS_PROVIDER: AwsVersions = AwsVersions::Five;
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        service.module("named", "", |m| {
            let name = m.data("current", gelato::aws::data::Region::default()).name();
            m.output("region", "Where it is.", name);
        });
    }
}

/// 6.x deprecates `name` of `aws_region`, which a service for 5.x may use.
#[test]
fn a_service_chooses_the_versions_that_it_is_checked_against() {
    let synthesis = synthesised(&OnlyFive, &[here()], Extent::Complete).unwrap();
    for path in ["modules/named/versions.tf.json", "terraform/local/versions.tf.json"] {
        let aws = &file(&synthesis, path)["terraform"]["required_providers"]["aws"];
        assert_eq!(aws["version"], ">= 5.100.0, < 6.0.0", "{path}");
    }
}

#[test]
fn the_outputs_of_another_configuration_are_read_from_its_state() {
    let synthesis = tried(|service| {
        service.module("told", "", |m| {
            let bucket = Backend::S3 {
                bucket: "states".into(),
                key: "network/prod.tfstate".into(),
                region: "eu-central-1".into(),
                lockfile: true,
            };
            let network = m.data("network", RemoteState::of(&bucket));
            m.resource("news", SnsTopic { name: Some(network.output("name")), ..SnsTopic::default() });
        });
    });
    let main = file(&synthesis.unwrap(), "modules/told/main.tf.json");
    let config = json!({ "bucket": "states", "key": "network/prod.tfstate", "region": "eu-central-1" });
    assert_eq!(main["data"]["terraform_remote_state"]["network"], json!({ "backend": "s3", "config": config }));
    let name = &main["resource"]["aws_sns_topic"]["news"]["name"];
    assert_eq!(*name, "${data.terraform_remote_state.network.outputs.name}");
}

/// Two regions, and a state that another configuration left on this machine.
#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_two_regions_and_a_remote_state() {
    let service = Shop(|service: &Description| {
        two_regions(service);
        service.root(|root, _| {
            let other = RemoteState {
                config: [("path".to_owned(), "other.tfstate".into())].into(),
                ..RemoteState::of(&Backend::Local)
            };
            let other = root.data("other", other);
            root.resource("told", SnsTopic { name: Some(other.output("name")), ..SnsTopic::default() });
        });
    });
    let synthesis = synthesised(&service, &[here()], Extent::Complete).unwrap();
    let project = TempDir::new().unwrap();
    write(&synthesis, project.path()).unwrap();
    let root = project.path().join("terraform/local");
    let outputs = json!({ "name": { "value": "told-elsewhere", "type": "string" } });
    let state = json!({ "version": 4, "serial": 1, "lineage": "x", "outputs": outputs, "resources": [] });
    std::fs::write(root.join("other.tfstate"), state.to_string()).unwrap();
    let terraform = Terraform::in_folder(&root);
    terraform.validate();
    let plan = terraform.plan();
    let after = plan.after();
    assert_eq!(after["aws_sns_topic.told"]["after"]["name"], "told-elsewhere");
    assert!(after.contains_key("module.there.aws_sns_topic.news"));
    assert!(after.contains_key("module.here.aws_sns_topic.news[\"a\"]"));
}
