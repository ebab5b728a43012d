//! Fetching from servers that are slow, broken, or something else altogether: either the
//! right data ends up on disk, or there is one clear error and no trace.

use aelib::data::DataSet;
use fetch::Fetched;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::server::{Answer, Request, Server};
use tests::small_set::{self, SmallSet, from};

/// A project's folder `data`, and the small set that shall come into it.
struct Place {
    set: SmallSet,
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            set: SmallSet::new(),
            dir: TempDir::new().unwrap(),
        }
    }

    fn target(&self) -> PathBuf {
        self.dir.path().join("data/small")
    }

    fn fetch(&self, servers: &[&Server]) -> aelib::Result<Fetched> {
        let mirrors = Vec::from_iter(servers.iter().map(|server| server.url()));
        from(&mirrors).fetch_files(small_set::NAME, &self.set.files, &self.target())
    }

    /// The right data, and nothing beside it.
    #[track_caller]
    fn succeeds(&self, servers: &[&Server]) {
        self.fetch(servers).unwrap();
        self.is_right();
    }

    #[track_caller]
    fn is_right(&self) {
        assert!(self.set.is_in(&self.target()));
        let beside = fs::read_dir(self.dir.path().join("data")).unwrap();
        assert_eq!(beside.count(), 1, "no other folder");
    }

    /// One line with these words, and no trace.
    #[track_caller]
    fn fails(&self, servers: &[&Server], words: &[&str]) {
        let line = self.fetch(servers).unwrap_err().to_string();
        for word in words {
            assert!(line.contains(word), "expected {word:?} in: {line}");
        }
        assert!(!line.contains('\n'), "one line: {line}");
        let left = fs::read_dir(self.dir.path()).unwrap().flatten();
        let left = Vec::from_iter(left.map(|entry| entry.path()));
        assert!(left.is_empty(), "{left:?} after: {line}");
    }
}

/// A server that answers for each file of the small set.
fn with(answer: impl Fn(&Request, &[u8]) -> Answer + Send + Sync + 'static) -> Server {
    let set = SmallSet::new();
    Server::start(move |request| match set.at(&request.path) {
        Some(bytes) => answer(request, bytes),
        None => Answer::status(404),
    })
}

fn good() -> Server {
    with(Answer::file)
}

/// The answer is always this one.
fn only(answer: Answer) -> Server {
    with(move |_, _| answer.clone())
}

/// Fails alone; with a good mirror behind it the data comes all the same.
#[track_caller]
fn is_passed_over(server: Server, words: &[&str]) {
    thread::scope(|scope| {
        scope.spawn(|| Place::new().fails(&[&server], words));
        scope.spawn(|| Place::new().succeeds(&[&server, &good()]));
    });
}

const PAGE: &[u8] = b"<!doctype html><title>Please log in</title>";

