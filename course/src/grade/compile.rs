//! Compiles a submission into a worker: with the compiler alone, beside libraries that are
//! built once. A submission's manifests, build scripts and macros of its own crates never
//! come into it.

use super::libraries::{Libraries, open_to_others};
use super::sandbox::Sandbox;
use super::turn::Turn;
use super::watch::Watched;
use crate::failure::{Failure, Result};
use crate::sync::tree;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// For one compilation, which is also held to 30 seconds of computing; the solutions take 8.
const LIMIT: Duration = Duration::from_secs(180);
/// For finding out which file it is that the compiler does not come to an end with.
const SEARCH: Duration = Duration::from_secs(300);
/// Bytes of a worker, and of what the compiler says.
const WORKER: u64 = 200 << 20;
const WORDS: u64 = 1 << 20;

/// The worker's whole program.
const MAIN: &str = "fn main() -> std::io::Result<()> {
    interface::worker::run(&interface::answers!(exercises))
}
";

/// In the sandbox: the student's crate, the program, and the program's bytes to the grader.
const SCRIPT: &str = r#"
rustc=$1 libs=$2 src=$3 main=$4 out=$5 aelib=$6 interface=$7
ulimit -t 30
compile() {
    "$rustc" --edition 2024 -C opt-level=1 -C debug-assertions=on -A warnings \
        -L dependency="$libs" "$@" 1>&2
    case $? in
        0) ;;
        137 | 152) echo "error: compiling it takes too long" >&2; exit 1 ;;
        *) exit 1 ;;
    esac
}
compile --crate-name exercises --crate-type rlib --remap-path-prefix "$src=exercises/src" \
    --extern "aelib=$libs/$aelib" --out-dir "$out" "$src/lib.rs"
compile --crate-name worker -C strip=debuginfo --extern "exercises=$out/libexercises.rlib" \
    --extern "interface=$libs/$interface" -o "$out/worker" "$main"
exec cat "$out/worker"
"#;

/// Sources by their path in `exercises/src`.
type Sources = BTreeMap<PathBuf, String>;

/// The clean course, built once.
pub struct Course {
    /// The exercises as they are handed out.
    pub clean: Sources,
    compiler: PathBuf,
    libraries: Libraries,
    main: PathBuf,
}

impl Course {
    /// Builds the libraries.
    ///
    /// # Errors
    /// If that fails.
    pub fn build(root: &Path, clean: Sources) -> Result<Self> {
        let libraries = Libraries::build(root)?;
        let main = libraries.folder.path().join("main.rs");
        tree::write(&main, MAIN)?;
        let sysroot = Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root)
            .output()
            .map_err(Failure::file("rustc"))?
            .stdout;
        let compiler = String::from_utf8_lossy(sysroot.trim_ascii()).into_owned();
        Ok(Self {
            compiler: compiler.into(),
            libraries,
            main,
            clean,
        })
    }

    /// What compiles with these.
    pub fn compiler<'a>(
        &'a self,
        sandbox: &'a Sandbox,
        turn: &'a Turn,
        slot: usize,
    ) -> Compiler<'a> {
        Compiler {
            course: self,
            sandbox,
            turn,
            slot,
        }
    }
}

/// Compiles submissions.
pub struct Compiler<'a> {
    course: &'a Course,
    sandbox: &'a Sandbox,
    turn: &'a Turn,
    slot: usize,
}

/// What came of it, or what the compiler said.
pub type Compiled<T> = std::result::Result<T, String>;

