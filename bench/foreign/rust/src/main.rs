//! A client of Rust that is measured: answers the commands of PROTOCOL.md. Started with its name.
//!
//! One connection needs one thread: it is the runtime's that runs all on the thread of its caller.

mod libraries;
mod workloads;

use libraries::fastwebsockets::FastWebSockets;
use libraries::tokio_tungstenite::TokioTungstenite;
use std::io::{BufRead, Write};
use std::time::Duration;
use tokio::runtime::Runtime;
use workloads::{Outcome, Session};

struct Program<S> {
    runtime: Runtime,
    session: Option<S>,
}

impl<S: Session> Program<S> {
    fn answer(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        match self.command(&words) {
            Ok(values) => format!("ok {values}").trim_end().to_owned(),
            Err(why) => {
                self.close();
                let words: Vec<&str> = why.split_whitespace().collect();
                format!("failed {}", words.join(" "))
            }
        }
    }

    fn command(&mut self, words: &[&str]) -> Result<String, String> {
        match words {
            ["open", url, ca] => {
                self.close();
                let ca = (*ca != "-").then_some(*ca);
                self.session = Some(self.runtime.block_on(S::open(url, ca))?);
                Ok(String::new())
            }
            ["check", size, seed] => {
                let payload = pattern(number(size)?, number(seed)?);
                self.run(async |s| {
                    let back = workloads::check(s, payload).await?;
                    Ok(crc32fast::hash(&back).to_string())
                })
            }
            ["rr", size, millis, file] => self.pipelined(size, 1, millis, file),
            ["pipelined", size, count, millis, file] => {
                self.pipelined(size, number(count)?, millis, file)
            }
            ["stream", size, window, millis, _] => {
                let payload = pattern(number(size)?, 0);
                let (window, time) = (number(window)?, duration(millis)?);
                self.run(async |s| Ok(result(workloads::stream(s, payload, window, time).await?)))
            }
            ["close"] => {
                self.close();
                Ok(String::new())
            }
            _ => Err(format!("there is no command {}", words.join(" "))),
        }
    }

    /// A request with its response is a batch of one.
    fn pipelined(
        &mut self,
        size: &str,
        count: usize,
        millis: &str,
        file: &str,
    ) -> Result<String, String> {
        let payload = pattern(number(size)?, 0);
        let time = duration(millis)?;
        self.run(async |s| {
            let mut times = Vec::new();
            let outcome = workloads::batches(s, payload, count, time, &mut times).await?;
            if file != "-" {
                let bytes: Vec<u8> = times.iter().flat_map(|t| t.to_le_bytes()).collect();
                std::fs::write(file, bytes).map_err(|e| format!("{file}: {e}"))?;
            }
            Ok(result(outcome))
        })
    }

    fn run(
        &mut self,
        work: impl AsyncFnOnce(&mut S) -> Result<String, String>,
    ) -> Result<String, String> {
        let session = self.session.as_mut().ok_or("no connection is open")?;
        self.runtime.block_on(work(session))
    }

    fn close(&mut self) {
        if let Some(session) = self.session.take() {
            if let Err(why) = self.runtime.block_on(session.close()) {
                eprintln!("close: {why}");
            }
        }
    }
}

fn number(word: &str) -> Result<usize, String> {
    word.parse().map_err(|e| format!("{word}: {e}"))
}

fn duration(millis: &str) -> Result<Duration, String> {
    Ok(Duration::from_millis(number(millis)? as u64))
}

fn pattern(size: usize, seed: usize) -> Vec<u8> {
    (0..size).map(|i| (i * 31 + seed) as u8).collect()
}

fn result(outcome: Outcome) -> String {
    format!("{} {}", outcome.messages, outcome.nanos)
}

fn serve<S: Session>() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .expect("a runtime");
    say(&format!("ready {}", S::version()));
    let mut program = Program::<S> {
        runtime,
        session: None,
    };
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        if !line.trim().is_empty() {
            say(&program.answer(&line));
        }
    }
    program.close();
}

/// Nobody listens any more if that fails: then the input ends as well.
fn say(line: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("fastwebsockets") => serve::<FastWebSockets>(),
        Some("tokio-tungstenite") => serve::<TokioTungstenite>(),
        other => {
            say(&format!(
                "failed there is no client {}",
                other.unwrap_or("")
            ));
            std::process::exit(1);
        }
    }
}
