//! fastwebsockets, its `handshake::client` of hyper, as its README has it. Its `FragmentCollector` cannot be
//! flushed, which TLS needs, so fragments are put together here. The payload is masked where it lies, which
//! it does for one that it may change: what is sent after the first message is of the right length, and its
//! bytes are those of the masking before.

use super::{pinned, trust};
use crate::workloads::Session;
use bytes::Bytes;
use fastwebsockets::{handshake, Frame, OpCode, Payload, WebSocket};
use http_body_util::Empty;
use hyper::header::{CONNECTION, HOST, UPGRADE};
use hyper::upgrade::Upgraded;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::future::Future;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const MAX_MESSAGE: usize = 1 << 30;
const NORMAL: u16 = 1000;

pub struct FastWebSockets {
    socket: WebSocket<TokioIo<Upgraded>>,
    payload: Vec<u8>,
}

impl Session for FastWebSockets {
    type Message = Payload<'static>;

    fn version() -> String {
        ["fastwebsockets", "hyper", "tokio", "rustls"]
            .map(pinned)
            .join(", ")
    }

    async fn open(url: &str, ca: Option<&str>) -> Result<Self, String> {
        let uri: Uri = url.parse().map_err(|e| format!("{url}: {e}"))?;
        let host = uri.host().ok_or(format!("{url}: no host"))?.to_owned();
        let authority = uri
            .authority()
            .ok_or(format!("{url}: no host"))?
            .to_string();
        let stream = TcpStream::connect(&authority)
            .await
            .map_err(|e| format!("{authority}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        let path = uri.path_and_query().map_or("/", |p| p.as_str());
        let request = Request::builder()
            .uri(path)
            .header(HOST, &authority)
            .header(UPGRADE, "websocket")
            .header(CONNECTION, "upgrade")
            .header("Sec-WebSocket-Key", handshake::generate_key())
            .header("Sec-WebSocket-Version", "13")
            .body(Empty::<Bytes>::new())
            .map_err(|e| e.to_string())?;
        let opened = match ca {
            None => handshake::client(&Spawning, request, stream).await,
            Some(ca) => {
                let name = ServerName::try_from(host).map_err(|e| e.to_string())?;
                let tls = TlsConnector::from(trust(ca)?)
                    .connect(name, stream)
                    .await
                    .map_err(|e| e.to_string())?;
                handshake::client(&Spawning, request, tls).await
            }
        };
        let (mut socket, _) = opened.map_err(|e| e.to_string())?;
        socket.set_writev(true);
        socket.set_auto_close(true);
        socket.set_auto_pong(true);
        socket.set_max_message_size(MAX_MESSAGE);
        let payload = Vec::new();
        Ok(Self { socket, payload })
    }

    fn prepare(&mut self, payload: Vec<u8>) {
        self.payload = payload;
    }

    async fn write(&mut self) -> Result<(), String> {
        let frame = Frame::binary(Payload::BorrowedMut(&mut self.payload));
        self.socket
            .write_frame(frame)
            .await
            .map_err(|e| e.to_string())
    }

    /// It writes each frame at once; but below it TLS may have kept what the socket did not take.
    async fn flush(&mut self) -> Result<(), String> {
        self.socket.flush().await.map_err(|e| e.to_string())
    }

    async fn receive(&mut self) -> Result<Payload<'static>, String> {
        let mut before = Vec::new();
        loop {
            let frame = self.socket.read_frame().await.map_err(|e| e.to_string())?;
            match frame.opcode {
                OpCode::Binary | OpCode::Continuation if frame.fin && before.is_empty() => {
                    return Ok(frame.payload);
                }
                OpCode::Binary | OpCode::Continuation => {
                    before.extend_from_slice(&frame.payload);
                    if frame.fin {
                        return Ok(Payload::Owned(before));
                    }
                }
                OpCode::Text => return Err("a text message came back".to_owned()),
                OpCode::Close => return Err("the connection ended".to_owned()),
                _ => {}
            }
        }
    }

    async fn close(mut self) -> Result<(), String> {
        let frame = Frame::close(NORMAL, b"");
        self.socket
            .write_frame(frame)
            .await
            .map_err(|e| e.to_string())?;
        self.socket.flush().await.map_err(|e| e.to_string())?;
        while self.receive().await.is_ok() {}
        Ok(())
    }
}

/// Ties hyper to tokio's tasks.
struct Spawning;

impl<F> hyper::rt::Executor<F> for Spawning
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn(future);
    }
}
