//! A small client of the Language Server Protocol, over a server's standard streams.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A running rust-analyzer with one package open.
pub struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
    requests: u64,
}

/// A place in a file of the package, found by the text that stands there.
pub struct Place<'t> {
    pub file: &'t str,
    /// Unique in the file.
    pub around: &'t str,
    /// The place is where this begins within `around`.
    pub at: &'t str,
}

impl Editor {
    /// Starts the server and waits until it knows the whole package.
    pub fn open(server: &Path, folder: &Path, target: &Path) -> Self {
        let mut server = Command::new(server)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("rust-analyzer starts");
        let mut editor = Self {
            input: server.stdin.take().expect("an input"),
            output: BufReader::new(server.stdout.take().expect("an output")),
            server,
            folder: folder.to_owned(),
            requests: 0,
        };
        editor.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": uri(folder),
                "capabilities": {
                    "experimental": { "serverStatusNotification": true },
                    "textDocument": { "hover": { "contentFormat": ["plaintext"] } },
                },
                "initializationOptions": {
                    "cargo": { "targetDir": target, "buildScripts": { "enable": true } },
                    "procMacro": { "enable": true, "attributes": { "enable": true } },
                    "checkOnSave": false,
                },
            }),
        );
        editor.notify("initialized", json!({}));
        editor.wait_until_quiet();
        editor
    }

    /// What is shown over a place.
    pub fn hover(&mut self, place: &Place<'_>) -> String {
        let parameters = self.parameters(place);
        let shown = self.request("textDocument/hover", parameters);
        shown["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Where a place's definition stands: the file, and the line's text.
    pub fn definition(&mut self, place: &Place<'_>) -> Option<(PathBuf, String)> {
        let parameters = self.parameters(place);
        let found = self.request("textDocument/definition", parameters);
        let first = found.get(0)?;
        let path = first["uri"].as_str()?.strip_prefix("file://")?;
        let line = usize::try_from(first["range"]["start"]["line"].as_u64()?).ok()?;
        let text = std::fs::read_to_string(path).ok()?;
        Some((
            PathBuf::from(path),
            text.lines().nth(line)?.trim().to_owned(),
        ))
    }

    /// What could be written at a place.
    pub fn completions(&mut self, place: &Place<'_>) -> Vec<String> {
        let parameters = self.parameters(place);
        let offered = self.request("textDocument/completion", parameters);
        let items = offered["items"].as_array().cloned().unwrap_or_default();
        let label = |item: &Value| Some(item["label"].as_str()?.to_owned());
        items.iter().filter_map(label).collect()
    }

    fn parameters(&mut self, place: &Place<'_>) -> Value {
        let path = self.folder.join(place.file);
        let text = std::fs::read_to_string(&path).expect("a file of the package");
        let (before, _) = text.split_once(place.around).expect("the text around");
        let within = place.around.find(place.at).expect("the place in it");
        let before = &text[..before.len() + within];
        let line = before.matches('\n').count();
        let column = before.chars().rev().take_while(|c| *c != '\n').count();
        json!({
            "textDocument": { "uri": uri(&path) },
            "position": { "line": line, "character": column },
        })
    }

    fn wait_until_quiet(&mut self) {
        loop {
            let message = self.receive().expect("the server's status");
            if message["method"] == "experimental/serverStatus"
                && message["params"]["quiescent"] == true
            {
                assert_eq!(message["params"]["health"], "ok", "{message}");
                return;
            }
        }
    }

    /// Asks, and asks again while the server says that the question came too early.
    fn request(&mut self, method: &str, parameters: Value) -> Value {
        const CONTENT_MODIFIED: i64 = -32801;
        loop {
            self.requests += 1;
            let id = self.requests;
            self.send(&json!({
                "jsonrpc": "2.0", "id": id, "method": method, "params": parameters,
            }));
            let answer = loop {
                let message = self.receive().expect("an answer");
                if message["id"] == id && message.get("method").is_none() {
                    break message;
                }
            };
            match answer.get("error") {
                Some(error) if error["code"] == CONTENT_MODIFIED => {}
                Some(error) => panic!("{method}: {error}"),
                None => return answer["result"].clone(),
            }
        }
    }

    fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let length = text.len();
        write!(self.input, "Content-Length: {length}\r\n\r\n{text}").expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    /// The next message, with the server's own questions answered in passing.
    fn receive(&mut self) -> io::Result<Value> {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if self.output.read_line(&mut line)? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                let line = line.trim_end();
                if line.is_empty() {
                    break;
                }
                if let Some(value) = line.strip_prefix("Content-Length: ") {
                    length = value.parse().map_err(io::Error::other)?;
                }
            }
            let mut body = vec![0; length];
            self.output.read_exact(&mut body)?;
            let message: Value = serde_json::from_slice(&body)?;
            if message.get("id").is_some() && message.get("method").is_some() {
                let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": null });
                self.send(&answer);
                continue;
            }
            return Ok(message);
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
