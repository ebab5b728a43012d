//! Which of the crates that cargo tells of are read.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Where a manifest lists, of all crates behind it, those whose types its users meet:
/// `package.metadata.notebook.types`. The others are not read.
const TYPES: &str = "/metadata/notebook/types";

/// The packages that are read: all that the cells' own package depends on, except what lies
/// behind a package that lists its types and is not listed.
pub fn wanted(metadata: &Value) -> BTreeSet<String> {
    let packages = by_id(&metadata["packages"]);
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let root = metadata["resolve"]["root"].as_str();
    let mut seen = BTreeSet::new();
    let mut next: Vec<(&str, Option<&Value>)> = root.map(|root| (root, None)).into_iter().collect();
    while let Some((id, listed)) = next.pop() {
        if !seen.insert((id, listed.is_some())) {
            continue;
        }
        let listed = packages.get(id).and_then(|p| p.pointer(TYPES)).or(listed);
        let needed = nodes
            .get(id)
            .and_then(|node| node["dependencies"].as_array());
        for id in needed.into_iter().flatten().filter_map(Value::as_str) {
            let name = packages
                .get(id)
                .map_or(&Value::Null, |package| &package["name"]);
            if listed
                .and_then(Value::as_array)
                .is_none_or(|names| names.contains(name))
            {
                next.push((id, listed));
            }
        }
    }
    seen.into_iter().map(|(id, _)| id.into()).collect()
}

fn by_id(list: &Value) -> BTreeMap<&str, &Value> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| Some((item["id"].as_str()?, item)))
        .collect()
}

/// Leaves out all other packages.
pub fn keep(metadata: &mut Value, wanted: &BTreeSet<String>) {
    let is_wanted = |id: &Value| id.as_str().is_some_and(|id| wanted.contains(id));
    let retain = |list: &mut Value, key: &str| {
        if let Some(items) = list.as_array_mut() {
            items.retain(|item| is_wanted(if key.is_empty() { item } else { &item[key] }));
        }
    };
    retain(&mut metadata["packages"], "id");
    let nodes = &mut metadata["resolve"]["nodes"];
    retain(nodes, "id");
    for node in nodes.as_array_mut().into_iter().flatten() {
        retain(&mut node["dependencies"], "");
        retain(&mut node["deps"], "pkg");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::process::Command;

    /// Cells use `course`, which lists `shown` and `deep`, and `own`, which lists nothing.
    fn metadata() -> Value {
        let needs = [
            ("ctx", vec!["course", "own"]),
            ("course", vec!["shown", "hidden"]),
            ("shown", vec!["deep", "hidden"]),
            ("hidden", vec!["behind"]),
            ("deep", vec![]),
            ("behind", vec![]),
            ("own", vec!["behind"]),
        ];
        let types = json!({"notebook": {"types": ["shown", "deep"]}});
        let package = |name: &str| match name {
            "course" => json!({"id": name, "name": name, "metadata": types}),
            _ => json!({"id": name, "name": name, "metadata": null}),
        };
        let node = |(name, needs): &(&str, Vec<&str>)| {
            let deps = needs.iter().map(|need| json!({"pkg": need}));
            json!({"id": name, "dependencies": needs, "deps": deps.collect::<Value>()})
        };
        json!({
            "packages": needs.iter().map(|(name, _)| package(name)).collect::<Value>(),
            "resolve": {"root": "ctx", "nodes": needs.iter().map(node).collect::<Value>()},
        })
    }

    fn names(ids: &str) -> BTreeSet<String> {
        ids.split(' ').map(String::from).collect()
    }

    #[test]
    fn what_is_not_listed_is_not_read() {
        // `behind` lies behind `own` too.
        assert_eq!(
            wanted(&metadata()),
            names("ctx course own shown deep behind")
        );
    }

    #[test]
    fn nothing_points_to_what_was_left_out() {
        let mut metadata = metadata();
        keep(&mut metadata, &names("ctx course shown"));
        assert_eq!(metadata["packages"].as_array().map(Vec::len), Some(3));
        let nodes = &metadata["resolve"]["nodes"];
        assert_eq!(nodes.as_array().map(Vec::len), Some(3));
        assert_eq!(nodes[0]["dependencies"], json!(["course"]));
        assert_eq!(nodes[1]["deps"], json!([{"pkg": "shown"}]));
        assert_eq!(nodes[2]["dependencies"], json!([]));
    }

    #[test]
    fn the_notebooks_library_lists_crates_that_it_has() {
        let metadata = Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--offline"])
            .output()
            .expect("cargo");
        let mut metadata: Value = serde_json::from_slice(&metadata.stdout).expect("metadata");
        let packages = metadata["packages"].as_array().expect("packages").clone();
        let library = packages.iter().find(|p| p["name"] == "aelib-notebook");
        let library = library.expect("the notebooks' library");
        let listed = library.pointer(TYPES).and_then(Value::as_array);
        metadata["resolve"]["root"] = library["id"].clone();
        let wanted = wanted(&metadata);
        let read = packages
            .iter()
            .filter(|p| wanted.contains(p["id"].as_str().unwrap_or("")));
        let read: BTreeSet<&str> = read
            .filter_map(|package| package["name"].as_str())
            .collect();
        let listed = listed.into_iter().flatten().filter_map(Value::as_str);
        assert_eq!(read, listed.chain(["aelib-notebook"]).collect());
    }
}
