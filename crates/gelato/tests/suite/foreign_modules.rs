//! Modules of others: their calls in modules and roots, values that cross, and what is refused.

#[path = "../fixtures/called_modules/mod.rs"]
mod called_modules;

use gelato::prelude::*;
use gelato::terraform::{
    Addressed, Any, Block, CalledModule, ForeignModule, ModuleInterface, ProviderConfiguration, each_key,
};
use serde_json::json;

use super::programs::{file, refused, tried, without_lines};
use called_modules::{Queue, QueueDeadLetters, QueueDeadLettersRequired, QueueRequired};

fn queue(name: impl Into<Value<String>>) -> Queue {
    Queue::new(QueueRequired { name: name.into() })
}

fn network() -> UntypedModule {
    UntypedModule::new(ModuleSource::registry("terraform-aws-modules/vpc/aws", "5.1.2")).input("cidr", "10.0.0.0/16")
}

#[test]
fn a_call_has_source_version_inputs_and_meta_arguments() {
    let synthesis = tried(|service| {
        service.module("messages", "Messages.", |m| {
            let dead = m.call_module("dead", queue("dead"));
            let dead_letters = QueueDeadLetters {
                attempts: Some(5.into()),
                ..QueueDeadLetters::new(QueueDeadLettersRequired { arn: dead.arn() })
            };
            let names: Value<Set<String>> = ["orders", "returns"].into();
            let call = Queue { dead_letters: Some(dead_letters.into()), ..queue(each_key()) };
            m.call_module("queues", call.for_each(names).depends_on(&dead));
            m.call_module("network", network().count(2));
        });
    });
    let main = file(&synthesis.unwrap(), "modules/messages/main.tf.json");
    let source = "git::https://example.com/queue.git?ref=v1.2.0";
    let expected = json!({
        "dead": { "name": "dead", "source": source },
        "network": {
            "cidr": "10.0.0.0/16", "count": 2, "source": "terraform-aws-modules/vpc/aws", "version": "5.1.2"
        },
        "queues": {
            "dead_letters": { "arn": "${module.dead.arn}", "attempts": 5 },
            "depends_on": ["module.dead"],
            "for_each": "${toset([\"orders\", \"returns\"])}",
            "name": "${each.key}",
            "source": source,
        },
    });
    assert_eq!(main["module"], expected);
}

#[test]
fn outputs_cross_to_other_modules_with_the_types_of_the_bindings() {
    let synthesis = tried(|service| {
        let queue = service.module("messages", "Messages.", |m| m.call_module("orders", queue("orders")));
        service.module("reader", "Reads messages.", |m| {
            m.local("arn", queue.arn());
            m.local("count", queue.count());
            m.local("password", queue.password());
        });
    });
    let synthesis = synthesis.unwrap();
    let outputs = file(&synthesis, "modules/messages/outputs.tf.json");
    assert_eq!(outputs["output"]["orders_arn"]["value"], "${module.orders.arn}");
    assert_eq!(outputs["output"]["orders_password"]["sensitive"], true);
    let variables = file(&synthesis, "modules/reader/variables.tf.json");
    let variable = |name: &str| &variables["variable"][format!("messages_orders_{name}")];
    assert_eq!((&variable("arn")["type"], &variable("count")["type"]), (&json!("string"), &json!("number")));
    assert_eq!(variable("password")["sensitive"], true);
    let root = file(&synthesis, "terraform/local/main.tf.json");
    assert_eq!(root["module"]["reader"]["messages_orders_arn"], "${module.messages.orders_arn}");
}

#[test]
fn an_untyped_output_crosses_once_its_type_is_said() {
    let synthesis = tried(|service| {
        let vpc = service.module("network", "The network.", |m| {
            let vpc: Value<String> = m.call_module("vpc", network()).output("vpc_id");
            m.output("vpc_id", "The network.", &vpc);
            vpc
        });
        service.module("reader", "Uses it.", |m| m.local("vpc", vpc));
    });
    let variables = file(&synthesis.unwrap(), "modules/reader/variables.tf.json");
    assert_eq!(variables["variable"]["network_vpc_id"]["type"], "string");
    refused(
        "FILE:LINE: `local.vpc` in `reader` uses `module.vpc.vpc_id` of the module `network`, which cannot leave it: the \
         type of an output of an untyped module is unknown; allowed: attributes of single resources, variables and outputs\n\
         hint: say the type, with an output of it in `network`: `m.output(…)`",
        |service| {
            let vpc = service.module("network", "The network.", |m| m.call_module("vpc", network()));
            service.module("reader", "Uses it.", |m| m.local("vpc", vpc.output::<String>("vpc_id")));
        },
    );
}

