//! One file over HTTP, from where it was interrupted.

use crate::bar::Bar;
use aelib::Error;
use aelib::data::GZIP;
use std::fmt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

/// Why a file has not come.
#[derive(Debug)]
pub enum Trouble {
    /// On this machine: no other mirror helps.
    Here(Error),
    /// The mirror says that it has no such file.
    NoSuchFile(String),
    /// The mirror cannot be reached, or does not answer as it should.
    Refused(String),
    /// It broke off, or fell silent: the rest may come when it is asked again.
    BrokenOff(String),
    /// Something came, but it was not the file.
    Wrong(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here(error) => write!(f, "{error}"),
            Self::NoSuchFile(line)
            | Self::Refused(line)
            | Self::BrokenOff(line)
            | Self::Wrong(line) => f.write_str(line),
        }
    }
}

/// What came was checked, and is not right.
impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::Content {
                path,
                expected,
                found,
                ..
            } => {
                let path = path.display();
                Self::Wrong(format!("{path}: expected {expected}, found {found}"))
            }
            other => Self::Here(other),
        }
    }
}

/// Asks servers.
pub struct Http {
    connect: Duration,
    patience: Duration,
}

/// At least so many bytes in the time of a download's patience.
const LEAST: u64 = 16 * 1024;

impl Http {
    pub fn new(connect: Duration, patience: Duration) -> Self {
        Self { connect, patience }
    }

    /// Appends to `part` what is still missing of the file at this address, which may have
    /// `at_most` so many bytes.
    pub fn get(&self, url: &str, part: &Path, at_most: u64, bar: &Bar) -> Result<(), Trouble> {
        let here = || |e| Trouble::Here(Error::io(part)(e));
        let file = File::options().create(true).append(true).open(part);
        let mut file = file.map_err(here())?;
        let have = file.seek(SeekFrom::End(0)).map_err(here())?;
        let response = self.ask(url, have)?;
        let begin = match response.status().as_u16() {
            200 => 0,
            206 if begins(&response) == Some(have) => have,
            // A range that the server does not have: what is here is too long.
            206 | 416 => {
                file.set_len(0).map_err(here())?;
                let line = format!("{url}: not the rest that it was asked for");
                return Err(Trouble::Wrong(line));
            }
            status @ (404 | 410) => {
                return Err(Trouble::NoSuchFile(format!("{url}: status {status}")));
            }
            status @ 500..=599 => {
                return Err(Trouble::BrokenOff(format!("{url}: status {status}")));
            }
            status => return Err(Trouble::Refused(format!("{url}: status {status}"))),
        };
        file.set_len(begin).map_err(here())?;
        let mut body = response.into_body();
        let total = body.content_length().map(|rest| begin + rest);
        let mut body = body.as_reader();
        let mut bytes = [0; 64 * 1024];
        let (mut have, mut mark, mut since) = (begin, begin, Instant::now());
        loop {
            bar.at(have, total);
            let count = body
                .read(&mut bytes)
                .map_err(|e| Trouble::BrokenOff(format!("{url}: {}", self.why(&e.into()))))?;
            if count == 0 {
                return file.sync_all().map_err(here());
            }
            have += count as u64;
            if have > at_most {
                file.set_len(0).map_err(here())?;
                return Err(Trouble::Wrong(format!("{url}: more than {at_most} bytes")));
            }
            file.write_all(&bytes[..count]).map_err(here())?;
            if since.elapsed() > self.patience {
                if have - mark < LEAST {
                    let (brought, seconds) = (have - mark, self.patience.as_secs_f32());
                    let line = format!("{url}: only {brought} bytes in {seconds} s");
                    return Err(Trouble::BrokenOff(line));
                }
                (mark, since) = (have, Instant::now());
            }
        }
    }

    /// The answer to a request for all but the first `have` bytes.
    fn ask(&self, url: &str, have: u64) -> Result<Response<Body>, Trouble> {
        let mut request = self.agent(url).get(url);
        if have > 0 {
            request = request.header(header::RANGE, format!("bytes={have}-"));
        }
        request.call().map_err(|e| {
            let line = format!("{url}: {}", self.why(&e));
            match e {
                // It was connected, and then it was not.
                ureq::Error::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                    Trouble::BrokenOff(line)
                }
                _ => Trouble::Refused(line),
            }
        })
    }

    fn agent(&self, url: &str) -> Agent {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_resolve(Some(self.connect))
            .timeout_connect(Some(self.connect))
            .timeout_recv_response(Some(self.patience))
            .timeout_per_read(Some(self.patience));
        if is_this_machine(url) {
            // A proxy could not reach it.
            config = config.proxy(None);
        }
        config.build().into()
    }

    fn why(&self, error: &ureq::Error) -> String {
        let seconds = |time: Duration| time.as_secs_f32();
        match error {
            ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
                format!("not reached in {} s", seconds(self.connect))
            }
            ureq::Error::Timeout(_) => format!("silent for {} s", seconds(self.patience)),
            ureq::Error::HostNotFound => "no such host, or no network".into(),
            ureq::Error::Io(e) => e.to_string().replace('\n', " "),
            other => other.to_string().replace('\n', " "),
        }
    }
}

/// The first byte of a partial answer: `Content-Range: bytes 500-999/1000`.
fn begins(response: &Response<Body>) -> Option<u64> {
    let range = response
        .headers()
        .get(header::CONTENT_RANGE)?
        .to_str()
        .ok()?;
    let (first, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    first.parse().ok()
}

fn is_this_machine(url: &str) -> bool {
    let uri = url.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a file begins as gzip files do.
pub fn is_packed(path: &Path) -> bool {
    let mut start = [0; GZIP.len()];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == GZIP
}
