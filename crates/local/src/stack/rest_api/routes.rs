//! The tree of an API's resources, in which a path finds its method.
//!
//! A literal segment has priority over `{name}`, and that over `{name+}`. If the most specific resource lacks the method, a
//! less specific one that has it answers.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

/// A tree of resources. `M` is the type of methods.
#[derive(Debug)]
pub struct Routes<M> {
    nodes: Vec<Node<M>>,
}

#[derive(Debug)]
struct Node<M> {
    literals: HashMap<String, usize>,
    parameter: Option<(String, usize)>,
    greedy: Option<(String, usize)>,
    methods: Vec<(String, M)>,
}

/// The method that answers a request.
#[derive(Debug, PartialEq)]
pub struct Found<'r, 'p, M> {
    /// The method.
    pub method: &'r M,
    /// The path parameters as they were sent.
    pub parameters: Vec<(&'r str, &'p str)>,
}

impl<M> Default for Routes<M> {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl<M> Default for Node<M> {
    fn default() -> Self {
        Self { literals: HashMap::new(), parameter: None, greedy: None, methods: Vec::new() }
    }
}

impl<M> Routes<M> {
    /// Adds a method of the resource with this path, such as `/flavours/{flavour}`.
    pub fn insert(&mut self, path: &str, http_method: &str, method: M) {
        let node = segments(path).into_iter().fold(0, |node, segment| self.child(node, segment));
        self.nodes[node].methods.push((http_method.to_owned(), method));
    }

    fn child(&mut self, node: usize, segment: &str) -> usize {
        let next = self.nodes.len();
        let found = match parameter_name(segment) {
            Some((name, true)) => self.nodes[node].greedy.get_or_insert((name.to_owned(), next)).1,
            Some((name, false)) => self.nodes[node].parameter.get_or_insert((name.to_owned(), next)).1,
            None => *self.nodes[node].literals.entry(segment.to_owned()).or_insert(next),
        };
        if found == next {
            self.nodes.push(Node::default());
        }
        found
    }

    /// Finds the method for a path as it was sent, without stage and query.
    pub fn find<'r, 'p>(&'r self, http_method: &str, path: &'p str) -> Option<Found<'r, 'p, M>> {
        let mut parameters = Vec::new();
        let rest = path.trim_start_matches('/');
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let method = self.search(0, http_method, rest, &mut parameters)?;
        Some(Found { method, parameters })
    }

    fn search<'r, 'p>(
        &'r self,
        node: usize,
        http_method: &str,
        rest: &'p str,
        parameters: &mut Vec<(&'r str, &'p str)>,
    ) -> Option<&'r M> {
        let node = &self.nodes[node];
        if rest.is_empty() {
            return node.method(http_method);
        }
        let (segment, after) = rest.split_once('/').unwrap_or((rest, ""));
        let literal = node.literals.get(percent_decode_str(segment).decode_utf8_lossy().as_ref());
        // A path that ends with several slashes has an empty segment, which only a greedy parameter matches.
        let plain = !after.is_empty() || segment.len() == rest.len();
        if let Some(&child) = literal.filter(|_| plain)
            && let Some(found) = self.search(child, http_method, after, parameters)
        {
            return Some(found);
        }
        if let Some((name, child)) = node.parameter.as_ref().filter(|_| plain && !segment.is_empty()) {
            parameters.push((name, segment));
            if let Some(found) = self.search(*child, http_method, after, parameters) {
                return Some(found);
            }
            parameters.pop();
        }
        let (name, child) = node.greedy.as_ref()?;
        let found = self.nodes[*child].method(http_method)?;
        parameters.push((name, rest));
        Some(found)
    }
}

impl<M> Node<M> {
    fn method(&self, http_method: &str) -> Option<&M> {
        let named = |name: &str| self.methods.iter().find(|(known, _)| known == name).map(|(_, method)| method);
        named(http_method).or_else(|| named("ANY"))
    }
}

/// The segments of a resource's path.
fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// The name in `{name}` or `{name+}`, and whether it is greedy.
pub fn parameter_name(segment: &str) -> Option<(&str, bool)> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.strip_suffix('+').map_or((name, false), |name| (name, true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(resources: &[(&str, &str)]) -> Routes<String> {
        let mut routes = Routes::default();
        for (path, method) in resources {
            routes.insert(path, method, format!("{method} {path}"));
        }
        routes
    }

    #[track_caller]
    fn check(resources: &[(&str, &str)], request: (&str, &str), expected: Option<(&str, &[(&str, &str)])>) {
        let routes = routes(resources);
        let found = routes.find(request.0, request.1);
        let found = found.as_ref().map(|found| (found.method.as_str(), found.parameters.as_slice()));
        assert_eq!(found, expected, "{request:?}");
    }

    #[test]
    fn literals_have_priority_over_parameters_and_those_over_greedy_ones() {
        let resources = [("/a/b", "GET"), ("/a/{x}", "GET"), ("/a/{rest+}", "GET"), ("/", "GET")];
        check(&resources, ("GET", "/a/b"), Some(("GET /a/b", &[])));
        check(&resources, ("GET", "/a/c"), Some(("GET /a/{x}", &[("x", "c")])));
        check(&resources, ("GET", "/a/c/d"), Some(("GET /a/{rest+}", &[("rest", "c/d")])));
        check(&resources, ("GET", "/"), Some(("GET /", &[])));
        check(&resources, ("GET", ""), Some(("GET /", &[])));
        check(&resources, ("GET", "/a"), None);
        check(&resources, ("HEAD", "/a/b"), None);
    }

    #[test]
    fn a_less_specific_resource_answers_a_method_that_the_most_specific_one_lacks() {
        let resources = [("/test", "POST"), ("/test/any", "ANY"), ("/{proxy+}", "OPTIONS")];
        check(&resources, ("OPTIONS", "/test"), Some(("OPTIONS /{proxy+}", &[("proxy", "test")])));
        check(&resources, ("OPTIONS", "/test/any"), Some(("ANY /test/any", &[])));
        check(&resources, ("OPTIONS", "/test/no"), Some(("OPTIONS /{proxy+}", &[("proxy", "test/no")])));
    }

    #[test]
    fn slashes_are_collapsed_at_the_start_kept_inside_and_dropped_at_the_end() {
        let resources = [("/{proxy+}", "GET")];
        check(&resources, ("GET", "//v"), Some(("GET /{proxy+}", &[("proxy", "v")])));
        check(&resources, ("GET", "/v//w"), Some(("GET /{proxy+}", &[("proxy", "v//w")])));
        check(&resources, ("GET", "/v/"), Some(("GET /{proxy+}", &[("proxy", "v")])));
        check(&[("/a/{x}", "GET")], ("GET", "/a//"), None);
    }

    #[test]
    fn a_segment_is_compared_decoded_and_returned_as_it_was_sent() {
        let resources = [("/ice-cream/{x}", "GET")];
        check(&resources, ("GET", "/ice%2Dcream/a%2Fb"), Some(("GET /ice-cream/{x}", &[("x", "a%2Fb")])));
    }
}
