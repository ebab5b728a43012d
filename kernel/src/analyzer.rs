//! What rust-analyzer reads to know the types of a cell's variables.
//!
//! Left to itself it reads every crate behind aelib and the standard library, which takes
//! longer than all the rest of a start. Here it gets the crates whose types cells meet: a
//! package that cells import may list them in its manifest, see [`TYPES`]. The standard
//! library follows when a cell needs it, see [`Library`].
//!
//! rust-analyzer asks `cargo metadata` which crates there are, and looks for cargo in
//! cargo's home. So the kernel's own environment names a home whose cargo is this program:
//! it hands all questions to the true cargo, and leaves crates out of the answer.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Where a manifest lists, of all crates behind it, those whose types its users meet:
/// `package.metadata.notebook.types`. The others are not read.
const TYPES: &str = "/metadata/notebook/types";

/// Where cargo looks for its home.
const HOME: &str = "CARGO_HOME";

/// Where the true one is remembered.
const TRUE_HOME: &str = "RUST_KERNEL_CARGO_HOME";

/// Puts this program before cargo, for rust-analyzer.
///
/// # Errors
/// If `home`, the kernel's folder, cannot be written.
#[allow(unsafe_code)]
pub fn redirect(home: &Path) -> io::Result<()> {
    let default = || std::env::home_dir().map(|home| home.join(".cargo"));
    let Some(true_home) = std::env::var_os(HOME).map(PathBuf::from).or_else(default) else {
        return Ok(());
    };
    let home = home.join("cargo");
    fs::create_dir_all(home.join("bin"))?;
    match symlink("../../bin/rust-kernel", home.join("bin/cargo")) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // SAFETY: `main` calls this before there is another thread.
    unsafe {
        std::env::set_var(TRUE_HOME, true_home);
        std::env::set_var(HOME, home);
    }
    Ok(())
}

/// The home of the true cargo, which builds the cells.
pub fn true_home() -> Option<OsString> {
    std::env::var_os(TRUE_HOME)
}

/// In the process that runs cells: they see cargo's true home.
#[allow(unsafe_code)]
pub fn restore() {
    if let Some(home) = true_home() {
        // SAFETY: there is no other thread yet.
        unsafe { std::env::set_var(HOME, home) };
    }
}

/// If this process stands in for cargo, its status.
pub fn hook() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let name = arguments.next()?;
    let home = true_home().filter(|_| Path::new(&name).ends_with("bin/cargo"))?;
    let arguments: Vec<OsString> = arguments.collect();
    Some(match answer(Path::new(&home), &arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: cargo cannot be asked: {error}");
            ExitCode::FAILURE
        }
    })
}

/// What the true cargo answers, with fewer crates in it.
fn answer(home: &Path, arguments: &[OsString]) -> io::Result<ExitCode> {
    let mut cargo = Command::new(true_cargo(home));
    cargo.args(arguments).env(HOME, home);
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    if !has("metadata") || has("--no-deps") {
        return Ok(code(cargo.status()?));
    }
    let output = cargo.stderr(Stdio::inherit()).output()?;
    let mut metadata = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    if !Library::is_asked_for(&metadata) {
        let wanted = wanted(&metadata);
        keep(&mut metadata, &wanted);
    } else if !Library::of_this_kernel().is_read() {
        keep(&mut metadata, &BTreeSet::new());
    }
    serde_json::to_writer(io::stdout().lock(), &metadata)?;
    Ok(code(output.status))
}

/// rust-analyzer would take rustup's, and tells it the folder of the toolchain.
fn true_cargo(home: &Path) -> PathBuf {
    let toolchain = std::env::var_os("RUSTUP_TOOLCHAIN").map(PathBuf::from);
    let places =
        [toolchain.unwrap_or_default(), home.into()].map(|folder| folder.join("bin/cargo"));
    let found = places
        .into_iter()
        .find(|cargo| cargo.is_absolute() && cargo.exists());
    found.unwrap_or_else(|| "cargo".into())
}

fn code(status: std::process::ExitStatus) -> ExitCode {
    ExitCode::from(status.code().unwrap_or(1) as u8)
}

/// The packages that are read: all that the cells' own package depends on, except what lies
/// behind a package that lists its types and is not listed.
fn wanted(metadata: &Value) -> BTreeSet<String> {
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
fn keep(metadata: &mut Value, wanted: &BTreeSet<String>) {
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

/// Whether the standard library is among what is read. Its source is not on every machine
/// (the component rust-src of rustup), most cells do without, and it takes five seconds.
pub struct Library {
    /// A file that says so to the process that stands in for cargo.
    sign: PathBuf,
}

/// Where its source is, below rustc's root.
const SOURCE: &str = "lib/rustlib/src/rust/library";

impl Library {
    /// Of the kernel that this process is or belongs to.
    pub fn of_this_kernel() -> Self {
        let folder = std::env::var_os("EVCXR_TMPDIR").unwrap_or_default();
        Self {
            sign: Path::new(&folder).join("reads-std"),
        }
    }

    fn is_asked_for(metadata: &Value) -> bool {
        let root = metadata["workspace_root"].as_str();
        root.is_some_and(|root| Path::new(root).ends_with(SOURCE))
    }

    fn is_read(&self) -> bool {
        self.sign.exists()
    }

    /// Whether its source is on this machine, and rust-analyzer has not got it.
    pub fn is_left_out(&self) -> bool {
        let sysroot = || {
            let output = Command::new("rustc").args(["--print", "sysroot"]).output();
            String::from_utf8(output.ok()?.stdout).ok()
        };
        !self.is_read()
            && sysroot().is_some_and(|root| Path::new(root.trim()).join(SOURCE).exists())
    }

    /// Says whether rust-analyzer gets it when it asks for crates the next time.
    ///
    /// # Errors
    /// If the kernel's working folder cannot be written.
    pub fn read(&self, read: bool) -> io::Result<()> {
        match read {
            true => File::create(&self.sign).map(drop),
            false if self.is_read() => fs::remove_file(&self.sign),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