#[test]
fn a_root_calls_modules_of_others_and_those_of_the_service_for_each() {
    let synthesis = tried(|service| {
        service.module("branch", "A branch.", |m| {
            let name: Value<String> = m.input("branch", "The branch.", "main");
            let local = UntypedModule::new(ModuleSource::local("hcl/branch")).input("name", name);
            m.output("label", "Its label.", m.call_module("branch", local).output::<String>("label"));
        });
        service.root(|root, _| {
            let provider = root.provider(ProviderConfiguration::new(
                "aws",
                [("alias", "virginia".into()), ("region", "us-east-1".into())],
            ));
            let orders = root.call_module("orders", queue("orders").with_provider("aws", &provider));
            let names: Value<Set<String>> = ["north", "south"].into();
            let each = CallMeta::default().for_each(names).depends_on(&orders);
            let branches = root.call_again_with("branches", "branch", [("branch", each_key().into())], each).unwrap();
            root.output("north", "A label.", branches.instance("north").output::<String>("label"));
        });
    });
    let synthesis = synthesis.unwrap();
    let root = file(&synthesis, "terraform/local/main.tf.json");
    assert_eq!(root["module"]["orders"]["providers"], json!({ "aws": "aws.virginia" }));
    let branches = &root["module"]["branches"];
    assert_eq!((&branches["branch"], &branches["depends_on"]), (&json!("${each.key}"), &json!(["module.orders"])));
    let outputs = file(&synthesis, "terraform/local/outputs.tf.json");
    assert_eq!(outputs["output"]["north"]["value"], r#"${module.branches["north"].label}"#);
    let module = file(&synthesis, "modules/branch/main.tf.json");
    assert_eq!(module["module"]["branch"]["source"], "../../hcl/branch");
}

/// What a call of a module gets refused for.
#[track_caller]
fn call_refused(expected: &str, call: impl Fn(&Module)) {
    let found = tried(|service| service.module("m", "A module.", &call)).expect_err("nothing was refused");
    assert_eq!(without_lines(&found), format!("FILE:LINE: module call `c` in `m`: {expected}"));
}

#[test]
fn versions_are_pinned() {
    let hint = "hint: Terraform locks the versions of providers, not those of modules: a range may mean another module tomorrow";
    let registry = |version: &'static str| {
        move |m: &Module| {
            m.call_module("c", UntypedModule::new(ModuleSource::registry("a/vpc/aws", version)));
        }
    };
    call_refused(
        &format!("the module `a/vpc/aws` has no version; allowed: an exact version, such as `5.1.2`\n{hint}"),
        registry(""),
    );
    for range in ["~> 5.0", ">= 5.1.2", "5.1", "v5.1.2"] {
        let found = format!("the version `{range}` of the module `a/vpc/aws` does not say which one exactly");
        call_refused(&format!("{found}; allowed: an exact version, such as `5.1.2`\n{hint}"), registry(range));
    }
    call_refused(
        "the module of `https://example.com/a.git` has no `ref`; allowed: a tag or a commit, such as `v1.2.0`\n\
         hint: without one, Terraform takes whatever the repository has that day",
        |m| {
            m.call_module("c", UntypedModule::new(ModuleSource::git("https://example.com/a.git", "")));
        },
    );
}

