//! Compiles a submission into a worker: with the compiler alone, beside libraries that are
//! built once. A submission's manifests, build scripts and macros of its own crates never
//! come into it.

use super::libraries::{Libraries, open_to_others};
use super::sandbox::{Sandbox, Shut};
use super::turn::Turn;
use super::watch::{COMPUTING, TOO_LARGE, Watched};
use checks::diagnosis::{self, Fault, faults, mentions};
use setup::failure::{Failure, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// For one compilation, by the clock.
const LIMIT: Duration = Duration::from_secs(180);
/// Seconds of computing for each of the two calls of the compiler; the solutions take 4. And
/// for some of the sources, while it is searched which of them takes too many.
const SECONDS: u32 = 30;
const SEARCHING: u32 = 15;
/// For finding out which file it is that the compiler does not come to an end with.
const SEARCH: Duration = Duration::from_secs(600);
/// Bytes of a worker, and of what the compiler says.
const WORKER: u64 = 200 << 20;
const WORDS: u64 = 16 << 20;
/// How the script ends when the compiler has used up its time.
const COMPUTED: i32 = 77;
/// How it ends when the compiler stops by itself, and what it says for want of memory.
const ABORTED: i32 = 134;
const NO_MEMORY: &str = "memory allocation of ";
/// How it ends when the compiler breaks down: a panic, its stack, a wrong address.
const BROKEN_DOWN: [i32; 3] = [101, ABORTED, 139];
const BREAKS_DOWN: &str = "the compiler breaks down";

/// In the sandbox: the student's crate, the program, and the program's bytes to the grader.
/// Optimised is what a student writes, as much as where the student works. All exercises are in
/// one program, and unsafe code could reach from one into the others.
const SCRIPT: &str = r#"
rustc=$1 libs=$2 src=$3 main=$4 out=$5 aelib=$6 interface=$7
ulimit -S -t "$8"
compile() {
    "$rustc" --error-format json --edition 2024 -C debug-assertions=on -A warnings -F unsafe_code \
        -C lto=off -C embed-bitcode=no -L dependency="$libs" "$@" 1>&2
    case $? in
        0) ;;
        152) exit 77 ;;
        *) exit $? ;;
    esac
}
compile --crate-name exercises --crate-type rlib -C opt-level=1 --remap-path-prefix "$src=exercises/src" \
    --extern "aelib=$libs/$aelib" --out-dir "$out" "$src/lib.rs"
compile --crate-name worker -C opt-level=0 -C strip=debuginfo --extern "exercises=$out/libexercises.rlib" \
    --extern "aelib=$libs/$aelib" \
    --extern "interface=$libs/$interface" -o "$out/worker" "$main"
exec cat "$out/worker"
"#;

/// Sources by their path in `exercises/src`.
pub type Sources = BTreeMap<PathBuf, String>;

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
        write(&main, &solutions::worker())?;
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

    /// Which compiler it is.
    ///
    /// # Errors
    /// If it cannot be asked.
    pub fn version(&self) -> Result<String> {
        let rustc = self.compiler.join("bin/rustc");
        let output = Command::new(&rustc).arg("-vV").output();
        let output = output.map_err(Failure::file(&rustc))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The folder of all that is written for this run; gone with this value.
    pub fn home(&self) -> &Path {
        self.libraries.folder.path()
    }

    /// The worker of these sources. Where a file does not compile, the exercise as it is
    /// handed out stands in for it, and what the compiler said is kept beside its name.
    ///
    /// # Errors
    /// If something else goes wrong: that is no fault of the sources.
    pub fn worker(
        &self,
        sandbox: &Sandbox,
        turn: &Turn,
        submitted: &Sources,
    ) -> Result<(Vec<u8>, Sources)> {
        let compiler = Compiler {
            course: self,
            sandbox,
            turn,
            stands_in: stand_ins(&self.clean, submitted),
        };
        compiler.worker(submitted)
    }
}

