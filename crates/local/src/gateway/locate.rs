//! Which stage of which API a request is for.
//!
//! A path begins with the stage, as on AWS, or with `/restapis/ID/STAGE/_user_request_`. If several APIs have a stage with
//! that name, the host's first label may be the API's id, as on AWS: `ID.execute-api.localhost`.

use super::{Gateway, Received};

/// The stage that a request is for.
#[derive(Debug, PartialEq, Eq)]
pub enum Location {
    /// A stage.
    Stage {
        /// The index of the API.
        api: usize,
        /// The index of the stage in its API.
        stage: usize,
        /// The path, beginning with the stage.
        path: String,
    },
    /// Several stages. The message lists their paths.
    Ambiguous(String),
    /// No stage.
    Nowhere,
}

impl Gateway {
    /// Finds the stage that a request is for.
    pub fn locate(&self, request: &Received) -> Location {
        if let Some(rest) = request.path.strip_prefix("/restapis/") {
            return self.by_id(rest).unwrap_or(Location::Nowhere);
        }
        let name = request.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let mut found = self.stages_named(name);
        if found.len() > 1 {
            let id = request.header("Host").unwrap_or_default().split('.').next().unwrap_or_default();
            if let Some(own) = found.iter().find(|(api, _)| self.apis[*api].id == id) {
                found = vec![*own];
            }
        }
        match found.as_slice() {
            [] => Location::Nowhere,
            [(api, stage)] => {
                let path = format!("/{}", request.path.trim_start_matches('/'));
                Location::Stage { api: *api, stage: *stage, path }
            }
            several => Location::Ambiguous(self.choice(name, several)),
        }
    }

    /// Whether a path begins with a stage or with `/restapis/`.
    pub fn has_stage(&self, path: &str) -> bool {
        let name = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        path.starts_with("/restapis/") || self.apis.iter().any(|api| api.stages.iter().any(|stage| stage.name == name))
    }

    fn by_id(&self, path: &str) -> Option<Location> {
        let mut parts = path.splitn(4, '/');
        let (id, name, marker) = (parts.next()?, parts.next()?, parts.next()?);
        if marker != "_user_request_" {
            return None;
        }
        let rest = parts.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        let api = self.apis.iter().position(|api| api.id == id)?;
        let stage = self.apis[api].stages.iter().position(|stage| stage.name == name)?;
        Some(Location::Stage { api, stage, path: format!("/{name}{rest}") })
    }

    fn stages_named(&self, name: &str) -> Vec<(usize, usize)> {
        let in_api = |(index, api): (usize, &crate::stack::rest_api::RestApi)| {
            api.stages.iter().position(|stage| stage.name == name).map(|stage| (index, stage))
        };
        self.apis.iter().enumerate().filter_map(in_api).collect()
    }

    fn choice(&self, stage: &str, found: &[(usize, usize)]) -> String {
        let paths: Vec<_> = found
            .iter()
            .map(|(api, _)| {
                let api = &self.apis[*api];
                format!("/restapis/{}/{stage}/_user_request_/ for {}", api.id, api.name)
            })
            .collect();
        format!("several APIs have a stage `{stage}`; use {}", paths.join(" or "))
    }
}