#[test]
fn a_source_that_is_none_is_refused() {
    call_refused(
        "the module source `hcl/vpc` is not an address in a registry; allowed: `NAMESPACE/NAME/PROVIDER`, with a host before \
         it if it is not the public registry\n\
         hint: a module in a folder is `ModuleSource::local`, one in a repository `ModuleSource::git`",
        |m| {
            m.call_module("c", UntypedModule::new(ModuleSource::registry("hcl/vpc", "1.0.0")));
        },
    );
    call_refused(
        "`/srv/hcl` is not a module's folder; allowed: a path with `/` that is relative: of a local module, to the project's folder",
        |m| {
            m.call_module("c", UntypedModule::new(ModuleSource::local("/srv/hcl")));
        },
    );
    let parsed = |source: &str| ModuleSource::parse(source, None).map_err(|refusal| refusal.to_string());
    assert_eq!(
        parsed("https://example.com/vpc.zip").unwrap_err(),
        "the source `https://example.com/vpc.zip` cannot be pinned to a version; allowed: modules of a registry, of git, \
         and local ones"
    );
    for (source, written) in [
        ("git::ssh://git@example.com/a.git//b/c?ref=v1", "git::ssh://git@example.com/a.git//b/c?ref=v1"),
        ("git@github.com:owner/a.git?ref=v1", "git::git@github.com:owner/a.git?ref=v1"),
        ("github.com/owner/a?ref=v1", "git::https://github.com/owner/a?ref=v1"),
        ("../shared/hcl", "../../../shared/hcl"),
    ] {
        assert_eq!(parsed(source).unwrap().to_string(), written);
    }
    let submodule = ModuleSource::parse("a/vpc/aws//modules/endpoints", Some("1.2.3")).unwrap();
    assert_eq!(
        (submodule.to_string().as_str(), submodule.name().as_str()),
        ("a/vpc/aws//modules/endpoints", "endpoints")
    );
}

#[test]
fn inputs_and_outputs_are_compared_with_the_interface() {
    let source = "git::https://example.com/queue.git?ref=v1.2.0";
    call_refused(
        &format!(
            "`nmae` is not a variable of `{source}`; allowed: `anything`, `dead_letters`, `name`, `password`, \
             `retention-seconds`, `tags`\nhint: did you mean `name`?"
        ),
        |m| {
            m.call_module("c", queue("a").with_input("nmae", "b"));
        },
    );
    call_refused("input `retention-seconds` got a list; allowed: a number", |m| {
        let days: Value<Any> = Value::<List<Number>>::from([1, 2]).into_any();
        m.call_module("c", queue("a").with_input("retention-seconds", days));
    });
    call_refused(
        "`local.x` uses its output `anr`, which it does not have; allowed: `about`, `arn`, `arns`, `count`, `is_tagged`, \
         `label`, `names`, `password`, `tags`, `type`, `url`\nhint: did you mean `arn`?",
        |m| {
            let call = m.call_module("c", queue("a"));
            let called: CalledModule = Addressed::at_address(Addressed::address(&call).clone());
            m.local("x", called.output::<String>("anr"));
        },
    );
    call_refused(
        "`depends_on` names a value that is computed; allowed: a resource, a data source or another call of a module",
        |m| {
            let computed: Value<bool> = Value::<Number>::from(1).is(1);
            m.call_module("c", queue("a").depends_on(&computed));
        },
    );
}

/// A variable without a default is missing if the interface has it and the struct is another one.
#[test]
fn a_required_input_must_be_there() {
    struct Older;
    impl ForeignModule for Older {
        type Outputs = CalledModule;
        const INTERFACE: Option<&'static ModuleInterface> = <Queue as ForeignModule>::INTERFACE;
        fn source(&self) -> ModuleSource {
            ModuleSource::local("hcl")
        }
        fn into_inputs(self) -> Block {
            Block::new()
        }
    }
    call_refused("input `name` (string) is missing", |m| {
        m.call_module("c", Older);
    });
}

#[test]
fn each_needs_a_call_with_for_each_and_outputs_an_instance() {
    let found = tried(|service| {
        service.module("m", "A module.", |m| {
            m.call_module("c", queue(each_key()));
        });
    });
    assert!(found.unwrap_err().contains("`module.c.name` in `m` uses `each.key`"));
    let found = tried(|service| {
        service.module("m", "A module.", |m| {
            let queues = m.call_module("c", queue("a").count(2));
            m.local("arn", queues.arn());
        });
    });
    assert!(found.unwrap_err().contains("refers to `module.c`, of which `count` may make none or several"));
}
