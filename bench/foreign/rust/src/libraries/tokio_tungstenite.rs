//! tokio-tungstenite, its `connect_async` stream. A batch is `feed` and one `flush`, which its sink has for
//! that; a payload is shared, not copied, as its `Bytes` allow; TLS is rustls.

use super::{pinned, trust};
use crate::workloads::Session;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

pub struct TokioTungstenite {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    payload: Bytes,
}

impl Session for TokioTungstenite {
    type Message = Bytes;

    fn version() -> String {
        ["tokio-tungstenite", "tokio", "rustls"]
            .map(pinned)
            .join(", ")
    }

    async fn open(url: &str, ca: Option<&str>) -> Result<Self, String> {
        let connector = match ca {
            Some(ca) => Connector::Rustls(trust(ca)?),
            None => Connector::Plain,
        };
        let config = WebSocketConfig::default()
            .max_message_size(None)
            .max_frame_size(None);
        let without_nagle = true;
        let (stream, _) = tokio_tungstenite::connect_async_tls_with_config(
            url,
            Some(config),
            without_nagle,
            Some(connector),
        )
        .await
        .map_err(|e| e.to_string())?;
        let payload = Bytes::new();
        Ok(Self { stream, payload })
    }

    fn prepare(&mut self, payload: Vec<u8>) {
        self.payload = payload.into();
    }

    async fn write(&mut self) -> Result<(), String> {
        let message = Message::Binary(self.payload.clone());
        self.stream.feed(message).await.map_err(|e| e.to_string())
    }

    async fn flush(&mut self) -> Result<(), String> {
        self.stream.flush().await.map_err(|e| e.to_string())
    }

    async fn receive(&mut self) -> Result<Bytes, String> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Binary(payload))) => return Ok(payload),
                Some(Ok(Message::Text(_))) => return Err("a text message came back".to_owned()),
                Some(Ok(_)) => {}
                Some(Err(e)) => return Err(e.to_string()),
                None => return Err("the connection ended".to_owned()),
            }
        }
    }

    async fn close(mut self) -> Result<(), String> {
        self.stream.close(None).await.map_err(|e| e.to_string())?;
        while let Some(Ok(_)) = self.stream.next().await {}
        Ok(())
    }
}