#[test]
fn a_good_server_is_asked_once_for_each_file() {
    let (place, server) = (Place::new(), good());
    assert_eq!(place.fetch(&[&server]).unwrap(), Fetched::Now);
    place.is_right();
    assert_eq!(place.fetch(&[&server]).unwrap(), Fetched::WasThere);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_slow_server() {
    let slow = |request: &Request, bytes: &[u8]| {
        Answer::file(request, bytes).slowly(20_000, Duration::from_millis(50))
    };
    Place::new().succeeds(&[&with(slow)]);
}

#[test]
fn a_server_that_falls_silent_is_asked_for_the_rest() {
    let silent = with(|request, bytes| match request.from {
        None => Answer::file(request, bytes)
            .cut(100)
            .then_silence(Duration::from_secs(5)),
        Some(_) => Answer::file(request, bytes),
    });
    Place::new().succeeds(&[&silent]);
    assert_eq!(silent.requests()[1].from, Some(100));
}

#[test]
fn a_server_that_never_answers() {
    let mut silent = Answer::status(200).then_silence(Duration::from_secs(5));
    silent.length = 100_000;
    is_passed_over(only(silent), &["silent for 0.3 s", "--from DIR|URL"]);
}

#[test]
fn a_server_that_sends_drop_by_drop() {
    let drops = |request: &Request, bytes: &[u8]| {
        Answer::file(request, bytes).slowly(1, Duration::from_millis(20))
    };
    is_passed_over(with(drops), &["only ", " bytes in 0.3 s"]);
}

#[test]
fn cut_off_in_the_middle_again_and_again() {
    // As much progress as it takes: the rest is asked for, not the whole.
    let cutting = with(|request, bytes| Answer::file(request, bytes).cut(70_000));
    Place::new().succeeds(&[&cutting]);
    let from = Vec::from_iter(cutting.requests().iter().take(4).map(|r| r.from));
    assert_eq!(from, [None, Some(70_000), Some(140_000), Some(210_000)]);
}

#[test]
fn cut_off_where_only_whole_files_are_sent() {
    let cutting = with(|_, bytes| Answer::new(200, bytes).cut(200));
    is_passed_over(cutting, &["/images.gz: ", "disconnected"]);
}

#[test]
fn the_next_mirror_sends_the_rest() {
    let place = Place::new();
    let (cutting, whole) = (
        with(|request, bytes| match request.number {
            0 => Answer::file(request, bytes).cut(100_000),
            _ => Answer::status(403),
        }),
        good(),
    );
    place.succeeds(&[&cutting, &whole]);
    assert_eq!(whole.requests()[0].from, Some(100_000));
}

#[test]
fn a_web_page_with_status_200() {
    is_passed_over(
        only(Answer::new(200, PAGE)),
        &["/images.gz: expected ", "found a web page"],
    );
}

#[test]
fn a_length_that_is_too_large() {
    let lying = with(|_, bytes| {
        let mut answer = Answer::new(200, bytes);
        answer.length += 1000;
        answer
    });
    is_passed_over(lying, &["disconnected"]);
}

#[test]
fn a_length_that_is_too_small() {
    let lying = with(|_, bytes| {
        let mut answer = Answer::new(200, bytes);
        answer.length -= 100;
        answer
    });
    is_passed_over(lying, &["expected 235200 bytes"]);
}

#[test]
fn a_file_without_an_end() {
    let endless = only(Answer::new(200, &vec![7; 10_000_000]));
    is_passed_over(endless, &["more than 238592 bytes"]);
}

#[test]
fn another_file() {
    let set = SmallSet::new();
    let mut other = set.plain[0].clone();
    *other.last_mut().unwrap() ^= 1;
    let other = small_set::gzipped(&other);
    is_passed_over(only(Answer::new(200, &other)), &["expected SHA-256 "]);
    let labels = set.packed[1].clone();
    is_passed_over(
        only(Answer::new(200, &labels)),
        &["the sizes [300, 28, 28], found [300]"],
    );
}

#[test]
fn status_404_403_and_500() {
    is_passed_over(only(Answer::status(404)), &["/images.gz: status 404"]);
    is_passed_over(only(Answer::status(403)), &["status 403"]);
    is_passed_over(only(Answer::status(500)), &["status 500"]);
    let ill = with(|request, bytes| match request.number {
        0 => Answer::status(500),
        _ => Answer::file(request, bytes),
    });
    Place::new().succeeds(&[&ill]);
}

#[test]
fn status_302() {
    let set = SmallSet::new();
    let moved = Server::start(
        move |request| match request.path.strip_prefix("/elsewhere") {
            Some(path) => Answer::file(request, set.at(path).unwrap()),
            None => Answer::status(302).header(&format!("Location: /elsewhere{}", request.path)),
        },
    );
    Place::new().succeeds(&[&moved]);
    let round =
        with(|request, _| Answer::status(302).header(&format!("Location: {}", request.path)));
    is_passed_over(round, &["redirects"]);
    let login = Server::start(|request| match request.path.as_str() {
        "/login" => Answer::new(200, PAGE),
        _ => Answer::status(302).header("Location: /login"),
    });
    is_passed_over(login, &["found a web page"]);
}

#[test]
fn no_server_at_all() {
    let place = Place::new();
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let nobody = format!("http://{port}");
    let outcome = from(&[&nobody]).fetch_files("x", &place.set.files, &place.target());
    let line = outcome.unwrap_err().to_string();
    assert!(line.contains("Connection refused"), "{line}");
    let server = good();
    let download = from(&[&nobody, server.url()]);
    download
        .fetch_files("x", &place.set.files, &place.target())
        .unwrap();
    place.is_right();
}

#[test]
fn a_server_with_plain_files() {
    let set = SmallSet::new();
    let plain = Server::start(move |request| match request.path.as_str() {
        "/images" => Answer::file(request, &set.plain[0]),
        "/labels" => Answer::file(request, &set.plain[1]),
        _ => Answer::status(404),
    });
    Place::new().succeeds(&[&plain]);
}

#[test]
fn another_range_than_the_one_that_was_asked_for() {
    let confused = with(|request, bytes| match (request.number, request.from) {
        (0, _) => Answer::file(request, bytes).cut(1000),
        (1, _) => Answer::new(206, &bytes[10..]).header("Content-Range: bytes 10-99/100"),
        _ => Answer::file(request, bytes),
    });
    Place::new().succeeds(&[&confused]);
}

#[test]
fn what_an_earlier_run_left_is_used_if_it_is_right() {
    let place = Place::new();
    let part = place.dir.path().join("data/small.part");
    for (left, asked) in [
        (place.set.packed[0][..5000].to_vec(), vec![Some(5000)]),
        // Nonsense, found out at the end; and more than there is, found out at once.
        (vec![7; 5000], vec![Some(5000), None]),
        (vec![7; 500_000], vec![Some(500_000), None]),
    ] {
        let server = good();
        fs::create_dir_all(&part).unwrap();
        fs::write(part.join("images.part"), left).unwrap();
        place.succeeds(&[&server]);
        let images = |r: &Request| r.path == "/images.gz";
        let requests = server.requests().into_iter().filter(images);
        assert_eq!(Vec::from_iter(requests.map(|r| r.from)), asked);
        fs::remove_dir_all(place.target()).unwrap();
    }
}

#[test]
fn wrong_files_in_the_folder_are_replaced() {
    let (place, server) = (Place::new(), good());
    fs::create_dir_all(place.target()).unwrap();
    fs::write(place.target().join("images"), "plain, and wrong").unwrap();
    fs::write(place.target().join("labels"), &place.set.plain[1]).unwrap();
    place.succeeds(&[&server]);
    assert_eq!(server.requests().len(), 1, "the labels were right");
}

#[test]
fn a_wrong_file_stays_where_no_right_one_comes() {
    let (place, server) = (Place::new(), only(Answer::status(404)));
    fs::create_dir_all(place.target()).unwrap();
    fs::write(place.target().join("images"), "wrong").unwrap();
    place.fetch(&[&server]).unwrap_err();
    assert_eq!(fs::read(place.target().join("images")).unwrap(), b"wrong");
    assert!(!place.dir.path().join("data/small.part").exists());
}

#[test]
fn several_at_once_do_the_work_once() {
    let place = Place::new();
    let server = with(|request, bytes| {
        Answer::file(request, bytes).slowly(20_000, Duration::from_millis(5))
    });
    std::thread::scope(|scope| {
        let runs = [(); 4].map(|()| scope.spawn(|| place.fetch(&[&server]).unwrap()));
        let outcomes = runs.map(|run| run.join().unwrap());
        let workers = outcomes.iter().filter(|did| **did == Fetched::Now);
        assert_eq!(workers.count(), 1);
    });
    place.is_right();
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn several_at_once_that_all_fail() {
    let server = only(Answer::new(200, PAGE));
    for _ in 0..20 {
        let place = Place::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| place.fetch(&[&server]).unwrap_err());
            }
        });
        assert!(!place.dir.path().join("data/small.part").exists());
    }
}