/// What stands in for each file: as it is handed out, with the student's own modules beside
/// those that are there; nothing for these themselves.
fn stand_ins(clean: &Sources, submitted: &Sources) -> Sources {
    let mut stand_ins = clean.clone();
    for path in submitted.keys().filter(|path| !clean.contains_key(*path)) {
        stand_ins.insert(path.clone(), String::new());
        let module = match path.ends_with("mod.rs") {
            true => path.parent().unwrap_or(path).to_path_buf(),
            false => path.with_extension(""),
        };
        let folder = module.parent().unwrap_or(Path::new(""));
        let frame = ["lib.rs", "mod.rs"].map(|name| folder.join(name));
        let frame = frame.into_iter().find(|frame| clean.contains_key(frame));
        let name = module.file_name().unwrap_or_default().to_string_lossy();
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if let Some(text) = frame
            .and_then(|frame| stand_ins.get_mut(&frame))
            .filter(|_| plain)
        {
            *text += &format!("\n#[allow(missing_docs)]\npub mod {name};\n");
        }
    }
    stand_ins
}

/// Compiles one submission.
struct Compiler<'a> {
    course: &'a Course,
    sandbox: &'a Sandbox,
    turn: &'a Turn,
    stands_in: Sources,
}

/// What came of a compilation.
enum Outcome {
    Worker(Vec<u8>),
    /// Errors in the sources.
    Faults(Vec<Fault>),
    /// It would take more time or memory than one submission may have, or the compiler does not
    /// stand it: which.
    Limit(&'static str),
    /// It went wrong for a reason that has nothing to do with the sources.
    Elsewhere(String),
}

impl Outcome {
    /// Why there is no worker.
    fn said(&self) -> String {
        match self {
            Self::Worker(_) => String::new(),
            Self::Faults(faults) => faults.iter().map(|fault| fault.said.as_str()).collect(),
            Self::Limit(why) => format!("error: compiling it: {why}"),
            Self::Elsewhere(why) => why.clone(),
        }
    }
}

impl Compiler<'_> {
    fn worker(&self, submitted: &Sources) -> Result<(Vec<u8>, Sources)> {
        let mut sources = self.stands_in.clone();
        sources.extend(submitted.clone());
        // An attribute of the whole crate, `no_std` say, makes errors in files that have none.
        if let Some(root) = sources.get_mut(Path::new("lib.rs")) {
            let lines = root
                .lines()
                .filter(|line| !line.trim_start().starts_with("#!["));
            *root = lines.flat_map(|line| [line, "\n"]).collect();
        }
        let mut replaced = Sources::new();
        loop {
            let outcome = match self.compile(&sources, SECONDS)? {
                Outcome::Worker(worker) => return Ok((worker, replaced)),
                outcome => outcome,
            };
            let own = sources
                .iter()
                .filter(|(path, text)| self.stands_in[*path] != **text);
            let own: Vec<PathBuf> = own.map(|(path, _)| path.clone()).collect();
            if own.is_empty() {
                return Err(Failure::new(format!(
                    "not even the exercises as they are handed out compile: {}",
                    outcome.said()
                )));
            }
            let mut wrong = Sources::new();
            if let Outcome::Faults(faults) = &outcome {
                for fault in faults {
                    for path in fault.files.iter().filter(|path| own.contains(path)) {
                        let said: &mut String = wrong.entry(path.clone()).or_default();
                        *said += &fault.said;
                    }
                }
            }
            if wrong.is_empty() {
                wrong = self.search(&sources, own, &outcome.said())?;
            }
            for (path, said) in wrong {
                sources.insert(path.clone(), self.stands_in[&path].clone());
                replaced.insert(path, said);
            }
        }
    }

