//! Starts the JupyterLab server.

use crate::failure::{Failure, Result};
use crate::project::Project;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

/// The port that was asked for, or the first free one from 8888.
pub fn free_port(asked: Option<u16>) -> Result<u16> {
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    match asked {
        Some(port) if is_free(&port) => Ok(port),
        Some(port) => Err(Failure::new(format!(
            "port {port} is in use; name another with --port, or leave it out"
        ))),
        None => (8888..8988)
            .find(is_free)
            .ok_or_else(|| Failure::new("no free port from 8888 to 8987; name one with --port")),
    }
}

/// Runs JupyterLab on the first lesson until it is stopped.
pub fn jupyter_lab(project: &Project, port: u16, no_browser: bool) -> Result<()> {
    let notebooks = project.notebooks()?;
    let first = notebooks.first().and_then(|path| path.file_name());
    let page = first.map_or("/lab".into(), |name| {
        format!("/lab/tree/notebooks/{}", name.to_string_lossy())
    });
    let mut lab = Command::new(project.program("python"));
    lab.args([
        "-m",
        "jupyterlab",
        "--ip=127.0.0.1",
        "--ServerApp.port_retries=0",
    ])
    .arg(format!("--port={port}"))
    .arg(format!("--ServerApp.root_dir={}", project.root.display()))
    .arg(format!("--LabApp.default_url={page}"))
    // On servers and in containers one often is root; the address is local all the same.
    .arg("--allow-root");
    if no_browser {
        lab.arg("--no-browser");
    }
    let status = project
        .confine(&mut lab)
        .current_dir(&project.root)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("JupyterLab ended with {status}"))),
        Err(e) => Err(Failure::new(format!(
            "{}: {e}",
            project.program("python").display()
        ))),
    }
}