#[test]
fn a_folder_that_cannot_be_made() {
    let (place, server) = (Place::new(), good());
    fs::write(place.dir.path().join("data"), "a file").unwrap();
    let line = place.fetch(&[&server]).unwrap_err().to_string();
    assert!(
        line.contains("small.part: ") && line.contains("(os error"),
        "{line}"
    );
    assert!(server.requests().is_empty());
}

/// Runs `fetch` until it ends, or for this time.
fn fetch_for(url: &str, target: &Path, time: Option<Duration>) -> bool {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fetch"));
    let mut process = command.arg(url).arg(target).spawn().unwrap();
    if let Some(time) = time {
        std::thread::sleep(time);
        // It may have ended.
        let _ = process.kill();
    }
    process.wait().unwrap().success()
}

/// In every state that a kill leaves behind, what is there under its final name is whole,
/// and a second run ends with the right data.
#[test]
fn killed_at_fifty_random_moments() {
    let five = thread::scope(|scope| {
        let five = (0..5).map(|seed| scope.spawn(move || killed_at_ten_moments(seed)));
        let five = Vec::from_iter(five).into_iter();
        Vec::from_iter(five.map(|ten| ten.join().unwrap()))
    });
    let killed: usize = five.iter().map(|(killed, _)| killed).sum();
    let resumed: usize = five.iter().map(|(_, resumed)| resumed).sum();
    assert!(killed >= 10, "{killed} of 50 were still at work");
    assert!(resumed >= 1, "one of 50 went on from a part");
}

/// How many of ten were still at work when they were killed, and how many of the runs after
/// them went on from a part.
fn killed_at_ten_moments(seed: u64) -> (usize, usize) {
    use rand::{Rng, SeedableRng};
    let server =
        with(|request, bytes| Answer::file(request, bytes).slowly(8_000, Duration::from_millis(2)));
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut killed = 0;
    // How long a whole run takes on this machine, just now.
    let mut whole = Duration::from_millis(150);
    for _ in 0..10 {
        let place = Place::new();
        let time = whole.mul_f64(rng.gen_range(0.0..1.2));
        killed += usize::from(!fetch_for(server.url(), &place.target(), Some(time)));
        for file in &place.set.files {
            if let Some(path) = file.find(&place.target()) {
                file.read(&path, "").unwrap();
            }
        }
        let start = Instant::now();
        assert!(fetch_for(server.url(), &place.target(), None));
        whole = start.elapsed();
        place.is_right();
    }
    let resumed = server.requests().into_iter().filter(|r| r.from.is_some());
    (killed, resumed.count())
}

/// `cargo course lab` fetches MNIST by a script, which has a list of its own.
#[test]
fn the_script_of_the_set_up_fetches_the_same_files() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../course/python/mnist.json");
    let known: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the list")).expect("JSON");
    let mirrors: Vec<&str> = DataSet::Mnist.mirrors().to_vec();
    assert_eq!(known["mirrors"], serde_json::json!(mirrors));
    let files = DataSet::Mnist.files();
    assert_eq!(known["files"].as_object().map(|files| files.len()), Some(4));
    for file in files {
        assert_eq!(
            known["files"][file.name].as_str(),
            file.unpacked,
            "{}",
            file.name
        );
    }
}
