//! Routing compared with a simple specification, for random APIs and paths.

use gelato_local::stack::rest_api::routes::Routes;
use proptest::prelude::*;

/// Paths of resources from few segments, so that they collide.
fn resource() -> impl Strategy<Value = String> {
    let part = prop_oneof![Just("a"), Just("b"), Just("{x}")];
    let greedy = prop_oneof![Just(""), Just("/{rest+}")];
    (prop::collection::vec(part, 0..4), greedy).prop_map(|(parts, greedy)| {
        let path: String = parts.iter().flat_map(|part| ["/", part]).collect();
        if path.is_empty() && greedy.is_empty() { "/".to_owned() } else { format!("{path}{greedy}") }
    })
}

fn verb() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("GET"), Just("POST"), Just("ANY")]
}

/// The rank of each segment if a resource matches a path: how specific it is.
fn rank(resource: &str, path: &[&str]) -> Option<Vec<u8>> {
    let parts: Vec<_> = resource.split('/').filter(|part| !part.is_empty()).collect();
    let mut ranks = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if part.ends_with("+}") {
            ranks.push(2);
            return (path.len() > index).then_some(ranks);
        }
        let segment = path.get(index)?;
        ranks.push(if part.starts_with('{') {
            1
        } else if part == segment {
            0
        } else {
            return None;
        });
    }
    (parts.len() == path.len()).then_some(ranks)
}

proptest! {
    #[test]
    fn the_most_specific_resource_that_has_the_method_answers(
        resources in prop::collection::btree_set((resource(), verb()), 0..12),
        path in prop::collection::vec(prop_oneof![Just("a"), Just("b"), Just("c")], 0..5),
        requested in prop_oneof![Just("GET"), Just("POST")],
    ) {
        let mut routes = Routes::default();
        for (resource, verb) in &resources {
            routes.insert(resource, verb, (resource.as_str(), *verb));
        }
        let matching = resources.iter().filter(|(_, verb)| *verb == requested || *verb == "ANY");
        let ranked = matching.filter_map(|(resource, verb)| Some((rank(resource, &path)?, *verb == "ANY", resource.as_str(), *verb)));
        let expected = ranked.min().map(|(_, _, resource, verb)| (resource, verb));
        let found = routes.find(requested, &format!("/{}", path.join("/"))).map(|found| *found.method);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_path_panics(path in "\\PC*") {
        let mut routes = Routes::default();
        for resource in ["/a/{x}", "/{rest+}", "/a/b"] {
            routes.insert(resource, "GET", ());
        }
        let _ = routes.find("GET", &path);
    }
}
