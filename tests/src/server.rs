//! A web server on this machine that behaves as badly as it is told to.
//!
//! ```
//! use tests::server::{Answer, Server};
//! let server = Server::start(|request| match request.path.as_str() {
//!     "/here" => Answer::file(request, b"content"),
//!     _ => Answer::status(404),
//! });
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! ```

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Answers until it is dropped.
pub struct Server {
    url: String,
    log: Arc<Mutex<Vec<Request>>>,
    stopped: Arc<AtomicBool>,
}

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// From the slash on.
    pub path: String,
    /// The first byte that is wanted, if it is not all of them.
    pub from: Option<usize>,
    /// How many there were before this one.
    pub number: usize,
}

/// What is sent back, and how.
#[derive(Clone, Debug)]
pub struct Answer {
    /// 200 for instance.
    pub status: u16,
    /// `Name: value`.
    pub headers: Vec<String>,
    /// What is sent.
    pub body: Vec<u8>,
    /// What is said about the body's length.
    pub length: usize,
    /// Bytes that are sent at a time, and the rest before each.
    pub pace: (usize, Duration),
    /// How long the connection stays open after all that.
    pub silence: Duration,
}

impl Answer {
    /// This body, honestly and at once.
    pub fn new(status: u16, body: &[u8]) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
            length: body.len(),
            pace: (usize::MAX, Duration::ZERO),
            silence: Duration::ZERO,
        }
    }

    /// No body.
    pub fn status(status: u16) -> Self {
        Self::new(status, b"")
    }

    /// A file, or the part of it that was asked for.
    pub fn file(request: &Request, bytes: &[u8]) -> Self {
        match request.from {
            None => Self::new(200, bytes),
            Some(from) if from >= bytes.len() => Self::status(416),
            Some(from) => {
                let (last, all) = (bytes.len() - 1, bytes.len());
                Self::new(206, &bytes[from..])
                    .header(&format!("Content-Range: bytes {from}-{last}/{all}"))
            }
        }
    }

    /// With one more header.
    pub fn header(mut self, line: &str) -> Self {
        self.headers.push(line.into());
        self
    }

    /// So many bytes at a time, with a rest before each.
    pub fn slowly(mut self, bytes: usize, rest: Duration) -> Self {
        self.pace = (bytes, rest);
        self
    }

    /// Only the first bytes, though more are announced.
    pub fn cut(mut self, bytes: usize) -> Self {
        self.body.truncate(bytes);
        self
    }

    /// Keeps the connection open, and sends nothing.
    pub fn then_silence(mut self, time: Duration) -> Self {
        self.silence = time;
        self
    }

    fn send(&self, mut to: TcpStream) -> io::Result<()> {
        to.set_nodelay(true)?;
        let (status, length) = (self.status, self.length);
        let mut head = format!("HTTP/1.1 {status} -\r\nContent-Length: {length}\r\n");
        for line in &self.headers {
            head.push_str(&format!("{line}\r\n"));
        }
        to.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
        let (bytes, rest) = self.pace;
        for piece in self.body.chunks(bytes) {
            thread::sleep(rest);
            to.write_all(piece)?;
        }
        thread::sleep(self.silence);
        to.shutdown(Shutdown::Both)
    }
}

impl Server {
    /// Starts one on a free port; it answers each request in a thread of its own.
    ///
    /// # Panics
    /// If there is no free port.
    pub fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Self {
            url,
            log: Arc::default(),
            stopped: Arc::default(),
        };
        let (log, stopped) = (server.log.clone(), server.stopped.clone());
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (log, answer) = (log.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(mut request) = read(&stream) else {
                        return;
                    };
                    let mut log = log.lock().expect("no other panic");
                    request.number = log.len();
                    log.push(request.clone());
                    drop(log);
                    // Who asked may have gone: killed, for instance.
                    let _ = answer(&request).send(stream);
                });
            }
        });
        server
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    ///
    /// # Panics
    /// If an answer has panicked.
    pub fn requests(&self) -> Vec<Request> {
        self.log.lock().expect("no panic").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // The thread that waits for connections looks up.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

/// The path and the range of a request; `None` if there is none.
fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_string();
    let mut from = None;
    for line in lines.take_while(|line| !line.is_empty()) {
        let line = line.to_ascii_lowercase();
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.strip_suffix('-')?.parse().ok();
        }
    }
    Some(Request {
        path,
        from,
        number: 0,
    })
}
