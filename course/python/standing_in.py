"""Stands in for the Rust kernel while it is being built: cells wait, and see how far it is.

    standing_in.py PROGRESS KERNEL CONNECTION_FILE

When the set-up is done the true kernel is started, gets the cells that have waited, and from
then on every message is handed to and fro. A kernel that starts later needs none of this.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__" and len(sys.argv) != 4:
    sys.exit(__doc__)

PROGRESS, KERNEL, CONNECTION = sys.argv[1:]
# How often a cell that waits is told how far the set-up is, in seconds.
EVERY = 1.0
CHANNELS = ("shell", "control", "stdin")
# The true kernel's answers to who it is; it says the same later.
INFO = {
    "status": "ok",
    "protocol_version": "5.4",
    "implementation": "rust-kernel",
    "implementation_version": "0.1.0",
    "language_info": {
        "name": "rust",
        "version": "",
        "mimetype": "text/rust",
        "file_extension": ".rs",
        "pygments_lexer": "rust",
        "codemirror_mode": "rust",
    },
    "banner": "Rust: its kernel is still being built",
    "help_links": [],
}
# What can be said to other requests before there is a kernel.
EMPTY = {
    "complete_request": {"status": "ok", "matches": [], "metadata": {}},
    "inspect_request": {"status": "ok", "found": False, "data": {}, "metadata": {}},
    "history_request": {"status": "ok", "history": []},
    "is_complete_request": {"status": "unknown"},
    "comm_info_request": {"status": "ok", "comms": {}},
    "interrupt_request": {"status": "ok"},
}
# JupyterLab asks before it shows a kernel as ready: a debugger that has not been opened.
CLOSED = {
    "isStarted": False,
    "hashMethod": "Murmur2",
    "hashSeed": 0,
    "tmpFilePrefix": "",
    "tmpFileSuffix": ".rs",
    "breakpoints": [],
    "stoppedThreads": [],
    "richRendering": True,
    "exceptionPaths": [],
}


def of_the_debugger(asked):
    """The answer to a request of the debug protocol, which the list of variables uses."""
    known = asked.get("command") == "debugInfo"
    return {
        "type": "response",
        "seq": asked.get("seq"),
        "request_seq": asked.get("seq"),
        "command": asked.get("command"),
        "success": known,
        "message": "" if known else "the Rust kernel is still being built",
        "body": CLOSED if known else {},
    }


def state():
    """What the set-up says of itself."""
    try:
        return json.loads(Path(PROGRESS).read_text())
    except (OSError, ValueError):
        return {"steps": [], "failed": None, "ready": False}


def words(now):
    """The same for a person."""
    if now["failed"]:
        return f"The Rust kernel is not there: {now['failed']}"
    if not is_alive(now.get("process")):
        return "The set-up has ended before the Rust kernel was built: run `cargo course lab` again."
    lines = ["The Rust kernel is still being built; this cell runs as soon as it is there."]
    for step in now["steps"]:
        if not step["ended"]:
            part = f", {step['done']} of {step['of']} parts" if step["of"] else ""
            lines.append(
                f"  {step['name']}: {minutes(step['seconds'])} of about {minutes(step['usual'])}{part}"
            )
    return "\n".join(lines)


def minutes(seconds):
    return f"{seconds // 60}:{seconds % 60:02}"


def is_alive(process):
    try:
        os.kill(process, 0)
    except (OSError, TypeError):
        return False
    return True


class StandIn:
    def __init__(self, zmq, session, info):
        self.zmq, self.session, self.info = zmq, session, info
        self.context = zmq.Context()
        self.front = {name: self.bind(name, zmq.ROUTER) for name in CHANNELS}
        self.iopub = self.bind("iopub", zmq.PUB)
        self.beat = self.bind("hb", zmq.ROUTER)
        # Requests to run cells: the parts of each message as they came, and the message.
        self.held = []
        self.shown = None

    def bind(self, name, kind):
        socket = self.context.socket(kind)
        socket.linger = 1000
        socket.bind(address(self.info, name))
        return socket

    def publish(self, kind, content, parent):
        self.session.send(self.iopub, kind, content, parent=parent, ident=kind.encode())

    def wait(self):
        """Answers what can be answered, until there is a kernel; whether there will be one."""
        poller = self.zmq.Poller()
        for socket in [self.front["shell"], self.front["control"], self.beat]:
            poller.register(socket, self.zmq.POLLIN)
        told = 0.0
        while True:
            events = dict(poller.poll(200))
            if self.beat in events:
                self.beat.send_multipart(self.beat.recv_multipart())
            for name in ("control", "shell"):
                if self.front[name] in events and not self.answer(name):
                    return False
            now = state()
            if now["ready"]:
                return True
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                self.tell(words(now))

    def answer(self, name):
        """Answers one request; whether to go on."""
        socket = self.front[name]
        parts = socket.recv_multipart()
        try:
            identities, rest = self.session.feed_identities(parts)
            request = self.session.deserialize(rest)
        except ValueError:
            # Not from somebody who knows the key.
            return True
        kind = request["header"]["msg_type"]
        if kind == "execute_request":
            self.publish("status", {"execution_state": "busy"}, request)
            self.held.append((parts, request))
            self.shown = None
            self.tell(words(state()))
            return True
        self.publish("status", {"execution_state": "busy"}, request)
        if kind == "interrupt_request":
            self.drop()
        content = {"kernel_info_request": INFO, **EMPTY}.get(kind)
        if kind == "debug_request":
            content = of_the_debugger(request["content"])
        if kind == "shutdown_request":
            content = {"status": "ok", "restart": request["content"].get("restart", False)}
        if content is not None:
            reply = kind.replace("_request", "_reply")
            self.session.send(socket, reply, content, parent=request, ident=identities)
        self.publish("status", {"execution_state": "idle"}, request)
        return kind != "shutdown_request"

    def drop(self):
        """Cells that wait are not run."""
        held, self.held = self.held, []
        for parts, request in held:
            error = {
                "ename": "Stopped",
                "evalue": "the cell has not run",
                "traceback": ["Stopped: the cell has not run, because the kernel is not there yet"],
            }
            identities, _ = self.session.feed_identities(parts)
            self.publish("error", error, request)
            content = {"status": "error", "execution_count": 0, **error}
            self.session.send(
                self.front["shell"], "execute_reply", content, parent=request, ident=identities
            )
            self.publish("status", {"execution_state": "idle"}, request)

    def tell(self, text):
        """Shows text in the cell that has waited longest."""
        if not self.held or text == self.shown:
            return
        request = self.held[0][1]
        content = {
            "data": {"text/plain": text},
            "metadata": {},
            "transient": {"display_id": "set-up"},
        }
        kind = "display_data" if self.shown is None else "update_display_data"
        if self.shown is None:
            self.publish("clear_output", {"wait": False}, request)
        self.shown = text
        self.publish(kind, content, request)

    def hand_over(self):
        """Starts the true kernel, and stands between it and its clients until it ends."""
        zmq = self.zmq
        with tempfile.TemporaryDirectory(prefix="rust-kernel-") as folder:
            info = {**self.info, **{f"{name}_port": port for name, port in free_ports().items()}}
            file = Path(folder) / "connection.json"
            file.touch(mode=0o600)
            file.write_text(json.dumps(info))
            kernel = subprocess.Popen([KERNEL, str(file)])
            back = {name: self.connect(info, name, zmq.DEALER) for name in CHANNELS}
            published = self.connect(info, "iopub", zmq.SUB)
            self.first_answer(kernel, back["shell"], published)
            if self.held:
                self.publish("clear_output", {"wait": False}, self.held[0][1])
            for parts, _ in self.held:
                back["shell"].send_multipart(parts)
            self.relay(kernel, back, published)
            return kernel.wait()

    def connect(self, info, name, kind):
        socket = self.context.socket(kind)
        socket.linger = 1000
        if kind == self.zmq.SUB:
            socket.subscribe(b"")
        else:
            # One name on all channels: a question for input goes to whoever asked for the cell.
            socket.identity = b"standing-in"
        socket.connect(address(info, name))
        return socket

    def first_answer(self, kernel, shell, published):
        """Waits until the kernel answers, and is heard: what it publishes before is lost."""
        while kernel.poll() is None:
            self.session.send(shell, "kernel_info_request", {})
            if published.poll(500) and shell.poll(500):
                break
        while published.poll(300) or shell.poll(0):
            for socket in (published, shell):
                if socket.poll(0):
                    socket.recv_multipart()

    def relay(self, kernel, back, published):
        zmq = self.zmq
        ways = {published: self.iopub}
        for name in CHANNELS:
            ways[self.front[name]] = back[name]
            ways[back[name]] = self.front[name]
        poller = zmq.Poller()
        for socket in [*ways, self.beat]:
            poller.register(socket, zmq.POLLIN)
        while True:
            events = dict(poller.poll(500))
            for socket in events:
                ways.get(socket, socket).send_multipart(socket.recv_multipart())
            if not events and kernel.poll() is not None:
                return


def address(info, name):
    return f"{info['transport']}://{info['ip']}:{info[name + '_port']}"


def free_ports():
    """Ports that are free now, one for each channel."""
    import socket

    names = [*CHANNELS, "iopub", "hb"]
    sockets = [socket.socket() for _ in names]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = dict(zip(names, (one.getsockname()[1] for one in sockets)))
    for one in sockets:
        one.close()
    return ports


def main():
    if state()["ready"]:
        os.execv(KERNEL, [KERNEL, CONNECTION])
    import zmq
    from jupyter_client.session import Session

    info = json.loads(Path(CONNECTION).read_text())
    session = Session(key=info["key"].encode(), signature_scheme=info["signature_scheme"])
    stand_in = StandIn(zmq, session, info)
    if not stand_in.wait():
        return 0
    return stand_in.hand_over()


if __name__ == "__main__":
    sys.exit(main())