    /// The files that keep the rest from compiling, for errors that are in none of them and
    /// for a compiler that comes to no end: halves of them are tried, and halves of these.
    fn search(&self, sources: &Sources, mut own: Vec<PathBuf>, said: &str) -> Result<Sources> {
        let end = Instant::now() + SEARCH;
        own.sort_by_key(|path| !mentions(said, path));
        // Whoever uses a module of the student's own needs it there.
        let (exercises, others): (Vec<_>, Vec<_>) = own.into_iter().partition(|path| {
            let frame = path.ends_with("lib.rs") || path.ends_with("mod.rs");
            self.course.clean.contains_key(path) && !frame
        });
        let mut base = sources.clone();
        for path in &exercises {
            base.insert(path.clone(), self.stands_in[path].clone());
        }
        let compiles = |tried: &[PathBuf]| {
            if Instant::now() > end {
                return Err(Failure::new(
                    "finding out which file does not compile takes too long",
                ));
            }
            let mut with = base.clone();
            with.extend(
                tried
                    .iter()
                    .map(|path| (path.clone(), sources[path].clone())),
            );
            Ok(matches!(
                self.compile(&with, SEARCHING)?,
                Outcome::Worker(_)
            ))
        };
        if !compiles(&[])? {
            return Ok(others.into_iter().map(|path| (path, said.into())).collect());
        }
        let mut wrong = Sources::new();
        let mut parts = vec![exercises.as_slice()];
        while let Some(part) = parts.pop() {
            // All of them together are known not to compile.
            let all = part.len() == exercises.len();
            if part.is_empty() || !all && compiles(part)? {
                continue;
            }
            match part {
                [path] => drop(wrong.insert(path.clone(), said.into())),
                _ => parts.extend(<[_; 2]>::from(part.split_at(part.len() / 2))),
            }
        }
        // Only together do they not compile.
        if wrong.is_empty() {
            wrong = exercises
                .into_iter()
                .map(|path| (path, said.into()))
                .collect();
        }
        Ok(wrong)
    }

    /// What is ended while others are at work is tried once more alone: it may be their fault.
    fn compile(&self, sources: &Sources, seconds: u32) -> Result<Outcome> {
        let outcome = {
            let _with_others = self.turn.share();
            self.once(sources, seconds)?
        };
        if !matches!(outcome, Outcome::Elsewhere(_)) {
            return Ok(outcome);
        }
        let _alone = self.turn.alone();
        match self.once(sources, seconds)? {
            Outcome::Elsewhere(why) => Err(Failure::new(format!("the compiler failed: {why}"))),
            outcome => Ok(outcome),
        }
    }

    fn once(&self, sources: &Sources, seconds: u32) -> Result<Outcome> {
        let course = self.course;
        let home = course.home();
        let folder = tempfile::tempdir_in(home).map_err(Failure::file(home))?;
        let src = folder.path().join("src");
        for (path, source) in sources {
            write(&src.join(path), source)?;
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
            view.show(&home.join("libs"), "/libs"),
            view.show(&src, "/src"),
            view.show(&course.main, "/main.rs"),
            self.sandbox.scratch(folder.path()),
            course.libraries.aelib.clone(),
            course.libraries.interface.clone(),
            seconds.to_string(),
        ];
        let arguments = arguments.map(Into::into);
        let Shut { mut command, group } = self.sandbox.command(view, &arguments);
        let command = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(Failure::file("the sandbox"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let watched = Watched::new(child, group, Some(Instant::now() + LIMIT));
        let words = thread::spawn(move || read(stderr, WORDS));
        let worker = read(stdout, WORKER);
        let words = words.join().unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        let status = watched.status();
        Ok(match (watched.reason(), status) {
            (Some(TOO_LARGE), _) => Outcome::Limit(TOO_LARGE),
            (Some(reason), _) => Outcome::Elsewhere(reason.into()),
            (None, Some(COMPUTED)) => Outcome::Limit(COMPUTING),
            // Of its own address space: the machine's may be larger.
            (None, Some(ABORTED)) if words.lines().any(|line| line.starts_with(NO_MEMORY)) => {
                Outcome::Limit(TOO_LARGE)
            }
            (None, Some(status)) if BROKEN_DOWN.contains(&status) => Outcome::Limit(BREAKS_DOWN),
            // An ELF file, and not only its beginning.
            (None, Some(0)) if worker.starts_with(b"\x7fELF") && (worker.len() as u64) < WORKER => {
                Outcome::Worker(worker)
            }
            (None, Some(1)) => match faults(&words) {
                faults if faults.is_empty() => Outcome::Elsewhere(diagnosis::words(&words)),
                faults => Outcome::Faults(faults),
            },
            _ => Outcome::Elsewhere(diagnosis::words(&words)),
        })
    }
}

/// Writes a file, and makes its folder.
fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().expect("a file has a folder");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(Failure::file(path))
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