impl Compiler<'_> {
    /// The worker of these sources. Where a file does not compile, the exercise as it is
    /// handed out stands in for it, and what the compiler said is kept beside its name.
    /// If nothing helps: what the compiler said.
    ///
    /// # Errors
    /// If the compiler cannot be run.
    pub fn worker(&self, sources: &Sources) -> Result<Compiled<(Vec<u8>, Sources)>> {
        let clean = &self.course.clean;
        let mut sources = sources.clone();
        let mut replaced = Sources::new();
        for (path, text) in clean {
            sources.entry(path.clone()).or_insert_with(|| text.clone());
        }
        loop {
            let said = match self.compile(&sources)? {
                Ok(worker) => return Ok(Ok((worker, replaced))),
                Err(said) => said,
            };
            let own: Vec<&PathBuf> = clean
                .keys()
                .filter(|path| sources[*path] != clean[*path])
                .collect();
            let named =
                |path: &&&PathBuf| said.contains(&format!("exercises/src/{}:", path.display()));
            let mut wrong: Sources = own
                .iter()
                .filter(named)
                .map(|path| ((*path).clone(), said.clone()))
                .collect();
            if wrong.is_empty() {
                wrong = self.wrong_alone(&sources, &own)?;
            }
            if wrong.is_empty() {
                // Only together do they not compile.
                wrong = own
                    .iter()
                    .map(|path| ((*path).clone(), said.clone()))
                    .collect();
            }
            if wrong.is_empty() {
                return Ok(Err(said));
            }
            for (path, said) in wrong {
                sources.insert(path.clone(), clean[&path].clone());
                replaced.insert(path, said);
            }
        }
    }

    /// The files that do not compile even if all others are as they are handed out, for a
    /// compiler that was ended before it named a place.
    fn wrong_alone(&self, sources: &Sources, own: &[&PathBuf]) -> Result<Sources> {
        let end = Instant::now() + SEARCH;
        let mut wrong = Sources::new();
        for path in own {
            let mut alone = sources.clone();
            alone.extend(self.course.clean.clone());
            alone.insert((*path).clone(), sources[*path].clone());
            let said = match Instant::now() < end {
                true => self.compile(&alone)?.err(),
                false => Some("the compiler takes too long with this submission".into()),
            };
            wrong.extend(said.map(|said| ((*path).clone(), said)));
        }
        Ok(wrong)
    }

    /// What is ended while others are at work is tried once more alone: it may be their fault.
    fn compile(&self, sources: &Sources) -> Result<Compiled<Vec<u8>>> {
        let (done, by_chance) = {
            let _with_others = self.turn.share();
            self.once(sources)?
        };
        if !by_chance {
            return Ok(done);
        }
        let _alone = self.turn.alone();
        Ok(self.once(sources)?.0)
    }

    /// What came of it, and whether it was ended by chance.
    fn once(&self, sources: &Sources) -> Result<(Compiled<Vec<u8>>, bool)> {
        let course = self.course;
        let folder = tempfile::tempdir().map_err(Failure::file("a temporary folder"))?;
        let src = folder.path().join("src");
        for (path, source) in sources {
            tree::write(&src.join(path), source)?;
        }
        open_to_others(folder.path()).map_err(Failure::file(folder.path()))?;
        let mut view = self.sandbox.view();
        let rust = view.show(&course.compiler, "/rust");
        let arguments = [
            "sh".into(),
            "-c".into(),
            SCRIPT.into(),
            "sh".into(),
            format!("{rust}/bin/rustc"),
            view.show(&course.libraries.folder.path().join("libs"), "/libs"),
            view.show(&src, "/src"),
            view.show(&course.main, "/main.rs"),
            self.sandbox.scratch(folder.path()),
            course.libraries.aelib.clone(),
            course.libraries.interface.clone(),
        ];
        let arguments = arguments.map(Into::into);
        let mut command = self.sandbox.command(self.slot, view, &arguments);
        let command = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(Failure::file("the sandbox"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let watched = Watched::new(child, Some(Instant::now() + LIMIT));
        let words = thread::spawn(move || read(stderr, WORDS));
        let worker = read(stdout, WORKER);
        watched.end();
        let words = words.join().unwrap_or_default();
        let done = match watched.reason() {
            Some(reason) => Err(format!("error: compiling it: {reason}")),
            // An ELF file, and not only its beginning.
            None if worker.starts_with(b"\x7fELF") && (worker.len() as u64) < WORKER => Ok(worker),
            None => Err(String::from_utf8_lossy(&words).into_owned()),
        };
        Ok((done, watched.ended_by_chance()))
    }
}

/// At most so many bytes; what comes after them is lost.
fn read(stream: Option<impl Read>, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        let _ = stream.by_ref().take(limit).read_to_end(&mut bytes);
        let _ = io::copy(&mut stream, &mut io::sink());
    }
    bytes
}
