//! The other side of a grader: a process that serves calls, and knows nothing else.
//!
//! Calls come in on standard input, which is a socket, and results go back there; what a
//! student's function prints goes elsewhere. A message is its length, four bytes
//! little-endian, and its bytes.

use crate::answer::{Serve, decode, encode};
use crate::guard::{self, Trouble};
use serde::{Deserialize, Serialize};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

/// A call as it travels.
#[derive(Serialize, Deserialize)]
pub struct Request {
    /// The exercise's name.
    pub exercise: String,
    /// One of its functions.
    pub function: String,
    /// The encoded arguments.
    pub arguments: Vec<u8>,
    /// How long it may take.
    pub limit: Duration,
}

/// What comes back: the encoded result, or why there is none.
pub type Reply = std::result::Result<Vec<u8>, Trouble>;

/// Serves calls until there are no more. `find` gives the functions of an exercise.
///
/// # Errors
/// If standard input is no socket, or what comes is no call.
pub fn run(find: fn(&str) -> Option<Arc<dyn Serve>>) -> Result<()> {
    let mut socket = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    while let Ok(message) = receive(&mut socket, usize::MAX) {
        let Request {
            exercise,
            function,
            arguments,
            limit,
        } = decode(&message).map_err(|trouble| Error::other(trouble.to_string()))?;
        let reply: Reply = match find(&exercise) {
            Some(answer) => {
                guard::call_within(limit, move || answer.serve(&function, &arguments)).flatten()
            }
            None => Err(Trouble::Garbled(format!("no exercise {exercise}"))),
        };
        send(&mut socket, &encode(&reply))?;
    }
    Ok(())
}

/// Sends one message.
///
/// # Errors
/// If nobody listens, or it has 4 GB.
pub fn send(socket: &mut UnixStream, message: &[u8]) -> Result<()> {
    let length = u32::try_from(message.len()).map_err(Error::other)?;
    socket.write_all(&length.to_le_bytes())?;
    socket.write_all(message)
}

/// Receives one message of at most `limit` bytes.
///
/// # Errors
/// If there is none, or a longer one.
pub fn receive(socket: &mut UnixStream, limit: usize) -> Result<Vec<u8>> {
    let mut length = [0; 4];
    socket.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > limit {
        let what = format!("a message of {length} bytes");
        return Err(Error::new(ErrorKind::InvalidData, what));
    }
    let mut message = Vec::new();
    socket.take(length as u64).read_to_end(&mut message)?;
    match message.len() == length {
        true => Ok(message),
        false => Err(ErrorKind::UnexpectedEof.into()),
    }
}
