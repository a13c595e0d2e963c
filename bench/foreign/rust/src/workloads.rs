//! The workloads of PROTOCOL.md.

use std::ops::Deref;
use std::time::{Duration, Instant};

/// One connection of one library.
pub trait Session: Sized {
    /// A message, in the memory of the library.
    type Message: Deref<Target = [u8]>;

    /// What it is, for the report.
    fn version() -> String;

    async fn open(url: &str, ca: Option<&str>) -> Result<Self, String>;

    /// What `write` sends from now on.
    fn prepare(&mut self, payload: Vec<u8>);

    /// Sends, or leaves it to `flush`.
    async fn write(&mut self) -> Result<(), String>;

    async fn flush(&mut self) -> Result<(), String>;

    /// The next message, which must be a binary one.
    async fn receive(&mut self) -> Result<Self::Message, String>;

    async fn close(self) -> Result<(), String>;
}

pub struct Outcome {
    pub messages: usize,
    pub nanos: u128,
}

pub async fn check<S: Session>(session: &mut S, payload: Vec<u8>) -> Result<Vec<u8>, String> {
    session.prepare(payload);
    session.write().await?;
    session.flush().await?;
    Ok(session.receive().await?.to_vec())
}

pub async fn batches<S: Session>(
    session: &mut S,
    payload: Vec<u8>,
    count: usize,
    time: Duration,
    times: &mut Vec<u64>,
) -> Result<Outcome, String> {
    let size = payload.len();
    session.prepare(payload);
    let mut messages = 0;
    let start = Instant::now();
    loop {
        let begin = Instant::now();
        for _ in 0..count {
            session.write().await?;
        }
        session.flush().await?;
        for _ in 0..count {
            sized(&session.receive().await?, size)?;
        }
        let now = Instant::now();
        times.push((now - begin).as_nanos() as u64);
        messages += count;
        if now - start >= time {
            let nanos = (now - start).as_nanos();
            return Ok(Outcome { messages, nanos });
        }
    }
}

pub async fn stream<S: Session>(
    session: &mut S,
    payload: Vec<u8>,
    window: usize,
    time: Duration,
) -> Result<Outcome, String> {
    let size = payload.len();
    session.prepare(payload);
    let mut messages = 0;
    let mut under_way = window;
    let start = Instant::now();
    for _ in 0..window {
        session.write().await?;
    }
    session.flush().await?;
    while under_way > 0 {
        sized(&session.receive().await?, size)?;
        messages += 1;
        if start.elapsed() < time {
            session.write().await?;
            session.flush().await?;
        } else {
            under_way -= 1;
        }
    }
    let nanos = start.elapsed().as_nanos();
    Ok(Outcome { messages, nanos })
}

fn sized(message: &[u8], size: usize) -> Result<(), String> {
    if message.len() == size {
        Ok(())
    } else {
        Err(format!(
            "{} bytes came back instead of {size}",
            message.len()
        ))
    }
}
